"""The policy that Django's settings name."""
from __future__ import annotations

from typing import Any, Mapping, Optional

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from ..errors import PwpolError
from ..policy import Policy


def policy_from(preset: Optional[str] = None, policy: Optional[str] = None,
                keys: Optional[Mapping[str, Any]] = None) -> Policy:
    """A policy from options, or from the settings where an option is left out; refused by Django when it is wrong."""
    try:
        if policy is None and preset is None:
            policy = getattr(settings, "PWPOL_POLICY", None)
            preset = getattr(settings, "PWPOL_PRESET", None)
        if keys is None:
            keys = getattr(settings, "PWPOL_KEYS", {})
        made = Policy.load(policy) if policy is not None else Policy.preset(preset)
        for key, value in keys.items():
            made[key] = value
        made.validate()
        return made
    except PwpolError as problem:
        raise ImproperlyConfigured(f"pwpol: {problem}") from problem

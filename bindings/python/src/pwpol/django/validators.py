"""AUTH_PASSWORD_VALIDATORS: every reason why a password is refused, in the language of the request."""
from __future__ import annotations

from typing import Any, Iterable, Mapping, Optional

from django.core.exceptions import ValidationError
from django.utils.functional import lazystr
from django.utils.translation import get_language

from .policies import policy_from


def _language() -> str:
    return "fr" if (get_language() or "").lower().startswith("fr") else "en"


class PasswordValidator:
    """Judges a new password by a policy. What the user is called, and what ``site`` says of the site, may not be part
    of it. Options: ``preset`` or ``policy`` (a file), ``keys``, ``site``, ``attributes`` (of the user; besides the
    username and the e-mail)."""

    def __init__(self, preset: Optional[str] = None, policy: Optional[str] = None,
                 keys: Optional[Mapping[str, Any]] = None, site: Optional[str] = None,
                 attributes: Iterable[str] = ("first_name", "last_name")) -> None:
        self.policy = policy_from(preset, policy, keys)
        self.site = site
        self.attributes = tuple(attributes)

    def validate(self, password: str, user: Any = None) -> None:
        report = self.policy.check(password, site=self.site, **self._context(user))
        if report.accepted:
            return
        language = _language()
        raise ValidationError([ValidationError(finding.message(language), code="pwpol_" + finding.name)
                               for finding in report if finding.severity == "error"])

    def _context(self, user: Any) -> "dict[str, Any]":
        if user is None:
            return {}
        username = user.get_username() if hasattr(user, "get_username") else getattr(user, "username", None)
        values = (getattr(user, attribute, None) for attribute in self.attributes)
        email = getattr(user, "email", None)
        return {
            "login": str(username)[:256] if username else None,
            "email": str(email)[:256] if email else None,
            "names": [str(value)[:256] for value in values if value],
        }

    def _help(self) -> str:
        strength = self.policy.strength()
        if _language() == "fr":
            return f"Votre mot de passe doit offrir au moins {strength.weakest_fr}, et ne pas se deviner."
        return f"Your password must offer at least {strength.weakest_en}, and not be guessable."

    def get_help_text(self) -> Any:
        return lazystr(_Lazy(self._help))


class _Lazy:
    """Asked when it is shown, in the language of that moment."""

    def __init__(self, ask: Any) -> None:
        self._ask = ask

    def __str__(self) -> str:
        return str(self._ask())

"""Django: a password validator and a password hasher.

    AUTH_PASSWORD_VALIDATORS = [
        {"NAME": "pwpol.django.PasswordValidator", "OPTIONS": {"preset": "cnil-2022-100-restricted"}},
    ]
    PASSWORD_HASHERS = [
        "pwpol.django.PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # what the table holds already
    ]

Hashes of the other hashers stay good, and become pwpol's at each user's next login. Settings, all optional:
``PWPOL_POLICY``, a policy file; ``PWPOL_PRESET``, a preset; ``PWPOL_KEYS``, a dictionary of keys that differ.
"""
from .hashers import PasswordHasher
from .validators import PasswordValidator

__all__ = ["PasswordHasher", "PasswordValidator"]

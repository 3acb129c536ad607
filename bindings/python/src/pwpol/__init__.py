"""pwpol: password policy (CNIL 2022-100, ANSSI) and credentials for services that hold passwords.

    policy = pwpol.Policy.preset("cnil-2022-100-restricted")
    report = policy.check(password, login="camille.durand")
    if not report.accepted:
        print(*report.messages("fr"), sep="\\n")
"""
from ._call import Id, Secret, string
from ._pwpol import lib
from .errors import (ArgumentError, Busy, Conflict, FileFailure, Frozen, IncludeLoop, InternalError, NoRandomness,
                     NotText, OutOfMemory, OutOfRange, PwpolError, StoreFailure, StoreFull, SyntaxFailure, TooLong,
                     UnknownKey, UnknownPreset, Where)
from .hasher import Candidate, Hasher, Keyring, Tuning, Verified, tune
from .policy import Audit, AuditPoint, Key, Policy, Strength, keys, presets
from .report import Finding, Guess, Numbers, Piece, Report, guess

__version__ = string(lib.pwpol_version())

__all__ = [
    "ArgumentError", "Audit", "AuditPoint", "Busy", "Candidate", "Conflict", "FileFailure", "Finding", "Frozen", "Guess",
    "Hasher", "Id", "IncludeLoop", "InternalError", "Key", "Keyring", "NoRandomness", "NotText", "Numbers", "OutOfMemory",
    "OutOfRange", "Piece", "Policy", "PwpolError", "Report", "Secret", "StoreFailure", "StoreFull", "Strength",
    "SyntaxFailure", "TooLong", "Tuning", "UnknownKey", "UnknownPreset", "Verified", "Where", "guess", "keys", "presets",
    "tune",
]

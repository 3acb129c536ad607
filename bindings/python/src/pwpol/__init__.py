"""pwpol: password policy (CNIL 2022-100, ANSSI) and credentials for services that hold passwords.

    policy = pwpol.Policy.preset("cnil-2022-100-restricted")
    report = policy.check(password, login="camille.durand")
    if not report.accepted:
        print(*report.messages("fr"), sep="\\n")
"""
from ._call import Id, Secret, string
from ._pwpol import lib
from .accounts import (COMPROMISED, MUST_CHANGE, PROVISIONED, Accounts, Outcome, Renewal, Row, RowChange, history_add,
                       renewal, reset_token, reset_token_is_good)
from .breach import Breach
from .errors import (ArgumentError, Busy, Conflict, FileFailure, Frozen, IncludeLoop, InternalError, NoRandomness,
                     NotText, OutOfMemory, OutOfRange, PwpolError, StoreFailure, StoreFull, SyntaxFailure, TooLong,
                     UnknownKey, UnknownPreset, Where)
from .hasher import Candidate, Hasher, Keyring, Tuning, Verified, tune
from .policy import Audit, AuditPoint, Key, Policy, Strength, keys, presets
from .report import Finding, Guess, Numbers, Piece, Report, guess
from .throttle import Attempt, Event, Store, SubjectStatus, Throttle

__version__ = string(lib.pwpol_version())

__all__ = [
    "Accounts", "ArgumentError", "Attempt", "Audit", "AuditPoint", "Breach", "Busy", "COMPROMISED", "Candidate",
    "Conflict", "Event", "FileFailure", "Finding", "Frozen", "Guess", "Hasher", "Id", "IncludeLoop", "InternalError",
    "Key", "Keyring", "MUST_CHANGE", "NoRandomness", "NotText", "Numbers", "OutOfMemory", "OutOfRange", "Outcome",
    "PROVISIONED", "Piece", "Policy", "PwpolError", "Renewal", "Report", "Row", "RowChange", "Secret", "Store",
    "StoreFailure", "StoreFull", "Strength", "SubjectStatus", "SyntaxFailure", "Throttle", "TooLong", "Tuning",
    "UnknownKey", "UnknownPreset", "Verified", "Where", "guess", "history_add", "keys", "presets", "renewal",
    "reset_token", "reset_token_is_good", "tune",
]

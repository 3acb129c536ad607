"""Credentials: hash, verify, seal, and bring old hashes in."""
from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, List, Optional, Union

from ._call import Id, Secret, checked, name, secret, sized, string, text
from ._pwpol import ffi, lib
from .errors import ArgumentError
from .policy import Policy

_verdicts = {value: constant[len("PWPOL_"):].lower().replace("_", "-") for value, constant in
             ((getattr(lib, constant), constant) for constant in (
                 "PWPOL_MATCH", "PWPOL_MISMATCH", "PWPOL_MALFORMED", "PWPOL_UNSUPPORTED", "PWPOL_OVER_LIMIT",
                 "PWPOL_BUSY", "PWPOL_NO_MEMORY", "PWPOL_UNKNOWN_KEY", "PWPOL_WRONG_ACCOUNT", "PWPOL_BAD_PASSWORD",
                 "PWPOL_FAILED"))}


class Keyring:
    """Pepper keys, the current one among them."""

    def __init__(self) -> None:
        """An empty key ring, for ``add``."""
        handle = ffi.new("pwpol_keyring **")
        checked(lib.pwpol_keyring_new(handle))
        self._handle = ffi.gc(handle[0], lib.pwpol_keyring_free)

    @classmethod
    def load(cls, path: Union[str, "os.PathLike[str]"]) -> "Keyring":
        """Reads a key ring file, which must belong to this user or root and be closed to others."""
        handle, where = ffi.new("pwpol_keyring **"), sized("pwpol_where")
        checked(lib.pwpol_keyring_load(handle, text(os.fspath(path), "a path"), where), where)
        ring = cls.__new__(cls)
        ring._handle = ffi.gc(handle[0], lib.pwpol_keyring_free)
        return ring

    def add(self, key_id: str, key: Secret, current: bool = False) -> None:
        """Adds a key of 32 bytes under an id of 1 to 32 characters of A-Z a-z 0-9 . _ -"""
        with secret(key) as (pointer, length):
            if length != 32:
                raise ArgumentError(lib.PWPOL_ERR_ARGUMENT)
            checked(lib.pwpol_keyring_add(self._handle, text(key_id, "a key id"),
                                          ffi.cast("unsigned char *", pointer), current))


@dataclass(frozen=True)
class Verified:
    """What a stored credential says to a password; true for a match and for nothing else.

    ``verdict`` is "match", "mismatch", "malformed", "unsupported", "over-limit", "busy", "no-memory", "unknown-key",
    "wrong-account", "bad-password" or "failed"; for logs, not for the person who logs in. ``needs_rehash``: store a new
    hash of this password now. ``truncated``: the old scheme looked at a part of the password only. ``limit``: with
    "over-limit", the key of the policy that the stored string is over; "" otherwise."""

    verdict: str
    needs_rehash: bool
    truncated: bool
    scheme: str
    limit: str = ""

    def __bool__(self) -> bool:
        return self.verdict == "match"

    def sentence(self, lang: str = "en") -> str:
        """One sentence for logs."""
        code = next(value for value, verdict in _verdicts.items() if verdict == self.verdict)
        return string(lib.pwpol_strverdict(code, lang.encode()))


class Hasher:
    """Hashes and verifies within one budget of memory, shared by any number of threads; the interpreter's lock is free
    meanwhile. A call that does not fit waits its turn, then raises ``Busy`` (or is the verdict "busy")."""

    def __init__(self, policy: Policy, keyring: Optional[Keyring] = None) -> None:
        """keyring: None unless the policy names ``hash.pepper_file`` or the caller brings keys; copied."""
        handle, where = ffi.new("pwpol_hasher **"), sized("pwpol_where")
        ring = ffi.NULL if keyring is None else keyring._handle
        checked(lib.pwpol_hasher_new(handle, policy._handle, ring, where), where)
        self._handle = ffi.gc(handle[0], lib.pwpol_hasher_free)

    def hash(self, password: Secret, account: Optional[Id] = None) -> str:
        """The credential to store. account: an id that never changes, needed with a pepper. Raises ``TooLong``,
        ``NotText`` (also for controls and nothing), ``Busy``, ``OutOfMemory``, ``NoRandomness``."""
        stored = ffi.new("char[]", lib.PWPOL_HASH_SIZE)
        owner, owner_len = name(account)
        with secret(password) as (pointer, length):
            checked(lib.pwpol_hash(self._handle, pointer, length, owner, owner_len, stored))
        return string(stored)

    def verify(self, stored: str, password: Secret, account: Optional[Id] = None) -> Verified:
        """Whether a password is that of a stored credential, of this library or an older one."""
        result = sized("pwpol_verified")
        owner, owner_len = name(account)
        with secret(password) as (pointer, length):
            lib.pwpol_verify(self._handle, text(stored, "a stored hash"), pointer, length, owner, owner_len, result)
        return Verified(_verdicts.get(result.verdict, "failed"), bool(result.needs_rehash), bool(result.truncated),
                        string(result.scheme), string(result.limit))

    def verify_absent(self, password: Secret) -> Verified:
        """For an account that does not exist: costs what a verification costs, and is never a match."""
        with secret(password) as (pointer, length):
            verdict = lib.pwpol_verify_absent(self._handle, pointer, length)
        return Verified(_verdicts.get(verdict, "failed"), False, False, "")

    def needs_rehash(self, stored: str, account: Optional[Id] = None) -> bool:
        """Whether a credential is weaker than what ``hash`` makes now."""
        owner, owner_len = name(account)
        return bool(lib.pwpol_needs_rehash(self._handle, text(stored, "a stored hash"), owner, owner_len))

    def rewrap(self, stored: str, account: Optional[Id] = None) -> str:
        """Seals a credential anew under the current pepper key, without its password."""
        renewed = ffi.new("char[]", lib.PWPOL_HASH_SIZE)
        owner, owner_len = name(account)
        checked(lib.pwpol_rewrap(self._handle, text(stored, "a stored hash"), owner, owner_len, renewed))
        return string(renewed)

    def wrap_legacy(self, legacy: str, account: Optional[Id] = None) -> str:
        """Puts Argon2id over an old hash, without its password."""
        stored = ffi.new("char[]", lib.PWPOL_HASH_SIZE)
        owner, owner_len = name(account)
        checked(lib.pwpol_wrap_legacy(self._handle, text(legacy, "a stored hash"), owner, owner_len, stored))
        return string(stored)


@dataclass(frozen=True)
class Candidate:
    """A cost of Argon2id as measured: ``memory`` in KiB, ``median_ms`` of a hash with all slots at work."""

    memory: int
    passes: int
    lanes: int
    median_ms: float
    per_second: float
    memory_bytes: int
    meets_target: bool


@dataclass(frozen=True)
class Tuning:
    """What ``tune`` measured; ``recommended`` is the candidate to take."""

    slots: int
    candidates: List[Candidate]
    recommended: Candidate


def tune(target_ms: int = 250, memory_bytes: int = 1 << 30, concurrent: int = 4) -> Tuning:
    """Measures Argon2id on this machine, for about ten seconds."""
    request = sized("pwpol_tune_request",
                    {"target_ms": target_ms, "memory_bytes": memory_bytes, "concurrent": concurrent})
    handle = ffi.new("pwpol_tuning **")
    checked(lib.pwpol_tune(request, handle))
    tuning: Any = ffi.gc(handle[0], lib.pwpol_tuning_free)
    found = []
    for index in range(lib.pwpol_tuning_count(tuning)):
        candidate = sized("pwpol_candidate")
        checked(lib.pwpol_tuning_candidate(tuning, index, candidate))
        found.append(Candidate(candidate.memory, candidate.passes, candidate.lanes, candidate.median_ms,
                               candidate.per_second, candidate.memory_bytes, bool(candidate.meets_target)))
    return Tuning(lib.pwpol_tuning_slots(tuning), found, found[lib.pwpol_tuning_recommended(tuning)])

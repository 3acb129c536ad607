"""The corpus of breached passwords."""
from __future__ import annotations

import os
from typing import Any, Iterable, List, Optional, Union

from ._call import Secret, checked, secret, sized, text
from ._pwpol import ffi, lib


class Breach:
    """A corpus, made by ``pwpol breach build``; any number of threads may share it."""

    def __init__(self, path: Union[str, "os.PathLike[str]", None] = None, mapped: bool = True) -> None:
        """path: None for the small corpus of the most common passwords, which is built in. mapped: False reads the file
        at every question: slower, but one that is cut short is an exception and no SIGBUS."""
        handle, where = ffi.new("pwpol_breach **"), sized("pwpol_where")
        file = ffi.NULL if path is None else text(os.fspath(path), "a path")
        access = lib.PWPOL_BREACH_MAP if mapped else lib.PWPOL_BREACH_READ
        checked(lib.pwpol_breach_open(handle, file, access, where), where)
        self._handle = ffi.gc(handle[0], lib.pwpol_breach_close)

    def seen(self, password: Secret) -> int:
        """How many times at least a password was seen; 0 when it is not in the corpus."""
        count = ffi.new("uint64_t *")
        with secret(password) as (pointer, length):
            checked(lib.pwpol_breach_contains(self._handle, pointer, length, count))
        return int(count[0])

    def __contains__(self, password: Secret) -> bool:
        return self.seen(password) > 0

    def seen_hash(self, digest: bytes) -> int:
        """The same by SHA-1 or NT hash, as the corpus holds them."""
        count = ffi.new("uint64_t *")
        checked(lib.pwpol_breach_contains_hash(self._handle, digest, len(digest), count))
        return int(count[0])

    def seen_hashes(self, digests: Iterable[bytes]) -> List[int]:
        """The same for many at once, whose waits for memory overlap. All are of one length."""
        listed = list(digests)
        if not listed:
            return []
        if len({len(digest) for digest in listed}) != 1:
            raise ValueError("hashes of one length were expected")
        counts = ffi.new("uint64_t[]", len(listed))
        checked(lib.pwpol_breach_contains_hashes(self._handle, b"".join(listed), len(listed[0]), len(listed), counts))
        return list(counts)

    def reload(self) -> bool:
        """Opens the file of the same path again; true when another one answers from here on."""
        changed, where = ffi.new("bool *"), sized("pwpol_where")
        checked(lib.pwpol_breach_reload(self._handle, changed, where), where)
        return bool(changed[0])

    @property
    def info(self) -> "dict[str, Any]":
        """Entries, share of false positives, size in bytes, date of the source in milliseconds since 1970, ..."""
        found = sized("pwpol_breach_info")
        checked(lib.pwpol_breach_info_of(self._handle, found))
        return {"hash": "sha1" if found.hash == lib.PWPOL_BREACH_SHA1 else "nt", "exact": bool(found.exact),
                "entries": found.entries, "false_positives": found.false_positives,
                "bits_per_entry": found.bits_per_entry, "bytes": found.bytes, "date": found.date, "built": found.built,
                "smallest_count": found.smallest_count, "classes": list(found.classes),
                "source": ffi.string(found.source).decode("utf-8", "replace")}

"""What went wrong: one exception a status of the library.

A weak password, a wrong one or a locked account is a result, never an exception.
"""
from __future__ import annotations

from typing import Any, Dict, Optional, Type

from ._pwpol import ffi, lib


class PwpolError(Exception):
    """A call could not do its work. ``status`` is the library's code, ``message("fr")`` the sentence in French."""

    status: int = 0

    def __init__(self, status: int, where: Optional["Where"] = None) -> None:
        self.status = status
        self.where = where
        super().__init__(self.message("en"))

    def message(self, lang: str = "en") -> str:
        if self.where is not None and self.where.message(lang):
            return self.where.message(lang)
        sentence: bytes = ffi.string(lib.pwpol_strstatus(self.status, lang.encode()))
        return sentence.decode("utf-8")


class Where:
    """Where a policy was refused: file, line and column from 1 (0: none), key, and what the key accepts."""

    def __init__(self, where: Any) -> None:
        def field(name: str) -> str:
            value: bytes = ffi.string(getattr(where, name))
            return value.decode("utf-8", "replace")

        self.file = field("file")
        self.line = int(where.line)
        self.column = int(where.column)
        self.key = field("key")
        self.allowed = field("allowed")
        self._messages = {"en": field("message_en"), "fr": field("message_fr")}

    def message(self, lang: str = "en") -> str:
        return self._messages["fr" if lang == "fr" else "en"]


class OutOfMemory(PwpolError, MemoryError):
    """An allocation failed; nothing was changed."""


class ArgumentError(PwpolError, ValueError):
    """An argument that the documentation excludes."""


class NotText(PwpolError, ValueError):
    """What must be text is not UTF-8."""


class TooLong(PwpolError, ValueError):
    """Longer than the documented bound."""


class UnknownKey(PwpolError, KeyError):
    """No policy key, or no pepper key, has this name."""

    __str__ = Exception.__str__


class OutOfRange(PwpolError, ValueError):
    """A value that its key does not accept."""


class SyntaxFailure(PwpolError, ValueError):
    """A file or a stored string that cannot be read."""


class UnknownPreset(PwpolError, ValueError):
    """No preset has this name."""


class Conflict(PwpolError, ValueError):
    """Values that exclude each other."""


class Frozen(PwpolError):
    """The policy is in use and can no longer change."""


class FileFailure(PwpolError, OSError):
    """A file cannot be opened, read or written."""

    __str__ = Exception.__str__


class IncludeLoop(PwpolError, ValueError):
    """A policy file includes itself."""


class NoRandomness(PwpolError):
    """The system gives no random bytes."""


class InternalError(PwpolError):
    """A defect of pwpol or of a library it stands on."""


class Busy(PwpolError):
    """No memory of the budget came free in time; try again later."""


class StoreFailure(PwpolError):
    """A store does not answer, or refuses."""


class StoreFull(PwpolError):
    """A store is full of what it must not forget."""


_classes: Dict[int, Type[PwpolError]] = {
    lib.PWPOL_ERR_NO_MEMORY: OutOfMemory,
    lib.PWPOL_ERR_ARGUMENT: ArgumentError,
    lib.PWPOL_ERR_UTF8: NotText,
    lib.PWPOL_ERR_TOO_LONG: TooLong,
    lib.PWPOL_ERR_KEY: UnknownKey,
    lib.PWPOL_ERR_RANGE: OutOfRange,
    lib.PWPOL_ERR_SYNTAX: SyntaxFailure,
    lib.PWPOL_ERR_PRESET: UnknownPreset,
    lib.PWPOL_ERR_CONFLICT: Conflict,
    lib.PWPOL_ERR_FROZEN: Frozen,
    lib.PWPOL_ERR_IO: FileFailure,
    lib.PWPOL_ERR_LOOP: IncludeLoop,
    lib.PWPOL_ERR_RANDOM: NoRandomness,
    lib.PWPOL_ERR_INTERNAL: InternalError,
    lib.PWPOL_ERR_BUSY: Busy,
    lib.PWPOL_ERR_STORE: StoreFailure,
    lib.PWPOL_ERR_FULL: StoreFull,
}


def raise_status(status: int, where: Any = None) -> None:
    """Raises the exception of a status that is not PWPOL_OK."""
    told = None if where is None else Where(where)
    raise _classes.get(status, PwpolError)(status, told if told is not None and told.message() else None)

"""How the C library is called: secrets, texts, sized structures and statuses."""
from __future__ import annotations

from contextlib import contextmanager
from typing import Any, Callable, Iterator, Mapping, Optional, Tuple, Union

from ._pwpol import ffi, lib
from .errors import raise_status

Secret = Union[str, bytes, bytearray, memoryview]
"""A password. A ``bytearray`` is best, for its owner can wipe it; Python itself keeps ``str`` and ``bytes`` until they
are collected, and does not wipe them."""

Id = Union[str, bytes]


@contextmanager
def secret(value: Optional[Secret]) -> Iterator[Tuple[Any, int]]:
    """Pointer and length of a secret, without a copy; of a ``str``, with one copy in UTF-8 that is wiped afterwards."""
    if value is None:
        yield ffi.NULL, 0
    elif isinstance(value, str):
        # surrogatepass: what is no text reaches the library, which says so.
        encoded = value.encode("utf-8", "surrogatepass")
        pointer = ffi.from_buffer(encoded)
        try:
            yield pointer, len(encoded)
        finally:
            # Ours alone, unless it is one of the empty or one-byte objects that Python shares.
            if len(encoded) > 1:
                ffi.memmove(ffi.cast("char *", pointer), bytes(len(encoded)), len(encoded))
    elif isinstance(value, (bytes, bytearray, memoryview)):
        with memoryview(value) as view:
            if not view.c_contiguous:
                raise ValueError("a password must lie in one piece of memory")
            pointer = ffi.from_buffer(view)
            try:
                yield pointer, view.nbytes
            finally:
                ffi.release(pointer)
    else:
        raise TypeError(f"a password is str, bytes, bytearray or memoryview, not {type(value).__name__}")


def name(value: Optional[Id]) -> Tuple[Any, int]:
    """Pointer and length of something that is no secret; NULL for None."""
    if value is None:
        return ffi.NULL, 0
    data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else bytes(value)
    return ffi.from_buffer(data), len(data)


def text(value: Optional[str], what: str = "a text") -> Any:
    """A NUL-terminated copy; NULL for None."""
    if value is None:
        return ffi.NULL
    if not isinstance(value, str):
        raise TypeError(f"{what} is str, not {type(value).__name__}")
    if "\0" in value:
        raise ValueError(f"{what} holds a NUL character")
    return ffi.new("char[]", value.encode("utf-8", "surrogatepass"))


def string(pointer: Any) -> str:
    """A text of the library."""
    return "" if pointer == ffi.NULL else str(ffi.string(pointer).decode("utf-8", "replace"))


def taken(pointer: Any) -> str:
    """A text that the library gave away, which is freed."""
    try:
        return string(pointer)
    finally:
        lib.pwpol_free(pointer)


def owned(pointer: Any, free: Callable[[Any], None], *parts: Any) -> Any:
    """An object that frees itself, and before what it is made of: the parts live until then."""
    return ffi.gc(pointer, lambda handle, parts=parts: free(handle))


def sized(kind: str, fields: Optional[Mapping[str, Any]] = None) -> Any:
    """A structure of the library whose first member is its size."""
    structure = ffi.new(f"{kind} *")
    structure.size = ffi.sizeof(kind)
    for field, value in (fields or {}).items():
        setattr(structure, field, value)
    return structure


def checked(status: int, where: Any = None) -> None:
    """Raises what a status other than PWPOL_OK means."""
    if status != lib.PWPOL_OK:
        raise_status(status, where)


def milliseconds(when: Any) -> int:
    """Milliseconds since 1970 of a ``datetime`` or a number of them; 0 for None."""
    if when is None:
        return 0
    if hasattr(when, "timestamp"):
        if when.tzinfo is None:
            raise ValueError("a time needs its zone: datetime.now(timezone.utc)")
        return int(round(when.timestamp() * 1000))
    return int(when)

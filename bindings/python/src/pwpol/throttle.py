"""Holding back guessing: attempts are counted before their outcome is known."""
from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Callable, Optional, Type, Union

from ._call import Id, Secret, checked, milliseconds, name, owned, secret, sized, string, text
from ._pwpol import ffi, lib
from .errors import Where
from .policy import Policy

Moment = Union[datetime, int, None]
"""A ``datetime`` with its zone, or milliseconds since 1970; None is the throttle's own clock."""

_decisions = {lib.PWPOL_ALLOW: "allow", lib.PWPOL_CHALLENGE: "challenge", lib.PWPOL_WAIT: "wait",
              lib.PWPOL_LOCKED: "locked", lib.PWPOL_UNAVAILABLE: "unavailable"}


@dataclass(frozen=True)
class Event:
    """What a service may log: never a password, and accounts and addresses only hashed."""

    name: str
    rule: str
    cause: str
    subject: str
    source: str
    now: int
    until: int
    count: int
    status: int
    json: str


EventHandler = Callable[[Event], None]


def _event_of(event: Any) -> Event:
    needed = lib.pwpol_event_json(event, ffi.NULL, 0)
    line = ffi.new("char[]", needed + 1)
    lib.pwpol_event_json(event, line, needed + 1)
    return Event(string(event.name), string(event.rule), string(event.cause), string(event.subject),
                 string(event.source), event.now, event.until, event.count, event.status, string(line))


def pwpol_python_event(context: Any, event: Any) -> None:
    handler: EventHandler = ffi.from_handle(context)
    handler(_event_of(event))


ffi.def_extern()(pwpol_python_event)


def events_to(handler: Optional[EventHandler], structure: Any) -> Any:
    """Has a structure's on_event call a function; the handle lives as long as what is returned."""
    if handler is None:
        return None
    handle = ffi.new_handle(handler)
    structure.on_event, structure.event_context = lib.pwpol_python_event, handle
    return handle


class Store:
    """Where attempts are counted. This one is in memory, for one process; ``sqlite`` and ``redis`` make others, where
    their libraries were installed when this package was built."""

    def __init__(self, records: int = 1_000_000) -> None:
        """records: how many accounts and addresses at most, about 128 bytes each."""
        handle = ffi.new("pwpol_store **")
        checked(lib.pwpol_store_memory_new(handle, records))
        self._keep(handle[0])

    @classmethod
    def _opened(cls, library: str, function: str, address: str, options: Any) -> "Store":
        if not hasattr(lib, function):
            raise NotImplementedError(f"{library} was not installed when this package was built")
        handle, where = ffi.new("pwpol_store **"), sized("pwpol_where")
        checked(getattr(lib, function)(handle, text(address, "an address"), options, where), where)
        store = cls.__new__(cls)
        store._keep(handle[0])
        return store

    @classmethod
    def sqlite(cls, path: Union[str, "os.PathLike[str]"], *, durable: bool = False, timeout_ms: int = 0,
               records: int = 0) -> "Store":
        """A store in one SQLite file, for the processes of one host. durable: every change survives a power failure, at
        a tenth of the speed. 0 is the library's default."""
        options = ffi.NULL
        if hasattr(lib, "pwpol_store_sqlite_open"):
            options = sized("pwpol_store_sqlite_options",
                            {"durable": durable, "timeout_ms": timeout_ms, "records_max": records})
        return cls._opened("libpwpol-store-sqlite", "pwpol_store_sqlite_open", os.fspath(path), options)

    @classmethod
    def redis(cls, url: str) -> "Store":
        """A store in Redis or Valkey: "redis://host:6379/0?password_file=/etc/service/redis", "rediss://..." over TLS,
        "unix:///path". The server is called at the first use."""
        return cls._opened("libpwpol-store-redis", "pwpol_store_redis_open", url, ffi.NULL)

    def trouble(self, lang: str = "en") -> str:
        """Why the store failed last, and what mends it, for a person; never with a secret."""
        where = sized("pwpol_where")
        lib.pwpol_store_trouble(self._handle, where)
        return Where(where).message(lang)

    def _keep(self, handle: Any) -> None:
        self._handle = ffi.gc(handle, lib.pwpol_store_free)

    def clear(self) -> None:
        """Forgets everything."""
        checked(lib.pwpol_store_clear(self._handle))

    def save(self, path: Union[str, "os.PathLike[str]"], now: Moment = None) -> None:
        """Writes a snapshot of a store in memory, whole or not at all."""
        checked(lib.pwpol_store_memory_save(self._handle, text(os.fspath(path), "a path"), milliseconds(now)))

    def restore(self, path: Union[str, "os.PathLike[str]"], now: Moment = None) -> None:
        """Reads a snapshot into an empty store in memory."""
        checked(lib.pwpol_store_memory_restore(self._handle, text(os.fspath(path), "a path"), milliseconds(now)))


@dataclass(frozen=True)
class SubjectStatus:
    """What attempts have come to. ``decision`` is "allow", "challenge", "wait" or "locked", for a stranger; ``until`` in
    milliseconds since 1970, 0 for none or until a person unlocks."""

    decision: str
    until: int
    failures: int
    in_window: int
    pending: int
    locked_by_person: bool
    subject: str


class Attempt:
    """Whether a password may be verified now. True when it may: then tell ``settle`` the outcome, or ``release`` when
    nothing was verified. As a context manager, an attempt of which nothing was told counts as a failure at the end.

    ``decision`` is "allow", "challenge" (have a captcha solved first), "wait" (not before ``until``), "locked" or
    "unavailable" (the store does not answer). ``cause`` is for logs, not for the person."""

    def __init__(self, throttle: "Throttle", answer: Any, handle: Any) -> None:
        self._throttle = throttle
        self._handle = handle
        self.decision = _decisions.get(answer.decision, "unavailable")
        self.until = int(answer.until)
        self.wait_ms = int(answer.wait_ms)
        self.cause = string(answer.cause)
        self.failures = int(answer.failures)
        self.trusted = bool(answer.trusted)
        self.repeated = bool(answer.repeated)
        self.outage = bool(answer.outage)

    def __bool__(self) -> bool:
        return self.decision == "allow"

    def settle(self, success: bool, now: Moment = None) -> None:
        """Tells the outcome. Raises ``StoreFailure`` when it could not be told: then the attempt counts as a failure."""
        handle, self._handle = self._handle, None
        if handle is None:
            raise RuntimeError("this attempt has ended, or was not allowed")
        checked(lib.pwpol_attempt_settle(handle, success, milliseconds(now)))

    def release(self, now: Moment = None) -> None:
        """Takes the attempt back: nothing was verified."""
        handle, self._handle = self._handle, None
        if handle is not None:
            lib.pwpol_attempt_release(handle, milliseconds(now))

    def __enter__(self) -> "Attempt":
        return self

    def close(self) -> None:
        """Counts an attempt that has not ended as a failure."""
        handle, self._handle = self._handle, None
        if handle is not None:
            # A store that cannot be told counts it as a failure in the end.
            lib.pwpol_attempt_settle(handle, False, 0)

    def __exit__(self, kind: Optional[Type[BaseException]], problem: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_handle", None) is not None:
            self.close()


class Throttle:
    """Counts attempts by the policy's keys ``throttle.*``, for any number of threads."""

    def __init__(self, policy: Policy, store: Optional[Store] = None, key: Optional[Secret] = None,
                 on_event: Optional[EventHandler] = None) -> None:
        """store: None for one in memory. key: 32 secret bytes under which accounts and addresses are hashed; with a
        store of the caller's it, or ``throttle.key_file``, is needed."""
        handle, where = ffi.new("pwpol_throttle **"), sized("pwpol_where")
        options = sized("pwpol_throttle_options")
        if store is not None:
            options.store = store._handle
        self._events = events_to(on_event, options)
        with secret(key) as (pointer, length):
            if key is not None and length != 32:
                raise ValueError("the key is 32 bytes")
            options.key = ffi.cast("const unsigned char *", pointer)
            checked(lib.pwpol_throttle_new(handle, policy._handle, options, where), where)
        self._handle = owned(handle[0], lib.pwpol_throttle_free, store, self._events)

    def begin(self, account: Id, source: Optional[str] = None, *, device: Optional[str] = None,
              password: Optional[Secret] = None, challenge_passed: bool = False, now: Moment = None) -> Attempt:
        """Asks whether a password may be verified now, and counts the attempt if so. password: so that the same mistake
        again counts once."""
        owner, owner_len = name(account)
        kept = (text(source, "an address"), text(device, "a token"))
        answer, attempt = sized("pwpol_attempt_answer"), ffi.new("pwpol_attempt **")
        with secret(password) as (pointer, length):
            request = sized("pwpol_attempt_request", {
                "account": owner, "account_len": owner_len, "source": kept[0], "device": kept[1], "password": pointer,
                "password_len": length, "challenge_passed": challenge_passed, "now": milliseconds(now)})
            checked(lib.pwpol_attempt_begin(self._handle, request, answer, attempt))
        return Attempt(self, answer, None if attempt[0] == ffi.NULL else attempt[0])

    def device_token(self, account: Id, now: Moment = None) -> str:
        """A token for the cookie of the device that has just logged in: its mistakes are counted apart."""
        token = ffi.new("char[]", lib.PWPOL_DEVICE_TOKEN_SIZE)
        checked(lib.pwpol_device_token(self._handle, *name(account), milliseconds(now), token))
        return string(token)

    def status(self, account: Id, now: Moment = None) -> SubjectStatus:
        """What strangers' attempts at an account have come to."""
        found = sized("pwpol_subject_status")
        checked(lib.pwpol_throttle_status(self._handle, *name(account), milliseconds(now), found))
        return self._status(found)

    def source_status(self, source: str, now: Moment = None) -> SubjectStatus:
        """The same of an address."""
        found = sized("pwpol_subject_status")
        checked(lib.pwpol_throttle_source_status(self._handle, text(source, "an address"), milliseconds(now), found))
        return self._status(found)

    @staticmethod
    def _status(found: Any) -> SubjectStatus:
        return SubjectStatus(_decisions.get(found.decision, "unavailable"), found.until, found.failures, found.in_window,
                             found.pending, bool(found.locked_by_person), ffi.string(found.subject).decode())

    def unlock(self, account: Id, now: Moment = None) -> None:
        """Ends locks, delays and counts of an account."""
        checked(lib.pwpol_throttle_unlock(self._handle, *name(account), milliseconds(now)))

    def unlock_source(self, source: str, now: Moment = None) -> None:
        """The same of an address."""
        checked(lib.pwpol_throttle_unlock_source(self._handle, text(source, "an address"), milliseconds(now)))

    def lock(self, account: Id, until: Moment = None, now: Moment = None) -> None:
        """Locks an account for everybody; until None, until ``unlock``."""
        checked(lib.pwpol_throttle_lock(self._handle, *name(account), milliseconds(until), milliseconds(now)))

"""Policies: what a service asks of its passwords, and what an auditor asks of the policy."""
from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Any, Dict, Iterator, List, Optional, Sequence, Union

from ._call import Secret, checked, milliseconds, secret, sized, string, taken, text
from ._pwpol import ffi, lib
from .errors import UnknownKey
from .report import Report

Value = Union[str, int, float, bool]


@dataclass(frozen=True)
class Key:
    """A key that every policy has. ``allowed`` is what it accepts, ``standard`` its default where no preset says
    otherwise, ``rule`` the rules of the regulation that it serves."""

    name: str
    type: str
    unit: str
    standard: str
    allowed: str
    rule: str
    doc_en: str
    doc_fr: str


@dataclass(frozen=True)
class Strength:
    """What a policy guarantees of any password that it admits: ``entropy`` in bits, of the weakest of them."""

    entropy: float
    entropy_rounded: int
    length: int
    symbols: int
    cnil_case: int
    weakest_en: str
    weakest_fr: str
    example: str


def keys() -> List[Key]:
    """The keys that a policy may set."""
    found = []
    for index in range(lib.pwpol_policy_key_count()):
        key = sized("pwpol_key")
        checked(lib.pwpol_policy_key(index, key))
        found.append(Key(*(string(getattr(key, field)) for field in Key.__dataclass_fields__)))
    return found


def presets(lang: str = "en") -> Dict[str, str]:
    """The presets by name, with one sentence on each."""
    found: Dict[str, str] = {}
    index = 0
    while (name := lib.pwpol_preset_name(index)) != ffi.NULL:
        found[string(name)] = string(lib.pwpol_preset_title(name, lang.encode()))
        index += 1
    return found


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


class Policy:
    """A policy. It may be changed until its first use (a check, an audit, a hasher), by one thread; from then on it is
    frozen and any number of threads may share it."""

    def __init__(self, handle: Any) -> None:
        """For this package; see ``preset``, ``load`` and ``parse``."""
        self._handle = ffi.gc(handle, lib.pwpol_policy_free)

    @classmethod
    def preset(cls, name: Optional[str] = None) -> "Policy":
        """A policy made from a preset; None is the default one. Raises ``UnknownPreset``."""
        handle = ffi.new("pwpol_policy **")
        checked(lib.pwpol_policy_new(handle, text(name, "a preset")))
        return cls(handle[0])

    @classmethod
    def load(cls, path: Union[str, "os.PathLike[str]"]) -> "Policy":
        """Reads a policy file. What is wrong with it is in ``PwpolError.where``: file, line, column and key."""
        handle, where = ffi.new("pwpol_policy **"), sized("pwpol_where")
        checked(lib.pwpol_policy_load(handle, text(os.fspath(path), "a path"), where), where)
        return cls(handle[0])

    @classmethod
    def parse(cls, source: str, name: str = "policy") -> "Policy":
        """Reads a policy from memory; ``name`` stands for the file in messages."""
        handle, where = ffi.new("pwpol_policy **"), sized("pwpol_where")
        data = source.encode("utf-8", "surrogatepass")
        checked(lib.pwpol_policy_parse(handle, data, len(data), text(name, "a name"), where), where)
        return cls(handle[0])

    def copy(self) -> "Policy":
        """An independent copy that may be changed again."""
        handle = ffi.new("pwpol_policy **")
        checked(lib.pwpol_policy_copy(handle, self._handle))
        return Policy(handle[0])

    def __setitem__(self, key: str, value: Value) -> None:
        """Sets one key: ``policy["length.min"] = 12``. Raises ``UnknownKey``, ``OutOfRange``, ``Frozen``."""
        where = sized("pwpol_where")
        checked(lib.pwpol_policy_set(self._handle, text(key, "a key"), text(_value(value), "a value"), where), where)

    def __getitem__(self, key: str) -> str:
        """The value of a key in its canonical text."""
        value = lib.pwpol_policy_get(self._handle, text(key, "a key"))
        if value == ffi.NULL:
            raise UnknownKey(lib.PWPOL_ERR_KEY)
        return string(value)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and lib.pwpol_policy_get(self._handle, text(key, "a key")) != ffi.NULL

    def __iter__(self) -> Iterator[str]:
        return (key.name for key in keys())

    @property
    def preset_name(self) -> str:
        """The preset that the policy started from."""
        return string(lib.pwpol_policy_preset(self._handle))

    def validate(self) -> None:
        """Loads what the policy refers to and freezes it; raises ``Conflict`` for values that exclude each other. Done
        by itself at the first use; call it when the service starts, to hear of problems then."""
        where = sized("pwpol_where")
        checked(lib.pwpol_policy_validate(self._handle, where), where)

    def write(self, full: bool = False) -> str:
        """The policy as a policy file: what differs from its preset, or every key with its documentation."""
        written = ffi.new("char **")
        checked(lib.pwpol_policy_write(self._handle, full, written))
        return taken(written[0])

    def strength(self) -> Strength:
        """What the policy guarantees."""
        found = sized("pwpol_policy_strength")
        checked(lib.pwpol_policy_strength_of(self._handle, found))
        return Strength(found.entropy, found.entropy_rounded, found.length, found.symbols, found.cnil_case,
                        *(ffi.string(getattr(found, field)).decode() for field in ("weakest_en", "weakest_fr",
                                                                                   "example")))

    def audit(self, lang: str = "en", now: Optional[datetime] = None) -> "Audit":
        """Compares the policy, point by point, with what the regulation asks."""
        handle = ffi.new("pwpol_audit **")
        moment = milliseconds(now if now is not None else datetime.now(timezone.utc))
        checked(lib.pwpol_audit_new(self._handle, moment, lang.encode(), handle))
        return Audit(handle[0])

    def check(self, password: Secret, *, login: Optional[str] = None, email: Optional[str] = None,
              names: Sequence[str] = (), company: Optional[str] = None, site: Optional[str] = None,
              birth_date: Union[str, date, None] = None, words: Sequence[str] = (),
              old_password: Optional[Secret] = None) -> Report:
        """Judges a candidate. Everything but the password is what a stranger could know of the person or the site, and
        may be left out; ``birth_date`` is a ``date`` or "YYYY-MM-DD". A candidate that is empty, too long or no text is
        a finding, not an exception."""
        report = ffi.new("pwpol_report **")
        with Context(login, email, names, company, site, birth_date, words, old_password) as context:
            with secret(password) as (candidate, length):
                checked(lib.pwpol_check(self._handle, candidate, length, context, report))
        return Report(report[0])


class Context:
    """What belongs to the person, as the library wants it; a context manager, for it may hold the old password."""

    def __init__(self, login: Optional[str] = None, email: Optional[str] = None, names: Sequence[str] = (),
                 company: Optional[str] = None, site: Optional[str] = None, birth_date: Union[str, date, None] = None,
                 words: Sequence[str] = (), old_password: Optional[Secret] = None) -> None:
        if isinstance(birth_date, date):
            birth_date = birth_date.isoformat()[:10]
        self._old = secret(old_password)
        self._kept: List[Any] = []
        self._context = sized("pwpol_context", {
            "login": self._text(login, "login"),
            "email": self._text(email, "email"),
            "company": self._text(company, "company"),
            "site": self._text(site, "site"),
            "birth_date": self._text(birth_date, "birth_date"),
            "names": self._texts(names, "names"), "names_count": len(names),
            "words": self._texts(words, "words"), "words_count": len(words),
        })

    def _text(self, value: Optional[str], what: str) -> Any:
        self._kept.append(text(value, what))
        return self._kept[-1]

    def _texts(self, values: Sequence[str], what: str) -> Any:
        if isinstance(values, str):
            raise TypeError(f"{what} is a list of str, not one")
        self._kept.append(ffi.new("const char *[]", [self._text(value, what) for value in values]))
        return self._kept[-1] if values else ffi.NULL

    def __enter__(self) -> Any:
        self._context.old_password, self._context.old_password_len = self._old.__enter__()
        return self._context

    def __exit__(self, *problem: Any) -> None:
        self._old.__exit__(*problem)


@dataclass(frozen=True)
class AuditPoint:
    """A point of the regulation. ``verdict`` is "met", "not met", "outside" (no library can do it) or "not
    applicable"; ``by_service``: configured here, applied by the service."""

    rule: str
    verdict: str
    title: str
    figure: str
    source: str
    keys: str
    by_service: bool


class Audit:
    """What a data-protection officer files."""

    _verdicts = {lib.PWPOL_AUDIT_MET: "met", lib.PWPOL_AUDIT_NOT_MET: "not met", lib.PWPOL_AUDIT_OUTSIDE: "outside",
                 lib.PWPOL_AUDIT_NOT_APPLICABLE: "not applicable"}

    def __init__(self, handle: Any) -> None:
        self._handle = ffi.gc(handle, lib.pwpol_audit_free)

    def __len__(self) -> int:
        return int(lib.pwpol_audit_count(self._handle))

    def __getitem__(self, index: int) -> AuditPoint:
        if index < 0:
            index += len(self)
        if not 0 <= index < len(self):
            raise IndexError("no such point")
        point = sized("pwpol_audit_point")
        checked(lib.pwpol_audit_point_at(self._handle, index, point))
        return AuditPoint(string(point.rule), self._verdicts[point.verdict], string(point.title), string(point.figure),
                          string(point.source), string(point.keys), bool(point.by_service))

    def __iter__(self) -> Iterator[AuditPoint]:
        return (self[index] for index in range(len(self)))

    @property
    def met(self) -> bool:
        """Whether no point is left unmet."""
        return all(point.verdict != "not met" for point in self)

    def _render(self, kind: int) -> str:
        rendered = ffi.new("char **")
        checked(lib.pwpol_audit_render(self._handle, kind, rendered))
        return taken(rendered[0])

    def to_text(self) -> str:
        return self._render(lib.PWPOL_FORMAT_TEXT)

    def to_html(self) -> str:
        """One self-contained page that prints on A4."""
        return self._render(lib.PWPOL_FORMAT_HTML)

    def to_dict(self) -> Dict[str, Any]:
        """As ``docs/audit.schema.json`` says."""
        found: Dict[str, Any] = json.loads(self._render(lib.PWPOL_FORMAT_JSON))
        return found

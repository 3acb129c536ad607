"""Reports on candidates, and how many guesses find a password."""
from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Optional

from ._call import Secret, checked, secret, sized, string, taken
from ._pwpol import ffi, lib

_severities = {lib.PWPOL_NOTE: "note", lib.PWPOL_WARNING: "warning", lib.PWPOL_ERROR: "error"}


def _figure(value: float) -> Optional[float]:
    return None if math.isnan(value) else value


@dataclass(frozen=True)
class Finding:
    """What a rule found. ``have`` and ``want`` are in the unit of the key, None where there is no figure; ``start`` and
    ``length`` are code points of the candidate as given, a length of 0 meaning all of it."""

    name: str
    rule: str
    severity: str
    have: Optional[float]
    want: Optional[float]
    start: int
    length: int
    source: str
    problem_en: str
    problem_fr: str
    remedy_en: str
    remedy_fr: str

    def message(self, lang: str = "en") -> str:
        """What is wrong and what mends it; never with the candidate in it."""
        parts = (self.problem_fr, self.remedy_fr) if lang == "fr" else (self.problem_en, self.remedy_en)
        return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class Numbers:
    """Three figures that people confuse: ``policy_entropy``, bits that the policy guarantees of any password;
    ``formal_entropy``, bits of this one by the regulator's formula; ``guesses_log10``, log10 of the guesses that find
    it. None where there is none."""

    policy_entropy: float
    formal_entropy: Optional[float]
    guesses_log10: Optional[float]
    code_points: int
    graphemes: int
    words: int


class Report:
    """The report on a candidate: true when it is accepted, and a sequence of findings, worst first."""

    def __init__(self, handle: Any, owner: Any = None) -> None:
        """For this package. owner: what the report belongs to, when it is not this object that frees it."""
        self._owner = owner
        self._handle = handle if owner is not None else ffi.gc(handle, lib.pwpol_report_free)
        self._findings = [self._finding(index) for index in range(lib.pwpol_report_count(self._handle))]

    def _finding(self, index: int) -> Finding:
        found = sized("pwpol_finding")
        checked(lib.pwpol_report_finding(self._handle, index, found))
        sentences = [string(function(self._handle, index, lang)) for function in (lib.pwpol_report_problem,
                                                                                  lib.pwpol_report_remedy)
                     for lang in (b"en", b"fr")]
        return Finding(string(found.name), string(found.rule), _severities[found.severity], _figure(found.have),
                       _figure(found.want), found.start, found.length, string(found.source), *sentences)

    @property
    def accepted(self) -> bool:
        """Whether no finding is an error."""
        return bool(lib.pwpol_report_accepted(self._handle))

    def __bool__(self) -> bool:
        return self.accepted

    @property
    def findings(self) -> List[Finding]:
        return list(self._findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._findings)

    def __len__(self) -> int:
        return len(self._findings)

    def __getitem__(self, index: int) -> Finding:
        return self._findings[index]

    def messages(self, lang: str = "en") -> List[str]:
        """What is wrong and what mends it, worst first, in "fr" or "en"."""
        return [string(lib.pwpol_report_message(self._handle, index, lang.encode())) for index in range(len(self))]

    def suggestion(self, lang: str = "en") -> str:
        """What would help this candidate most; "" when it is accepted and strong."""
        return string(lib.pwpol_report_suggestion(self._handle, lang.encode()))

    @property
    def numbers(self) -> Numbers:
        found = sized("pwpol_numbers")
        checked(lib.pwpol_report_numbers(self._handle, found))
        return Numbers(found.policy_entropy, _figure(found.formal_entropy), _figure(found.guesses_log10),
                       found.code_points, found.graphemes, found.words)

    def to_json(self, lang: Optional[str] = None) -> str:
        """As ``docs/report.schema.json`` says; None for sentences in both languages."""
        written = ffi.new("char **")
        checked(lib.pwpol_report_json(self._handle, ffi.NULL if lang is None else lang.encode(), written))
        return taken(written[0])

    def to_dict(self, lang: Optional[str] = None) -> Dict[str, Any]:
        found: Dict[str, Any] = json.loads(self.to_json(lang))
        return found


@dataclass(frozen=True)
class Piece:
    """What a part of a password was taken for: ``kind`` is "word", "keyboard", "date", ...; ``list`` the list, layout
    or field it was found in; ``rank`` 1 for the first tried, 0 where ranks have no meaning. The descriptions say it to a
    person, and never repeat the password."""

    kind: str
    start: int
    length: int
    list: str
    rank: int
    guesses_log10: float
    description_en: str
    description_fr: str


@dataclass(frozen=True)
class Guess:
    """log10 of the guesses that the cheapest known attack needs, and the pieces that it cut the password into."""

    guesses_log10: float
    estimator: str
    pieces: List[Piece]


_kinds = {value: name[len("PWPOL_PIECE_"):].lower() for value, name in
          ((getattr(lib, name), name) for name in dir(lib) if name.startswith("PWPOL_PIECE_"))}


def _described(handle: Any, index: int, lang: bytes) -> str:
    size = lib.pwpol_guess_describe(handle, index, lang, ffi.NULL, 0) + 1
    written = ffi.new("char[]", size)
    lib.pwpol_guess_describe(handle, index, lang, written, size)
    return string(written)


def guess(password: Secret, **context: Any) -> Guess:
    """How many guesses find a password. The context is that of ``Policy.check``. Raises ``NotText`` and ``TooLong``."""
    from .policy import Context

    result = ffi.new("pwpol_guess_result **")
    with Context(**context) as words, secret(password) as (candidate, length):
        checked(lib.pwpol_guess(candidate, length, words, result))
    handle = ffi.gc(result[0], lib.pwpol_guess_free)
    pieces = []
    for index in range(lib.pwpol_guess_count(handle)):
        piece = sized("pwpol_piece")
        checked(lib.pwpol_guess_piece(handle, index, piece))
        pieces.append(Piece(_kinds.get(piece.kind, "unknown"), piece.start, piece.length, string(piece.list), piece.rank,
                            piece.guesses_log10, *(_described(handle, index, lang) for lang in (b"en", b"fr"))))
    return Guess(lib.pwpol_guess_log10(handle), string(lib.pwpol_guess_estimator(handle)), pieces)

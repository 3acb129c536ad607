"""The flows of a login service: one call, one decision; the service keeps its own table."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional

from ._call import Id, Secret, checked, milliseconds, name, owned, secret, sized, string, taken, text
from ._pwpol import ffi, lib
from .breach import Breach
from .hasher import Hasher
from .policy import Context, Policy
from .report import Report
from .throttle import EventHandler, Moment, Throttle, events_to

PROVISIONED: int = lib.PWPOL_PASSWORD_PROVISIONED
"""Flag of a row: the password was given by someone else, and must change at first login."""
COMPROMISED: int = lib.PWPOL_PASSWORD_COMPROMISED
"""Flag of a row: known or suspected to be known to others."""
MUST_CHANGE: int = lib.PWPOL_PASSWORD_MUST_CHANGE
"""Flag of a row: an administrator's word."""

_answers = {lib.PWPOL_ACCEPTED: "accepted", lib.PWPOL_ACCEPTED_MUST_CHANGE: "accepted-must-change",
            lib.PWPOL_REFUSED: "refused", lib.PWPOL_REFUSED_WEAK: "refused-weak",
            lib.PWPOL_ASK_CHALLENGE: "ask-challenge", lib.PWPOL_TRY_LATER: "try-later"}
_states = {lib.PWPOL_RENEWAL_FINE: "fine", lib.PWPOL_RENEWAL_SOON: "soon", lib.PWPOL_RENEWAL_MUST_CHANGE: "must-change"}
_reasons = {lib.PWPOL_REASON_NONE: "", lib.PWPOL_REASON_FIRST_LOGIN: "first-login",
            lib.PWPOL_REASON_COMPROMISED: "compromised", lib.PWPOL_REASON_EXPIRED: "expired",
            lib.PWPOL_REASON_ADMINISTRATOR: "administrator"}


@dataclass(frozen=True)
class Row:
    """What the service's table holds of an account. ``changed_at`` in milliseconds since 1970; ``stored`` None when it has
    no password."""

    stored: Optional[str] = None
    changed_at: int = 0
    flags: int = 0
    privileged: bool = False
    history: Optional[str] = None
    reset: Optional[str] = None


@dataclass(frozen=True)
class RowChange:
    """What the row must hold from now on, when ``write`` is true. Write it in one statement, and only where the row still
    holds ``expected``; when that changes no row, somebody else was faster."""

    write: bool
    stored: str
    changed_at: int
    flags: int
    history: str
    reset: str
    expected: str


@dataclass(frozen=True)
class Renewal:
    """``state`` is "fine", "soon" or "must-change"; ``reason`` "first-login", "compromised", "expired" or
    "administrator"; ``expires_at`` in milliseconds since 1970, 0 for never."""

    state: str
    reason: str
    expires_at: int
    days_left: int
    sentence_en: str
    sentence_fr: str


def _renewal_of(result: Any) -> Renewal:
    sentences = []
    for lang in (b"en", b"fr"):
        written = ffi.new("char[]", 256)
        lib.pwpol_renewal_sentence(result, lang, written, 256)
        sentences.append(string(written))
    return Renewal(_states.get(result.state, "must-change"), _reasons.get(result.reason, ""), result.expires_at,
                   result.days_left, *sentences)


def renewal(policy: Policy, row: Row, now: Moment, compromised_before: Moment = None) -> Renewal:
    """Whether the password of a row expires soon or must change, and why."""
    result = sized("pwpol_renewal_result")
    life = sized("pwpol_password_life", {
        "role": lib.PWPOL_ROLE_PRIVILEGED if row.privileged else lib.PWPOL_ROLE_ORDINARY, "flags": row.flags,
        "changed_at": row.changed_at, "compromised_before": milliseconds(compromised_before)})
    checked(lib.pwpol_renewal(policy._handle, life, milliseconds(now), result))
    return _renewal_of(result)


def history_add(policy: Policy, history: Optional[str], stored: Optional[str]) -> str:
    """The history with the credential that is being replaced in front."""
    renewed = ffi.new("char **")
    checked(lib.pwpol_history_add(policy._handle, text(history, "a history"), text(stored, "a stored hash"), renewed))
    return taken(renewed[0])


def reset_token(policy: Policy, account: Id, stored: Optional[str], now: Moment) -> "tuple[str, str]":
    """A token to send to the person, and what to keep of it in the row."""
    token = ffi.new("char[]", lib.PWPOL_RESET_TOKEN_SIZE)
    kept = ffi.new("char[]", lib.PWPOL_RESET_STORED_SIZE)
    checked(lib.pwpol_reset_token_new(policy._handle, *name(account), text(stored, "a stored hash"), milliseconds(now),
                                      token, kept))
    return string(token), string(kept)


def reset_token_is_good(policy: Policy, kept: Optional[str], token: Optional[str], account: Id, stored: Optional[str],
                        now: Moment) -> bool:
    """Whether a token may be used."""
    owner, owner_len = name(account)
    return bool(lib.pwpol_reset_token_check(policy._handle, text(kept, "a kept token"), text(token, "a token"), owner,
                                            owner_len, text(stored, "a stored hash"), milliseconds(now)))


class Outcome:
    """What a flow decided; true when somebody is let in.

    ``answer`` is "accepted", "accepted-must-change" (nothing but a change is allowed), "refused", "refused-weak" (the new
    password; see ``report``), "ask-challenge" or "try-later". ``renewal`` is told after a login or a change that let somebody
    in. ``cause`` is for logs, never for the person."""

    def __init__(self, handle: Any) -> None:
        self._handle = ffi.gc(handle, lib.pwpol_outcome_free)
        self.answer = _answers.get(lib.pwpol_outcome_answer(handle), "try-later")
        change = sized("pwpol_row_change")
        checked(lib.pwpol_outcome_row(handle, change))
        self.row = RowChange(bool(change.write), string(change.stored), change.changed_at, change.flags,
                             string(change.history), string(change.reset), string(change.expected))
        self.wait_ms = int(lib.pwpol_outcome_wait_ms(handle))
        self.device = string(lib.pwpol_outcome_device(handle))
        self.token = string(lib.pwpol_outcome_token(handle))
        self.cause = string(lib.pwpol_outcome_cause(handle))
        result = sized("pwpol_renewal_result")
        told = lib.pwpol_outcome_renewal(handle, result) == lib.PWPOL_OK
        self.renewal = _renewal_of(result) if told else None
        report = lib.pwpol_outcome_report(handle)
        self.report = None if report == ffi.NULL else Report(report, owner=self._handle)

    def __bool__(self) -> bool:
        return self.answer in ("accepted", "accepted-must-change")

    def sentence(self, lang: str = "en") -> str:
        """One sentence for the person, which tells a stranger nothing."""
        return string(lib.pwpol_outcome_sentence(self._handle, lang.encode()))


class Accounts:
    """Enrol, log in, change, reset, for any number of threads. Errors of the store, of memory or of the queue are the
    answer "try-later", never a wrong password and never a success."""

    def __init__(self, policy: Policy, hasher: Optional[Hasher] = None, throttle: Optional[Throttle] = None,
                 breach: Optional[Breach] = None, on_event: Optional[EventHandler] = None,
                 compromised_before: Moment = None) -> None:
        """hasher, throttle: made of the policy where None. compromised_before: every older password must change."""
        made = (policy, hasher or Hasher(policy), throttle or Throttle(policy, on_event=on_event), breach)
        parts = sized("pwpol_accounts_parts", {
            "policy": policy._handle, "hasher": made[1]._handle, "throttle": made[2]._handle,
            "compromised_before": milliseconds(compromised_before)})
        if breach is not None:
            parts.breach = breach._handle
        self._events = events_to(on_event, parts)
        handle = ffi.new("pwpol_accounts **")
        checked(lib.pwpol_accounts_new(handle, parts))
        self._handle = owned(handle[0], lib.pwpol_accounts_free, made, self._events)

    def compromised(self, before: Moment) -> None:
        """From now on every password that is older must change."""
        lib.pwpol_accounts_compromised(self._handle, milliseconds(before))

    def enrol(self, login: Id, password: Secret, **rest: Any) -> Outcome:
        """A new account. rest: ``account``, ``context`` (a dictionary for ``Policy.check``), ``provisioned``, ``now``."""
        return self._flow(lib.pwpol_account_enrol, login, password=password, **rest)

    def login(self, login: Id, row: Optional[Row], password: Secret, source: Optional[str] = None, **rest: Any) -> Outcome:
        """row: None when there is no such account. rest: ``account``, ``device``, ``challenge_passed``, ``now``."""
        return self._flow(lib.pwpol_account_login, login, row=row, password=password, source=source, **rest)

    def change(self, login: Id, row: Optional[Row], password: Secret, new_password: Secret,
               source: Optional[str] = None, **rest: Any) -> Outcome:
        """Verifies the current password like a login, then checks the new one. rest: as for ``login``, and ``context``."""
        return self._flow(lib.pwpol_account_change, login, row=row, password=password, new_password=new_password,
                          source=source, **rest)

    def reset_begin(self, login: Id, row: Optional[Row], source: Optional[str] = None, **rest: Any) -> Outcome:
        """Makes a reset token: ``outcome.token``, "" when there is no account; send nothing then."""
        return self._flow(lib.pwpol_account_reset_begin, login, row=row, source=source, **rest)

    def reset_finish(self, login: Id, row: Optional[Row], token: str, new_password: Secret,
                     source: Optional[str] = None, **rest: Any) -> Outcome:
        """Takes the token and the new password."""
        return self._flow(lib.pwpol_account_reset_finish, login, row=row, token=token, new_password=new_password,
                          source=source, **rest)

    def _flow(self, function: Any, login: Id, *, account: Optional[Id] = None, row: Optional[Row] = None,
              password: Optional[Secret] = None, new_password: Optional[Secret] = None, token: Optional[str] = None,
              context: Optional[Mapping[str, Any]] = None, source: Optional[str] = None, device: Optional[str] = None,
              challenge_passed: bool = False, provisioned: bool = False, now: Moment = None) -> Outcome:
        who, who_len = name(login)
        owner, owner_len = name(account)
        kept = (text(token, "a token"), text(source, "an address"), text(device, "a token"))
        request = sized("pwpol_account_request", {
            "login": who, "login_len": who_len, "account": owner, "account_len": owner_len, "token": kept[0],
            "source": kept[1], "device": kept[2], "challenge_passed": challenge_passed, "provisioned": provisioned,
            "now": milliseconds(now)})
        if row is not None:
            texts = (text(row.stored, "a stored hash"), text(row.history, "a history"), text(row.reset, "a kept token"))
            held = sized("pwpol_row", {
                "stored": texts[0], "history": texts[1], "reset": texts[2], "changed_at": row.changed_at,
                "flags": row.flags,
                "role": lib.PWPOL_ROLE_PRIVILEGED if row.privileged else lib.PWPOL_ROLE_ORDINARY})
            request.row = held
        outcome = ffi.new("pwpol_outcome **")
        with Context(**(context or {})) as person, secret(password) as (current, current_len), \
                secret(new_password) as (wanted, wanted_len):
            request.context = person
            request.password, request.password_len = current, current_len
            request.new_password, request.new_password_len = wanted, wanted_len
            checked(function(self._handle, request, outcome))
        return Outcome(outcome[0])

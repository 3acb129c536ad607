from dataclasses import asdict

import pytest

import pwpol

T0 = 1_800_000_000_000
DAY = 24 * 3600 * 1000
GOOD, BETTER = "xK7#pQ2v!mRd", "wZ9$bN4c?jTf"


class Service:
    """A table of one account, as a service keeps it."""

    def __init__(self, **keys):
        policy = pwpol.Policy.preset()
        for key, value in {"hash.allow_weak": True, "hash.memory": 256, "hash.passes": 1, "history.count": 3,
                           **keys}.items():
            policy[key] = value
        self.events = []
        self.policy = policy
        self.accounts = pwpol.Accounts(policy, on_event=self.events.append, breach=pwpol.Breach())
        self.row = None

    def write(self, outcome):
        if outcome.row.write:
            held = {field: value for field, value in asdict(outcome.row).items() if field in ("stored", "changed_at",
                                                                                           "flags", "history", "reset")}
            self.row = pwpol.Row(**held)
        return outcome

    def enrol(self, password=GOOD, now=T0, **rest):
        return self.write(self.accounts.enrol("camille", password, now=now, **rest))

    def login(self, password=GOOD, now=T0 + 1, **rest):
        return self.write(self.accounts.login("camille", self.row, password, "192.0.2.7", now=now, **rest))


def test_an_account_is_enrolled_and_logs_in():
    service = Service()
    assert service.enrol() and service.row.stored.startswith("$argon2id$")
    outcome = service.login()
    assert outcome.answer == "accepted" and outcome.device and not outcome.row.write
    assert outcome.renewal.state == "fine" and outcome.renewal.sentence_fr == ""


def test_a_weak_password_is_refused_with_its_report():
    service = Service()
    outcome = service.enrol("camille.durand", context={"login": "camille.durand"})
    assert outcome.answer == "refused-weak" and not outcome and outcome.report is not None
    assert "context" in [finding.name for finding in outcome.report] and service.row is None
    report = outcome.report
    del outcome
    assert report.messages("fr")


def test_a_stranger_learns_nothing():
    service = Service()
    service.enrol()
    wrong = service.login("wrong password")
    absent = service.accounts.login("nobody", None, GOOD, "192.0.2.7", now=T0)
    for i in range(12):
        locked = service.login(f"wrong {i}", T0 + 2)
    assert {wrong.answer, absent.answer, locked.answer} == {"refused"}
    for lang in ("en", "fr"):
        assert len({outcome.sentence(lang) for outcome in (wrong, absent, locked)}) == 1
    assert len({wrong.cause, absent.cause, locked.cause}) == 3 and wrong.wait_ms == 0
    assert all("camille" not in event.json for event in service.events)


def test_a_password_given_by_someone_else_must_change():
    service = Service()
    service.enrol(provisioned=True)
    first = service.login()
    assert first.answer == "accepted-must-change" and first.renewal.reason == "first-login" and first
    changed = service.write(service.accounts.change("camille", service.row, GOOD, BETTER, "192.0.2.7", now=T0 + 2))
    assert changed.answer == "accepted" and service.row.history.count("$argon2id$") == 1
    assert service.login(BETTER, T0 + 3).answer == "accepted" and service.login(GOOD, T0 + 4).answer == "refused"
    back = service.accounts.change("camille", service.row, BETTER, GOOD, now=T0 + 5)
    assert back.answer == "refused-weak" and "history.reused" in [finding.name for finding in back.report]


def test_a_forgotten_password_is_replaced_once():
    service = Service()
    service.enrol()
    assert service.accounts.reset_begin("nobody", None, now=T0).token == ""
    begun = service.write(service.accounts.reset_begin("camille", service.row, "192.0.2.7", now=T0 + 1))
    assert begun.token and begun.token not in service.row.reset
    wrong = service.accounts.reset_finish("camille", service.row, begun.token[:-1] + "!", BETTER, now=T0 + 2)
    assert wrong.answer == "refused"
    done = service.write(service.accounts.reset_finish("camille", service.row, begun.token, BETTER, now=T0 + 3))
    assert done.answer == "accepted" and service.login(BETTER, T0 + 4)
    assert not service.accounts.reset_finish("camille", service.row, begun.token, GOOD, now=T0 + 5)


def test_a_breach_of_the_service_makes_older_passwords_change():
    service = Service()
    service.enrol()
    service.accounts.compromised(T0 + 1000)
    assert service.login(now=T0 + 2000).renewal.reason == "compromised"


def test_renewal_history_and_tokens_alone():
    service = Service()
    row = pwpol.Row("$x", T0, privileged=True)
    assert pwpol.renewal(service.policy, row, T0 + 4 * 365 * DAY).reason == "expired"
    soon = pwpol.renewal(service.policy, row, T0 + 1090 * DAY)
    assert soon.state == "soon" and "5" in soon.sentence_en and soon.sentence_fr != soon.sentence_en
    assert pwpol.history_add(service.policy, "$b\n$c\n$d", "$a").split() == ["$a", "$b"]
    token, kept = pwpol.reset_token(service.policy, "camille", "$a", T0)
    assert pwpol.reset_token_is_good(service.policy, kept, token, "camille", "$a", T0 + 1)
    for changed in ((kept, token, "camille", "$b"), (kept, token, "dominique", "$a"), (kept, None, "camille", "$a"),
                    (None, token, "camille", "$a")):
        assert not pwpol.reset_token_is_good(service.policy, *changed, T0 + 1)


def test_a_corpus_tells_how_often_a_password_was_seen(tmp_path):
    corpus = pwpol.Breach()
    assert "123456" in corpus and corpus.seen("xK7#pQ2v!mRd-nowhere") == 0 and corpus.info["entries"] > 1000
    import hashlib
    assert corpus.info["hash"] != "sha1" or corpus.seen_hash(hashlib.sha1(b"123456").digest()) > 0
    assert not corpus.reload() and corpus.seen_hashes([]) == []
    with pytest.raises(pwpol.FileFailure):
        pwpol.Breach(tmp_path / "none")

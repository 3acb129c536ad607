import datetime
import threading

import pytest

import pwpol
from pwpol._call import secret
from pwpol._pwpol import ffi


def test_a_policy_is_read_and_changed_by_the_same_keys_as_everywhere():
    policy = pwpol.Policy.preset("cnil-2022-100-restricted")
    policy["length.min"] = 12
    policy["guesses.min"] = 9.5
    policy["hash.allow_weak"] = True
    assert (policy["length.min"], policy["guesses.min"], policy["hash.allow_weak"]) == ("12", "9.5", "true")
    assert "length.min" in policy and "no.such" not in policy
    assert "length.min" in list(policy) and len(list(policy)) == len(pwpol.keys())
    assert policy.preset_name == "cnil-2022-100-restricted"
    assert pwpol.Policy.parse(policy.write()).write() == policy.write()


def test_what_is_wrong_with_a_policy_is_an_exception_with_its_place():
    with pytest.raises(pwpol.OutOfRange) as caught:
        pwpol.Policy.parse("[length]\nmin = 0\n", "ours.conf")
    assert (caught.value.where.file, caught.value.where.line, caught.value.where.key) == ("ours.conf", 2, "length.min")
    assert "1 to 1024" in str(caught.value) and caught.value.message("fr") != str(caught.value)
    with pytest.raises(pwpol.UnknownKey):
        pwpol.Policy.preset()["no.such"]
    with pytest.raises(pwpol.UnknownPreset):
        pwpol.Policy.preset("no-such")
    with pytest.raises(pwpol.FileFailure) as missing:
        pwpol.Policy.load("/nowhere/pwpol.conf")
    assert isinstance(missing.value, OSError) and isinstance(missing.value, pwpol.PwpolError)
    policy = pwpol.Policy.preset()
    policy.validate()
    with pytest.raises(pwpol.Frozen):
        policy["length.min"] = 9
    changed = policy.copy()
    changed["length.min"] = 9
    assert policy["length.min"] == "8" and changed["length.min"] == "9"


def test_every_status_has_a_class_of_its_own():
    from pwpol._pwpol import lib
    from pwpol.errors import _classes
    statuses = [getattr(lib, name) for name in dir(lib) if name.startswith("PWPOL_ERR_")]
    assert sorted(_classes) == sorted(statuses) and len(set(_classes.values())) == len(statuses)


def test_a_report_says_what_is_wrong_in_both_languages_and_never_the_password():
    report = pwpol.Policy.preset().check("Camille1989!", login="camille.durand", birth_date=datetime.date(1989, 7, 14),
                                         names=["Camille"])
    assert not report and not report.accepted and len(report) > 0
    assert {finding.name for finding in report} >= {"context", "guesses.min"}
    for language in ("en", "fr"):
        assert report.messages(language) == [finding.message(language) for finding in report]
        assert all("Camille1989" not in message for message in report.messages(language))
    assert report.to_dict("fr")["findings"][0]["message"].keys() == {"fr"}
    assert report.numbers.code_points == 12 and report.suggestion("fr")
    with pytest.raises(IndexError):
        report[len(report)]


@pytest.mark.parametrize("kind", [str, lambda text: text.encode(), lambda text: bytearray(text.encode()),
                                  lambda text: memoryview(text.encode())])
def test_passwords_come_as_any_kind_of_bytes(kind):
    assert pwpol.Policy.preset().check(kind("xK7#pQ2v!mRd")).accepted


def test_a_candidate_that_is_no_text_is_a_finding():
    policy = pwpol.Policy.preset()
    for candidate, name in ((b"\xff\xfe", "text.invalid-utf8"), ("\ud800", "text.invalid-utf8"), ("", "text.empty"),
                            (b"", "text.empty"), ("x" * 2000, "length.max")):
        assert name in [finding.name for finding in policy.check(candidate)]
    for wrong in (12, ["a"], memoryview(b"abcd")[::2]):
        with pytest.raises((TypeError, ValueError)):
            policy.check(wrong)
    with pytest.raises(TypeError):
        policy.check("x", names="Camille")
    with pytest.raises(ValueError):
        policy.check("x", login="a\0b")
    with pytest.raises(pwpol.OutOfRange):
        policy.check("x", birth_date="yesterday")


def test_the_copy_of_a_str_is_wiped_and_what_is_the_caller_s_is_not():
    for word in ("correct horse battery", "pâté de foie"):
        with secret(word) as (pointer, length):
            assert bytes(ffi.buffer(pointer, length)) == word.encode()
        assert bytes(ffi.buffer(pointer, length)) == bytes(length)  # the pointer keeps the copy
        with pytest.raises(RuntimeError), secret(word) as (pointer, length):
            raise RuntimeError
        assert bytes(ffi.buffer(pointer, length)) == bytes(length)
        assert word in ("correct horse battery", "pâté de foie")
    for kind in (bytes, bytearray, lambda given: memoryview(bytearray(given))):
        given = kind(b"correct horse battery")
        with secret(given) as (pointer, length):
            assert ffi.buffer(pointer, length)[:] == b"correct horse battery"
        pwpol.Policy.preset().check(given, old_password=given)
        assert bytes(given) == b"correct horse battery"


def test_bytes_are_read_in_place():
    given = bytearray(b"correct horse battery")
    with secret(given) as (pointer, length):
        given[0] = ord("C")
        assert ffi.buffer(pointer, length)[:] == b"Correct horse battery"
    given.extend(b" staple")  # nobody holds it any longer


def test_an_audit_is_a_list_of_points_and_a_page():
    audit = pwpol.Policy.preset().audit("fr", datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc))
    assert audit.met and len(list(audit)) == len(audit) and audit[-1].rule and audit[0].verdict in ("met",
                                                                                                     "not applicable")
    assert audit.to_html().startswith("<!DOCTYPE html>") and "2026" in audit.to_text() and audit.to_dict()
    with pytest.raises(IndexError):
        audit[len(audit)]
    with pytest.raises(ValueError):
        pwpol.Policy.preset().audit(now=datetime.datetime(2026, 1, 2))


def test_a_guess_names_its_pieces():
    guess = pwpol.guess("marseille1989")
    assert [piece.kind for piece in guess.pieces][0] == "word" and guess.guesses_log10 < 8
    assert "marseille" not in guess.pieces[0].description_en and guess.pieces[0].description_en
    assert guess.pieces[0].description_fr != guess.pieces[0].description_en
    with pytest.raises(pwpol.NotText):
        pwpol.guess(b"\xff")
    context = pwpol.guess("zorglub-zorglub", login="zorglub")
    assert context.guesses_log10 < pwpol.guess("zorglub-zorglub").guesses_log10


def test_a_policy_is_shared_by_threads():
    policy = pwpol.Policy.preset()
    policy.validate()
    results = []

    def check():
        results.extend(policy.check("xK7#pQ2v!mRd").accepted for _ in range(200))

    threads = [threading.Thread(target=check) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert results == [True] * 1600

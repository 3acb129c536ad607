"""What holds of any input."""
import json
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

import pwpol

policy = pwpol.Policy.preset()
weak = pwpol.Policy.preset()
for key, value in {"hash.allow_weak": True, "hash.memory": 64, "hash.passes": 1}.items():
    weak[key] = value
hasher = pwpol.Hasher(weak)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=80), st.binary(max_size=80)))
def test_any_candidate_gets_a_report_that_agrees_with_itself(candidate):
    report = policy.check(candidate)
    assert report.accepted == all(finding.severity != "error" for finding in report)
    data = json.loads(report.to_json())
    assert data["accepted"] == report.accepted and len(data["findings"]) == len(report)
    for finding in report:
        assert finding.message("en") and finding.message("fr")


@settings(max_examples=50, deadline=None)
@given(st.text(min_size=1, max_size=40).filter(lambda text: text.isprintable() and text.strip()), st.text(max_size=40))
def test_only_the_password_matches(password, other):
    stored = hasher.hash(password)
    assert hasher.verify(stored, password)
    verdict = hasher.verify(stored, other).verdict
    assert verdict in (("match",) if _prepared(other) == _prepared(password) else ("mismatch", "bad-password"))


def _prepared(text):
    """RFC 8265, OpaqueString: spaces are one character, and the text is composed."""
    spaces = "".join(" " if unicodedata.category(character) == "Zs" else character for character in text)
    return unicodedata.normalize("NFC", spaces)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(min_codepoint=1, max_codepoint=0x2FF), max_size=120))
def test_any_stored_string_gets_a_verdict(stored):
    assert hasher.verify(stored, "x").verdict in ("malformed", "unsupported", "over-limit", "mismatch", "unknown-key")

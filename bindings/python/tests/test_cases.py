"""The cases that C, Go and the program answer alike."""
import json
import os

import pytest

import pwpol

FOLDER = os.path.join(os.environ["PWPOL_SOURCE"], "tests", "cases")
T0 = 1_800_000_000_000


def cases(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return [pytest.param(case, id=case["name"]) for case in json.load(file)]


def policy_of(case):
    policy = pwpol.Policy.preset(case.get("preset"))
    for key, value in case.get("keys", {}).items():
        policy[key] = value
    return policy


def candidate_of(case):
    return bytes.fromhex(case["candidate_hex"]) if "candidate_hex" in case else case["candidate"]


@pytest.mark.parametrize("case", cases("check.json"))
def test_candidate(case):
    report = policy_of(case).check(candidate_of(case), **case.get("context", {}))
    assert report.accepted == case["accepted"]
    assert set(case["findings"]) <= {finding.name for finding in report if finding.severity == "error"}


@pytest.mark.parametrize("case", cases("hash.json"))
def test_credential(case):
    verified = pwpol.Hasher(policy_of(case)).verify(case["stored"], case["password"])
    assert (verified.verdict, verified.scheme, verified.needs_rehash) == (case["verdict"], case["scheme"],
                                                                          case["needs_rehash"])


@pytest.mark.parametrize("case", cases("throttle.json"))
def test_attempts(case):
    throttle = pwpol.Throttle(policy_of(case))
    for step in case["steps"]:
        now = T0 + step["at"]
        attempt = throttle.begin(step.get("account", "camille"), step.get("source"), password=step["password"],
                                 challenge_passed=step.get("challenge_passed", False), now=now)
        assert attempt.decision == step["decision"], step
        if step.get("end") == "release":
            attempt.release(now)
        elif "end" in step:
            attempt.settle(step["end"] == "success", now)

"""Reports and audits are the JSON that the program prints, and python -m pwpol is its check."""
import datetime
import json
import os
import subprocess
import sys

import pytest

import pwpol
from program import printed, settings
from test_cases import candidate_of, cases, policy_of

GOOD, WEAK = b"xK7#pQ2v!mRd", b"azerty"


@pytest.mark.parametrize("case", cases("check.json"))
def test_a_report_is_the_json_that_the_program_prints(case):
    context = dict(case.get("context", {}))
    report = policy_of(case).check(candidate_of(case), **context)
    old = context.pop("old_password", None)
    preset = ["--preset=" + case["preset"]] if "preset" in case else []
    arguments = ["check", *preset, *settings(case), *(f"--context={name}={value}" for name, value in context.items())]
    given = candidate_of(case)
    given = given.encode() if isinstance(given, str) else given
    assert report.to_dict() == printed(*arguments, given=given, old=old)
    assert report.to_dict("fr") == printed(*arguments, "--lang=fr", given=given, old=old)


@pytest.mark.parametrize("lang", ("en", "fr"))
def test_an_audit_is_the_json_that_the_program_prints(lang):
    for preset in pwpol.presets():
        theirs = printed("policy", "audit", f"--lang={lang}", f"--preset={preset}")
        date = datetime.datetime.strptime(theirs["date"], "%Y-%m-%dT%H:%M:%S%z")
        audit = pwpol.Policy.preset(preset).audit(lang, date)
        assert audit.to_dict() == theirs
        assert [(point.rule, point.verdict.replace(" ", "_"), point.title, point.by_service) for point in audit] == [
            (point["rule"], point["verdict"], point["title"], point["by_service"]) for point in theirs["points"]]


@pytest.mark.parametrize("case", cases("hash.json"))
def test_what_a_credential_says_is_what_the_program_prints(case):
    theirs = printed("verify", "--stored", case["stored"], *settings(case), given=case["password"].encode())
    verified = pwpol.Hasher(policy_of(case)).verify(case["stored"], case["password"])
    assert (verified.verdict, verified.needs_rehash, verified.truncated, verified.scheme, verified.limit,
            verified.sentence()) == (theirs["verdict"], theirs["needs_rehash"], theirs["truncated"],
                                     theirs["scheme"] or "", theirs["limit"] or "", theirs["message"])


def shortcut(*arguments, given=GOOD):
    return subprocess.run([sys.executable, "-m", "pwpol", *arguments], input=given, capture_output=True, check=False)


def test_the_shortcut_judges_as_the_program_does(tmp_path):
    for given, code, sentence in ((GOOD, 0, "accepté"), (WEAK, 1, "refusé"), (WEAK + b"\n", 1, "refusé")):
        told = shortcut("--lang=fr", given=given)
        assert told.returncode == code and sentence in told.stdout.decode().splitlines()[0]
    assert json.loads(shortcut("--json", "--lang=fr", given=WEAK).stdout) == printed("check", "--lang=fr", given=WEAK)
    assert json.loads(shortcut("--json", "--lang=en", given=b"\xff").stdout) == printed("check", "--lang=en", given=b"\xff")
    assert shortcut("--preset=pci-dss-4", given=b"xKz#pQtv!mRd").returncode == 1
    file = tmp_path / "service.conf"
    file.write_text("[length]\nmin = 20\n")
    assert shortcut(f"--policy={file}").returncode == 1
    file.write_text("[length]\nmin = 0\n")
    failed = shortcut(f"--policy={file}", "--lang=fr")
    assert failed.returncode == 3 and b"1 \xc3\xa0 1024" in failed.stderr and not failed.stdout
    assert shortcut("--no-such").returncode == 2 and shortcut("--preset=no-such").returncode == 3


def test_the_shortcut_asks_a_terminal_without_showing_the_answer():
    reader, writer = os.openpty()
    process = subprocess.Popen([sys.executable, "-m", "pwpol"], stdin=writer, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, preexec_fn=lambda: (os.setsid(), _terminal(writer)))
    os.close(writer)
    shown = b""
    while b"Password" not in shown:
        shown += os.read(reader, 100)
    os.write(reader, GOOD + b"\n")
    told, _ = process.communicate()
    assert process.returncode == 0 and told.startswith(b"The password is accepted")
    try:
        while more := os.read(reader, 1000):
            shown += more
    except OSError:  # nobody is at the other end any longer
        pass
    os.close(reader)
    assert GOOD not in shown


def _terminal(device):
    """Has a process be at home on a terminal."""
    import fcntl
    import termios

    fcntl.ioctl(device, termios.TIOCSCTTY, 0)


def test_tuning_measures_what_the_program_measures():
    tuning = pwpol.tune(50, 64 << 20, 1)
    theirs = printed("tune", "--target=50ms", "--memory=64MiB", "--concurrent=1")
    assert tuning.slots == theirs["slots"] and tuning.recommended in tuning.candidates
    assert list(vars(tuning.candidates[0])) == list(theirs["candidates"][0])
    for candidate in tuning.candidates:
        assert candidate.memory_bytes <= 64 << 20 and candidate.meets_target == (candidate.median_ms <= 50)

"""Memory does not grow: with PWPOL_LONG a million checks and ten thousand hashes, otherwise so many that a run takes a
few seconds."""
import gc
import os

import pwpol

LONG = bool(os.environ.get("PWPOL_LONG"))
CHECKS, HASHES = (1_000_000, 10_000) if LONG else (40_000, 500)
# One block of memory that stays at each check is 24 bytes at least, and then more than this in the shorter run too.
ALLOWED = 768 << 10


def resident():
    """The memory of this process that is in use, in bytes."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def grows_by(work, times):
    """How much more memory there is after so many rounds than after a tenth of them."""
    for _ in range(times // 10):
        work()
    gc.collect()
    before = resident()
    for _ in range(times):
        work()
    gc.collect()
    after = resident()
    print(f"{times} rounds: {before >> 10} KiB before, {after >> 10} KiB after")
    return after - before


def test_checks_leave_nothing_behind():
    policy = pwpol.Policy.preset()
    candidates = iter(())

    def work():
        nonlocal candidates
        candidate = next(candidates, None)
        if candidate is None:
            candidates = iter(["xK7#pQ2v!mRd", b"xK7#pQ2v!mRd", "Camille1989!", "\xe9t\xe9 2024", b"\xff"])
            candidate = next(candidates)
        report = policy.check(candidate, login="camille.durand", names=["Camille", "Durand"], birth_date="1989-07-14",
                              old_password="Camille1988!")
        assert len(report.messages("fr")) == len(report)

    assert grows_by(work, CHECKS) < ALLOWED


def test_hashes_leave_nothing_behind():
    policy = pwpol.Policy.preset()
    for key, value in {"hash.allow_weak": True, "hash.memory": 256, "hash.passes": 1}.items():
        policy[key] = value
    hasher = pwpol.Hasher(policy)

    def work():
        assert hasher.verify(hasher.hash("xK7#pQ2v!mRd"), b"xK7#pQ2v!mRd")

    assert grows_by(work, HASHES) < ALLOWED


def test_flows_leave_nothing_behind():
    policy = pwpol.Policy.preset()
    for key, value in {"hash.allow_weak": True, "hash.memory": 64, "hash.passes": 1}.items():
        policy[key] = value
    accounts = pwpol.Accounts(policy, throttle=pwpol.Throttle(policy, pwpol.Store(1000), bytes(32)),
                              on_event=lambda event: None)

    def work():
        enrolled = accounts.enrol("camille", "xK7#pQ2v!mRd", context={"login": "camille"})
        row = pwpol.Row(enrolled.row.stored, enrolled.row.changed_at)
        assert accounts.login("camille", row, "xK7#pQ2v!mRd", "192.0.2.7")
        assert accounts.login("dominique", None, "xK7#pQ2v!mRd", "192.0.2.8").answer != "accepted"
        with pwpol.Throttle(policy).begin("camille"):
            pass

    assert grows_by(work, HASHES) < ALLOWED

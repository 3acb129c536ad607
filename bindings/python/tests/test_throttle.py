import os
import threading

import pytest

import pwpol

DAY = 24 * 3600 * 1000
T0 = 1_800_000_000_000


def policy(**keys):
    made = pwpol.Policy.preset()
    for key, value in {"throttle.delay_after": 0, "throttle.lock_after": 3, "throttle.unlock_after": "30min",
                       **keys}.items():
        made[key] = value
    return made


def fail(throttle, account, now, source="192.0.2.7", password=None):
    attempt = throttle.begin(account, source, password=password, now=now)
    if attempt:
        attempt.settle(False, now)
    return attempt


def test_failures_in_a_row_lock_an_account_and_a_person_unlocks_it():
    events = []
    throttle = pwpol.Throttle(policy(), on_event=events.append)
    assert [fail(throttle, "camille", T0 + i, password=str(i)).decision for i in range(4)] == ["allow"] * 3 + ["locked"]
    assert throttle.begin("dominique", "192.0.2.8", now=T0).decision == "allow"
    status = throttle.status("camille", T0 + 10)
    assert (status.decision, status.failures, status.locked_by_person) == ("locked", 3, False)
    assert any(event.name.endswith("locked") for event in events)
    assert all("camille" not in event.json and event.json.startswith("{") for event in events)
    throttle.unlock("camille", T0 + 20)
    assert fail(throttle, "camille", T0 + 21).decision == "allow"


def test_a_lock_ends_by_time_or_by_a_person_s_word():
    throttle = pwpol.Throttle(policy())
    for i in range(3):
        fail(throttle, "camille", T0, password=str(i))
    locked = throttle.begin("camille", now=T0)
    assert locked.decision == "locked" and locked.until > T0 and not locked
    assert throttle.begin("camille", now=locked.until + 1)
    throttle.lock("dominique", now=T0)
    assert throttle.begin("dominique", now=T0 + DAY).decision == "locked"
    assert throttle.status("dominique", T0).locked_by_person


def test_a_right_password_ends_the_row_and_the_same_mistake_counts_once():
    throttle = pwpol.Throttle(policy())
    for i in range(8):
        assert fail(throttle, "camille", T0 + i, password="the same")
    throttle.begin("camille", now=T0 + 10).settle(True, T0 + 10)
    assert throttle.status("camille", T0 + 11).failures == 0


def test_an_attempt_of_which_nothing_is_told_counts_as_a_failure():
    throttle = pwpol.Throttle(policy())
    for _ in range(2):
        with throttle.begin("camille") as attempt:
            assert attempt
    throttle.begin("camille")
    assert throttle.begin("camille").decision == "locked"


def test_an_attempt_that_is_released_does_not_count():
    throttle = pwpol.Throttle(policy())
    for i in range(10):
        with throttle.begin("camille", now=T0 + i) as attempt:
            assert attempt
            attempt.release(T0 + i)
    attempt = throttle.begin("camille", now=T0)
    attempt.settle(True, T0)
    with pytest.raises(RuntimeError):
        attempt.settle(True, T0)


def test_a_known_device_is_counted_apart():
    throttle = pwpol.Throttle(policy())
    token = throttle.device_token("camille", T0)
    for i in range(4):
        fail(throttle, "camille", T0, "198.51.100.1", password=str(i))
    owner = throttle.begin("camille", "192.0.2.7", device=token, now=T0 + 1)
    assert owner and owner.trusted
    assert not throttle.begin("camille", "192.0.2.7", device=token[:-1] + "x", now=T0 + 1)


def test_threads_get_no_more_than_one_would():
    throttle = pwpol.Throttle(policy())
    allowed = []

    def guess(number):
        attempt = throttle.begin("camille", password=f"guess {number}", now=T0)
        if attempt:
            allowed.append(number)
            attempt.settle(False, T0)

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(50)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(allowed) == 3


def test_a_store_in_memory_is_saved_and_restored(tmp_path):
    key = os.urandom(32)
    store = pwpol.Store(1000)
    throttle = pwpol.Throttle(policy(), store, key)
    for i in range(3):
        fail(throttle, "camille", T0, password=str(i))
    store.save(tmp_path / "attempts", T0)
    again = pwpol.Store(1000)
    again.restore(tmp_path / "attempts", T0)
    assert pwpol.Throttle(policy(), again, key).begin("camille", now=T0 + 1).decision == "locked"
    again.clear()
    assert pwpol.Throttle(policy(), again, key).begin("camille", now=T0 + 1).decision == "allow"
    (tmp_path / "attempts").write_bytes(b"nonsense")
    with pytest.raises(pwpol.SyntaxFailure):
        pwpol.Store(1000).restore(tmp_path / "attempts", T0)


def test_wrong_arguments_are_exceptions():
    with pytest.raises(pwpol.ArgumentError):
        pwpol.Throttle(policy(), pwpol.Store(10))
    with pytest.raises(ValueError):
        pwpol.Throttle(policy(), pwpol.Store(10), b"short")
    with pytest.raises(pwpol.ArgumentError):
        pwpol.Throttle(policy()).begin("")


def test_a_store_in_a_file_remembers_for_the_next_process(tmp_path):
    key = os.urandom(32)
    for run in range(2):
        throttle = pwpol.Throttle(policy(), pwpol.Store.sqlite(tmp_path / "attempts.db"), key)
        for i in range(3):
            attempt = throttle.begin("camille", password=str(i))
            assert attempt.decision == ("allow" if run == 0 else "locked")
            if attempt:
                attempt.settle(False)
        del throttle
    with pytest.raises(pwpol.StoreFailure) as caught:
        pwpol.Store.sqlite("/nowhere/attempts.db")
    assert "/nowhere" in str(caught.value)


def test_a_server_that_is_not_there_is_an_outage(tmp_path):
    with pytest.raises(pwpol.SyntaxFailure):
        pwpol.Store.redis("gopher://x")
    store = pwpol.Store.redis(f"unix://{tmp_path}/nobody")
    attempt = pwpol.Throttle(policy(), store, os.urandom(32)).begin("camille")
    assert attempt.decision == "unavailable" and attempt.outage and not attempt
    assert store.trouble("en") and store.trouble("fr") != store.trouble("en")

import base64
import hashlib
import os
import sys
import threading
import time

import pytest

import pwpol


def cheap(**keys):
    policy = pwpol.Policy.preset()
    for key, value in {"hash.allow_weak": True, "hash.memory": 256, "hash.passes": 1, **keys}.items():
        policy[key] = value
    return policy


def test_a_password_matches_its_own_hash_only():
    hasher = pwpol.Hasher(cheap())
    stored = hasher.hash("pâté de foie")
    assert hasher.verify(stored, "pâté de foie") and hasher.verify(stored, "pa\u0302te\u0301 de foie".encode())
    wrong = hasher.verify(stored, "pate de foie")
    assert not wrong and wrong.verdict == "mismatch" and wrong.sentence("fr").startswith("Le mot de passe")
    assert not hasher.verify_absent("pâté de foie")
    assert not hasher.needs_rehash(stored) and pwpol.Hasher(cheap(**{"hash.memory": 512})).needs_rehash(stored)


def test_what_is_no_credential_is_no_mismatch():
    hasher = pwpol.Hasher(cheap())
    for stored in ("", "x", "$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAA", "\ud800"):
        assert hasher.verify(stored, "x").verdict == "malformed"
    over = hasher.verify("$argon2id$v=19$m=4194304,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA", "x")
    assert (over.verdict, over.limit) == ("over-limit", "hash.ceiling_memory")
    for password in ("", b"\xff", "x" * 5000):
        assert hasher.verify(hasher.hash("y"), password).verdict == "bad-password"
    with pytest.raises(pwpol.TooLong):
        hasher.hash("x" * 5000)
    with pytest.raises(pwpol.NotText):
        hasher.hash("")


def test_a_pepper_ties_a_hash_to_its_account_and_rotates():
    ring = pwpol.Keyring()
    ring.add("2025", os.urandom(32), current=True)
    hasher = pwpol.Hasher(cheap(), ring)
    stored = hasher.hash("secret", account=b"7")
    assert hasher.verify(stored, "secret", account="7")
    assert hasher.verify(stored, "secret", account="8").verdict == "wrong-account"
    assert pwpol.Hasher(cheap()).verify(stored, "secret", account="7").verdict == "unknown-key"
    ring.add("2026", os.urandom(32), current=True)
    rotated = pwpol.Hasher(cheap(), ring)
    assert rotated.needs_rehash(stored, "7")
    renewed = rotated.rewrap(stored, "7")
    assert rotated.verify(renewed, "secret", account="7") and not rotated.needs_rehash(renewed, "7")
    with pytest.raises(pwpol.ArgumentError):
        ring.add("short", b"x")
    with pytest.raises(pwpol.FileFailure):
        pwpol.Keyring.load("/nowhere")


def test_an_old_hash_is_wrapped_without_its_password():
    salt = "saltsaltsalt"
    digest = hashlib.pbkdf2_hmac("sha256", b"secret", salt.encode(), 1000)
    old = f"pbkdf2_sha256$1000${salt}${base64.b64encode(digest).decode()}"
    hasher = pwpol.Hasher(cheap())
    assert hasher.verify(old, "secret").scheme == "django-pbkdf2-sha256"
    wrapped = hasher.wrap_legacy(old)
    verified = hasher.verify(wrapped, "secret")
    assert verified and verified.needs_rehash and not hasher.verify(wrapped, "other")


def steps_while(work):
    """How often this thread gets the interpreter's lock while another works."""
    working, over = threading.Event(), threading.Event()
    steps = 0

    def serve():
        working.set()
        work()
        over.set()

    thread = threading.Thread(target=serve)
    thread.start()
    working.wait()
    while not over.is_set():
        steps += 1
        time.sleep(0)
    thread.join()
    return steps


def test_the_interpreter_s_lock_is_free_while_hashing():
    """One thread hashes; another must get on meanwhile, which it could not if the lock were held."""
    hasher = pwpol.Hasher(cheap(**{"hash.memory": 65536, "hash.passes": 8, "hash.slots": 1}))
    assert steps_while(lambda: hasher.hash("x")) > 100


def test_the_interpreter_s_lock_is_free_while_checking():
    """The interpreter takes the lock from nobody for an hour: it is free only where a call lets go of it."""
    policy = pwpol.Policy.preset()
    policy["length.max"] = 4096
    candidate = "".join(chr(97 + i * i % 26) for i in range(4096))

    def check_some():
        for _ in range(20):
            policy.check(candidate)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(3600)
    try:
        steps = steps_while(check_some)
    finally:
        sys.setswitchinterval(interval)
    assert steps > 5  # held, it would be free at the beginning and at the end only


def test_two_threads_hash_at_once():
    """With one slot and no waiting, the second is told that the hasher is busy: so both were inside at once."""
    hasher = pwpol.Hasher(cheap(**{"hash.memory": 65536, "hash.passes": 4, "hash.slots": 1, "hash.wait": "0"}))
    busy = threading.Event()

    def storm():
        for _ in range(200):
            if busy.is_set():
                return
            try:
                hasher.hash("x")
            except pwpol.Busy:
                busy.set()

    threads = [threading.Thread(target=storm) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert busy.is_set()

"""What README.md's table for those who come from other packages names is run, on both sides."""
import re

import pytest

import django_site  # noqa: F401
import pwpol
from pwpol.django import PasswordValidator
from readme import text

GOOD, BETTER = "xK7#pQ2v!mRd", "wZ9$bN4c?jTf"
policy = pwpol.Policy.preset()
hasher = pwpol.Hasher(policy)


def theirs():
    import argon2

    return argon2.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=2)


def test_hash():
    import argon2

    stored = hasher.hash(GOOD)
    assert argon2.PasswordHasher().verify(stored, GOOD)
    assert hasher.verify(theirs().hash(GOOD), GOOD)


def test_verify():
    from argon2.exceptions import InvalidHash, VerifyMismatchError

    stored = theirs().hash(GOOD)
    for damaged, password, raised, verdict in ((stored, BETTER, VerifyMismatchError, "mismatch"),
                                               ("x", GOOD, InvalidHash, "malformed")):
        with pytest.raises(raised):
            theirs().verify(damaged, password)
        verified = hasher.verify(damaged, password)
        assert not verified and verified.verdict == verdict


def test_needs_rehash():
    import argon2

    stored = theirs().hash(GOOD)
    assert argon2.PasswordHasher().check_needs_rehash(stored)
    assert hasher.verify(stored, GOOD).needs_rehash and hasher.needs_rehash(stored)
    assert not hasher.needs_rehash(hasher.hash(GOOD))


def old_hashes():
    from passlib.hash import bcrypt, pbkdf2_sha256, sha512_crypt

    return {"bcrypt": bcrypt.using(rounds=4).hash(GOOD), "passlib-pbkdf2-sha256": pbkdf2_sha256.using(rounds=1000).hash(GOOD),
            "sha512crypt": sha512_crypt.using(rounds=1000).hash(GOOD)}


def test_old_formats():
    for scheme, stored in old_hashes().items():
        verified = hasher.verify(stored, GOOD)
        assert verified and verified.scheme == scheme and not hasher.verify(stored, BETTER)


def test_verify_and_update():
    from passlib.context import CryptContext

    stored = old_hashes()["sha512crypt"]
    good, renewed = CryptContext(["pbkdf2_sha256", "sha512_crypt"], deprecated="auto").verify_and_update(GOOD, stored)
    assert good and renewed
    verified = hasher.verify(stored, GOOD)
    assert verified and verified.needs_rehash and not hasher.needs_rehash(hasher.hash(GOOD))
    wrapped = hasher.wrap_legacy(stored)
    assert wrapped.startswith("$") and "rounds" not in wrapped.split("$")[-1]
    assert hasher.verify(wrapped, GOOD) and not hasher.verify(wrapped, BETTER)


def test_django_s_validators():
    from django.contrib.auth import get_user_model, password_validation
    from django.core.exceptions import ValidationError

    user = get_user_model()(username="camille.durand")
    for validator, password, code in ((password_validation.MinimumLengthValidator(), "xK7#p", "pwpol_length.min"),
                                      (password_validation.CommonPasswordValidator(), "password1", "pwpol_dictionary"),
                                      (password_validation.UserAttributeSimilarityValidator(), "camille.durand1",
                                       "pwpol_context")):
        with pytest.raises(ValidationError):
            validator.validate(password, user)
        with pytest.raises(ValidationError) as caught:
            PasswordValidator().validate(password, user)
        assert code in [error.code for error in caught.value.error_list]
    PasswordValidator().validate(GOOD, user)


def test_guess():
    from zxcvbn import zxcvbn

    assert float(zxcvbn("zorglub-zorglub", user_inputs=["zorglub"])["guesses_log10"]) < 9
    assert pwpol.guess("zorglub-zorglub", words=["zorglub"]).guesses_log10 < 8


TESTS = {
    "`argon2.PasswordHasher().hash(p)`": test_hash,
    "`argon2.PasswordHasher().verify(h, p)`, which raises": test_verify,
    "`ph.check_needs_rehash(h)`": test_needs_rehash,
    "`passlib.hash.bcrypt.verify(p, h)`, `pbkdf2_sha256`, `sha512_crypt`": test_old_formats,
    "`CryptContext(deprecated=\"auto\").verify_and_update`": test_verify_and_update,
    "Django's `MinimumLengthValidator`, `CommonPasswordValidator`, `UserAttributeSimilarityValidator`":
        test_django_s_validators,
    "`zxcvbn(p, user_inputs=[...])[\"guesses_log10\"]`": test_guess,
}


def test_every_row_has_its_test():
    _, _, table = text().partition("\n| from | to |\n|---|---|\n")
    assert re.findall(r"^\| (.*?) \| .* \|$", table, re.M) == list(TESTS)

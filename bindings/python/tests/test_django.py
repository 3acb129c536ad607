"""A real project of Django: its forms, its log-in view, its table."""
import html
import time

import pytest

import django_site  # noqa: F401
from django.contrib.auth import get_user_model, hashers, password_validation
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import translation
from django.utils.module_loading import import_string

import pwpol
from readme import shown
from pwpol.django import PasswordHasher, PasswordValidator
from pwpol.django import hashers as pwpol_hashers

GOOD = "xK7#pQ2v!mRd"


@pytest.fixture(scope="module", autouse=True)
def table():
    call_command("migrate", verbosity=0)


@pytest.fixture(autouse=True)
def empty():
    get_user_model().objects.all().delete()


def sign_up(password, name="camille.durand", language="en"):
    return Client(HTTP_ACCEPT_LANGUAGE=language).post("/signup/", {"username": name, "password1": password,
                                                                   "password2": password})


def log_in(password, name="camille.durand"):
    client = Client()
    answer = client.post("/login/", {"username": name, "password": password})
    return answer.status_code == 302 and client.get("/in/").content.decode() == name


def test_a_weak_password_is_refused_at_sign_up_in_the_language_of_the_request():
    for language, word in (("en", "account name"), ("fr", "identifiant")):
        page = html.unescape(sign_up("camille.durand", language=language).content.decode())
        assert word in page
    assert not get_user_model().objects.exists()


def test_a_good_password_is_accepted_and_logs_in():
    assert sign_up(GOOD).status_code == 302
    stored = get_user_model().objects.get().password
    assert stored.startswith("pwpol$argon2id$v=19$m=256,t=1,p=1$")
    assert log_in(GOOD) and not log_in(GOOD + "x") and not log_in(GOOD, "nobody")


def test_an_old_hash_of_django_is_upgraded_at_login_and_only_then():
    old = hashers.make_password(GOOD, hasher="pbkdf2_sha256")
    get_user_model().objects.create(username="camille.durand", password=old)
    assert not log_in("wrong") and get_user_model().objects.get().password == old
    assert log_in(GOOD)
    assert get_user_model().objects.get().password.startswith("pwpol$") and log_in(GOOD)


def test_a_hash_of_a_lower_cost_is_renewed_at_login():
    sign_up(GOOD)
    pwpol_hashers.reset()
    try:
        with override_settings(PWPOL_KEYS={"hash.allow_weak": True, "hash.memory": 512, "hash.passes": 1}):
            assert log_in(GOOD) and "m=512" in get_user_model().objects.get().password
    finally:
        pwpol_hashers.reset()


def test_a_wrong_password_of_a_cheap_hash_takes_as_long_as_one_of_today_s(monkeypatch):
    sign_up(GOOD)
    hardened = []
    harden = PasswordHasher.harden_runtime
    monkeypatch.setattr(PasswordHasher, "harden_runtime",
                        lambda self, password, encoded: hardened.append(harden(self, password, encoded)))
    pwpol_hashers.reset()
    try:
        with override_settings(PWPOL_KEYS={"hash.memory": 32768, "hash.passes": 3}):
            hasher = PasswordHasher()
            cheap, today = get_user_model().objects.get().password, hasher.encode(GOOD, "")
            assert not log_in("wrong") and len(hardened) == 1

            def takes(work):
                times = []
                for _ in range(5):
                    start = time.perf_counter()
                    work()
                    times.append(time.perf_counter() - start)
                return min(times)

            wrong_today = takes(lambda: hasher.verify("wrong", today))
            assert takes(lambda: hasher.verify("wrong", cheap)) < wrong_today / 4
            assert takes(lambda: hasher.harden_runtime("wrong", cheap)) > wrong_today / 2
    finally:
        pwpol_hashers.reset()


def test_a_busy_hasher_is_no_wrong_password(monkeypatch):
    hasher = PasswordHasher()
    encoded = hasher.encode("x", "")

    class BusyHasher:
        def verify(self, stored, password):
            return pwpol.Verified("busy", False, False, "")

    monkeypatch.setattr(pwpol_hashers, "_shared", BusyHasher())
    with pytest.raises(pwpol.Busy):
        hasher.verify("x", encoded)


def test_a_hash_is_summed_up_without_being_shown():
    hasher = PasswordHasher()
    encoded = hasher.encode("x", "")
    summary = hasher.safe_summary(encoded)
    assert summary["memory_cost"] == "256" and encoded.split("$")[-1] not in str(summary)
    with pytest.raises(ValueError):
        hasher.verify("x", "md5$a$b")
    assert hashers.identify_hasher(encoded).algorithm == "pwpol"


def test_the_validator_tells_every_reason_and_helps_in_both_languages():
    user = get_user_model()(username="camille.durand", first_name="Camille", email="c.durand@mairie.example")
    with pytest.raises(ValidationError) as caught:
        password_validation.validate_password("Durand1989!", user)
    assert "pwpol_context" in [error.code for error in caught.value.error_list]
    with pytest.raises(ValidationError):
        PasswordValidator(site="accounts.example").validate("accounts.example1")
    PasswordValidator().validate(GOOD)
    help_text = PasswordValidator().get_help_text()
    with translation.override("fr"):
        french = str(help_text)
    assert french.startswith("Votre mot de passe") and str(help_text).startswith("Your password")


def test_wrong_settings_are_told_by_django():
    for options in ({"preset": "no-such"}, {"policy": "/nowhere"}, {"keys": {"length.min": 0}}, {"keys": {"no.such": 1}}):
        with pytest.raises(ImproperlyConfigured):
            PasswordValidator(**options)


def test_the_settings_that_the_readme_shows_are_good():
    shown_settings = {}
    exec(shown("python")[1], shown_settings)
    assert {"AUTH_PASSWORD_VALIDATORS", "PASSWORD_HASHERS"} < set(shown_settings)
    for validator in shown_settings["AUTH_PASSWORD_VALIDATORS"]:
        with pytest.raises(ValidationError):
            import_string(validator["NAME"])(**validator["OPTIONS"]).validate("impots.example")
    for hasher in shown_settings["PASSWORD_HASHERS"]:
        assert import_string(hasher).algorithm

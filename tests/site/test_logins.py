"""Log-ins: how long they last, where they are, and what is asked of officers."""

import hashlib
import hmac
import os
import re
import struct
import subprocess
import sys
import time
from base64 import b32decode
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from voipgrid_privacy.accounts import sessions
from voipgrid_privacy.accounts.devices import device_of
from voipgrid_privacy.accounts.models import User
from voipgrid_privacy.accounts.second_factors import (
    SealedFactors,
    remove_factors,
    rotate_factor_keys,
)
from voipgrid_privacy.accounts.viewers import viewer_for
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.vault import SealBroken

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a-password-of-the-tests"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
KEYS = [f"one:{'A' * 43}=", f"two:{'B' * 43}="]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _attempts_forgotten():
    cache.clear()


@pytest.fixture
def anna():
    return User.objects.create_user("anna@example.nl", PASSWORD, name="Anna")


@pytest.fixture
def officer():
    user = User.objects.create_user("olga@example.nl", PASSWORD, name="Olga", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="privacy_officer")[0])
    return user


def logged_in(user: User, agent: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": agent})
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def confirmed(client: Client, page: str) -> None:
    """Post, give the password that is asked for, and have the first post done after all."""
    asked = client.post(page)
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert client.post(asked["Location"], {"password": PASSWORD}).status_code == 302


def is_in(client: Client) -> bool:
    return client.get("/accounts/sessions/").status_code == 200


def later(monkeypatch, seconds: float) -> None:
    now = time.time() + seconds
    monkeypatch.setattr(sessions.time, "time", lambda: now)


# How long


def test_a_log_in_that_nobody_uses_is_over(anna, monkeypatch):
    client = logged_in(anna)
    later(monkeypatch, settings.SESSION_IDLE - 5)
    assert is_in(client)
    later(monkeypatch, settings.SESSION_IDLE + 5)
    assert not is_in(client)
    later(monkeypatch, 0)
    assert not is_in(client), "the session itself is gone"


def test_an_officers_is_over_sooner(officer, monkeypatch):
    client = logged_in(officer)
    later(monkeypatch, settings.SESSION_IDLE_OFFICER + 5)
    assert not is_in(client)


def test_no_log_in_outlasts_a_working_day_however_much_it_is_used(anna, monkeypatch):
    client, step = logged_in(anna), settings.SESSION_IDLE - 60
    began = time.time()
    while (passed := time.time() - began) < settings.SESSION_LONGEST - step:
        later(monkeypatch, step)
        assert is_in(client), passed
    later(monkeypatch, step)
    later(monkeypatch, 120)
    assert not is_in(client)


def test_a_visit_is_noted_once_a_minute(anna, monkeypatch, django_assert_num_queries):
    client = logged_in(anna)
    is_in(client)
    row = UserSession.objects.get()
    is_in(client)
    assert UserSession.objects.get().last_seen_at == row.last_seen_at
    later(monkeypatch, sessions.EACH + 1)
    is_in(client)
    assert UserSession.objects.get().last_seen_at > row.last_seen_at


# Where


def test_people_see_where_they_are_logged_in_and_no_others(anna, officer):
    logged_in(officer, "Mozilla/5.0 (Windows NT 10.0) Edg/140.0")
    client = logged_in(anna)
    page = client.get("/en/accounts/sessions/").content.decode()
    assert "Firefox on Linux" in page
    assert "You are here." in page
    assert "Edge" not in page


def test_one_other_log_in_is_ended(anna):
    here, there = logged_in(anna), logged_in(anna, "Mozilla/5.0 (iPhone) Safari/604.1")
    row = UserSession.objects.get(session_key=there.session.session_key)
    confirmed(here, f"/accounts/sessions/{row.pk}/end/")
    assert is_in(here)
    assert not is_in(there)


def test_all_others_are_ended_at_once(anna):
    here, others = logged_in(anna), [logged_in(anna), logged_in(anna)]
    confirmed(here, "/accounts/sessions/others/end/")
    assert is_in(here)
    assert not any(map(is_in, others))


def test_ending_asks_for_the_password_again(anna):
    here, there = logged_in(anna), logged_in(anna)
    asked = here.post("/accounts/sessions/others/end/")
    assert is_in(there)
    here.post(asked["Location"], {"password": "wrong"})
    assert is_in(there)


def test_another_persons_log_in_is_answered_like_one_that_is_not_there(anna, officer):
    client = logged_in(anna)
    logged_in(officer)
    row = UserSession.objects.get(user=officer)
    for number in (row.pk, 999_999):
        confirmed(client, f"/accounts/sessions/{number}/end/")
        client = logged_in(anna)
    assert UserSession.objects.filter(pk=row.pk).exists()
    with pytest.raises(NotFound):
        sessions.end_session(session=row.pk, of=officer, by=viewer_for(anna))
    with pytest.raises(NotAllowed):
        sessions.end_sessions(of=officer, by=viewer_for(anna))


def test_whoever_manages_access_ends_all_log_ins_of_somebody(anna):
    places = [logged_in(anna), logged_in(anna)]
    assert sessions.end_sessions(of=anna, by=SYSTEM) == 2
    assert not any(map(is_in, places))


def test_a_new_password_ends_the_other_log_ins(anna):
    here, there = logged_in(anna), logged_in(anna)
    new = "another-password-of-the-tests"
    given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/accounts/password/change/", given).status_code == 302
    assert is_in(here)
    assert not is_in(there)


def test_what_is_over_is_deleted_with_the_address_it_came_from(anna):
    client = logged_in(anna)
    Session.objects.update(expire_date=timezone.now())
    assert sessions.forget_ended_sessions(at=timezone.now(), by=SYSTEM) == 1
    assert not UserSession.objects.exists()
    assert not is_in(client)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox op Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge op Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Safari/537.36", "Chrome op Android"),
        ("curl/8.0", "Een onbekende browser"),
        ("", "Een onbekende browser"),
    ],
)
def test_a_device_is_named_as_people_do(agent, words):
    assert device_of(agent) == words


# Second factors


def code(secret: str) -> str:
    """The code that an app shows now (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(b32decode(secret), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def with_factor(user: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def test_who_has_a_second_factor_gives_it_to_log_in(anna):
    secret, client = with_factor(anna), Client()
    answer = client.post("/accounts/login/", {"login": anna.email, "password": PASSWORD})
    assert "/2fa/authenticate/" in answer["Location"]
    assert not is_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not is_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert is_in(client)


def test_a_code_is_good_once(anna):
    secret = with_factor(anna)
    given = code(secret)
    for works in (True, False):
        client = Client()
        client.post("/accounts/login/", {"login": anna.email, "password": PASSWORD})
        client.post("/accounts/2fa/authenticate/", {"code": given})
        assert is_in(client) is works


def test_what_makes_codes_is_kept_encrypted(anna):
    secret = with_factor(anna)
    kept = Authenticator.objects.get().data["secret"]
    assert secret not in kept
    assert SealedFactors().decrypt(kept) == secret


def test_keys_are_replaced_without_anybody_noticing(anna, settings):
    settings.STORE_KEYS = KEYS[:1]
    secret = with_factor(anna)
    Authenticator.objects.create(
        user=anna, type="recovery_codes", data={"seed": "not yet sealed", "used_mask": 5}
    )
    settings.STORE_KEYS = [KEYS[1], KEYS[0]]
    assert rotate_factor_keys(by=SYSTEM) == 2
    assert rotate_factor_keys(by=SYSTEM) == 0
    settings.STORE_KEYS = KEYS[1:]
    totp, codes = Authenticator.objects.order_by("-type")
    assert SealedFactors().decrypt(totp.data["secret"]) == secret
    assert SealedFactors().decrypt(codes.data["seed"]) == "not yet sealed"
    assert codes.data["used_mask"] == 5
    settings.STORE_KEYS = KEYS[:1]
    with pytest.raises(SealBroken):
        SealedFactors().decrypt(totp.data["secret"])


def test_an_officer_without_a_second_factor_gets_nowhere_else(officer, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client = logged_in(officer)
    for page in ("/admin/", "/portal/", "/admin/logbook/", "/"):
        answer = client.get(page)
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/"), page
    assert client.post("/admin/roles/party/add/").status_code == 302
    with_factor(officer)
    assert client.get("/admin/logbook/").status_code == 200


def test_a_partner_is_asked_for_none(anna, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client = logged_in(anna)
    assert client.get("/").status_code == 200


def test_a_lost_factor_is_removed_by_another_officer_only(officer, anna):
    with_factor(officer)
    with pytest.raises(NotAllowed):
        remove_factors(of=officer, by=viewer_for(officer))
    with pytest.raises(NotAllowed):
        remove_factors(of=officer, by=viewer_for(anna))
    assert remove_factors(of=officer, by=SYSTEM) == 1
    assert not Authenticator.objects.exists()


def test_the_pages_of_second_factors_open(anna):
    client = logged_in(anna)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    for page in ("2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/"):
        assert client.get(f"/accounts/{page}").status_code == 200, page


# Production

PRODUCTION = {
    "PATH": "/usr/bin:/bin",
    "ENVIRONMENT": "production",
    "SECRET_KEY": "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "privacy.example.com",
    "SIGNING_KEY": f"{'A' * 43}=",
    "STORE_KEYS": KEYS[0],
    "DATABASE_URL": os.environ.get("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none"),
}


def manage(*command: str, **changed: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**PRODUCTION, **changed},
        capture_output=True,
        text=True,
        check=False,
    )


def test_djangos_own_check_of_production_finds_nothing():
    done = manage("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("SIGNING_KEY", ""),
        ("STORE_KEYS", ""),
        ("DEBUG", "true"),
        ("SCANNER_ALLOW_LOOPBACK", "true"),
    ],
)
def test_production_does_not_start_with_a_setting_for_trial(name, value):
    done = manage("check", **{name: value})
    assert done.returncode != 0
    assert re.search("ImproperlyConfigured: ENVIRONMENT=production", done.stderr)


def test_cookies_of_production_are_of_this_host_and_over_tls_only():
    script = (
        "from django.conf import settings as s\n"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,\n"
        "      s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE,\n"
        "      s.SESSION_COOKIE_DOMAIN, s.SESSION_COOKIE_PATH)\n"
    )
    done = manage("shell", "--no-imports", "-c", script)
    assert done.stdout.split() == [
        "__Host-session",
        "__Host-csrf",
        "True",
        "True",
        "True",
        "Lax",
        "None",
        "/",
    ]

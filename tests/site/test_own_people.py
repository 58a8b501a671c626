"""People who log in: erased when they have nothing to do here, with passwords of their own."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache, caches
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from records.own.declared import personal_models, table
from tests.audit.sealing import sealed
from tests.site.world import World
from voipgrid_privacy.accounts.erasing import LastOfficer, erase_idle_users, erase_user
from voipgrid_privacy.accounts.models import Membership, User
from voipgrid_privacy.accounts.sessions import forget_ended_sessions
from voipgrid_privacy.accounts.tasks import forget_users
from voipgrid_privacy.accounts.viewers import viewer_for
from voipgrid_privacy.kernel.auditing import Kind
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.privacy import Erasure
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db


def test_an_officer_erases_somebody_with_all_that_hangs_on_it(world: World, visit):
    bella = world.users["Bella"]
    page = reverse("admin:accounts_user_erase", args=[bella.pk])
    assert visit("Olga").post(page, {"confirm": "on"}).status_code == 302
    assert not User.objects.filter(pk=bella.pk).exists()
    assert not Membership.objects.filter(user_id=bella.pk).exists()
    assert not UserSession.objects.filter(user_id=bella.pk).exists()
    (entry,) = sealed(kind=Kind.ACCESS, action="erase_user")
    assert (entry.about, "bella" in entry.body.lower()) == (str(bella.pk), False)


def test_somebody_who_is_erased_goes_as_the_tables_declare(world: World):
    pk = world.users["Bella"].pk
    bella = User.objects.get(pk=pk)  # one of its own: what is deleted loses its key
    linked = [
        (model, field.name)
        for model in personal_models()
        for field, how in table(model).fields
        if how == Erasure.DELETE_ROW and field.related_model is User
    ]
    assert (Membership, "user") in linked
    held = {m for m, name in linked if m._base_manager.filter(**{name: pk}).exists()}
    assert Membership in held
    erase_user(user=bella, by=SYSTEM)
    assert [m for m, name in linked if m._base_manager.filter(**{name: pk}).exists()] == []
    assert set(User.privacy.personal.values()) == {Erasure.DELETE_ROW}


def test_nobody_erases_themselves_nor_the_last_officer(world: World):
    olga = world.users["Olga"]
    for by in (viewer_for(olga), viewer_for(world.users["Bella"])):
        with pytest.raises(NotAllowed):
            erase_user(user=olga, by=by)
    with pytest.raises(LastOfficer):
        erase_user(user=olga, by=SYSTEM)


def test_a_log_in_that_opens_nothing_is_erased_half_a_year_after_it_was_used(world: World):
    long_ago = timezone.now() - timedelta(days=200)
    User.objects.update(date_joined=long_ago, last_login=None)
    used = User.objects.create_user("used@example.nl", name="Used")
    User.objects.filter(pk=used.pk).update(date_joined=long_ago, last_login=timezone.now())
    forget_users()
    assert set(User.objects.values_list("name", flat=True)) == {"Bella", "Both", "Olga", "Used"}
    assert erase_idle_users(at=timezone.now(), by=SYSTEM) == 0
    assert erase_idle_users(at=timezone.now() + timedelta(days=200), by=SYSTEM) == 1


def test_attempts_are_counted_by_all_processes_together_and_forgotten(world: World):
    cache.clear()
    for _attempt in range(5):
        given = {"login": "bella@example.nl", "password": "wrong"}
        Client().post("/accounts/login/", given)
    other = caches.create_connection("default")  # as another process has it
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM accounts_sharedcount")
        keys = [key.split(":", 2)[2] for (key,) in cursor.fetchall()]
    assert any(other.get(key) for key in keys)
    bella = User.objects.get(name="Bella")
    bella.set_password("vier fietsen op het dak")
    bella.save()
    given["password"] = "vier fietsen op het dak"
    assert Client().post("/accounts/login/", given).status_code != 302
    forget_ended_sessions(at=timezone.now() + timedelta(days=2), by=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_sharedcount")
        assert cursor.fetchone() == (0,)
    assert Client().post("/accounts/login/", given).status_code == 302


@pytest.mark.parametrize(
    "password",
    [
        "VoIPGRID2026!",
        "Welkom01Welkom01",
        "w3lk0m!w3lk0m!",
        "privacyregister1",
        "november2026!!",
        "Zomer2026Groningen",
        "anna.jansen@123456",
        "aaaaaaaaaaaaaaaa",
        "passwordpassword",
    ],
)
def test_what_anybody_would_try_first_is_refused(password):
    user = User(email="anna@belfabriek.nl", name="Anna Jansen")
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, user)
    assert "password_of_known_words" in {each.code for each in refusal.value.error_list}


@pytest.mark.parametrize(
    "password",
    ["vier fietsen op het dak", "a-password-of-the-tests", "Kx7!pQz2-wVb9", "t$Rk91mZpLwq"],
)
def test_what_is_ones_own_is_not(password):
    validate_password(password, User(email="anna@belfabriek.nl", name="Anna Jansen"))

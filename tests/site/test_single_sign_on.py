"""Logging in by another organisation's provider: whom it lets in, and whom it may not."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client

from tests.audit.sealing import sealed
from tests.site.openid import Provider, provider
from tests.site.world import World
from voipgrid_privacy.accounts.models import Membership, User
from voipgrid_privacy.accounts.single_sign_on.issuers import issuers_in, providers_of
from voipgrid_privacy.kernel.auditing import Kind

pytestmark = pytest.mark.django_db
START = "/accounts/oidc/office/login/"


@pytest.fixture(scope="module")
def serving():
    with provider() as made:
        yield made


@pytest.fixture
def office(world: World, serving: Provider, settings) -> Provider:
    """The provider of VoIPGRID's own people, which Olga is known to."""
    cache.clear()
    User.objects.filter(name="Olga").update(is_staff=True)
    serving.claims = {"sub": "1", "email": "olga@example.nl", "email_verified": True}
    serving.issuer, serving.audience, serving.signs_with = "", "register", None
    serving.gives_id_token = True
    serving.asked.clear()
    bind(serving, settings)
    return serving


def bind(office: Provider, settings, **more: object) -> None:
    row = {"id": "office", "name": "Kantoor", "issuer": office.url, "client_id": "register"}
    text = json.dumps([{**row, "secret": "s", **more}])
    settings.OIDC = issuers_in(text, insecure=True)
    settings.SOCIALACCOUNT_PROVIDERS = providers_of(settings.OIDC)


def come(client: Client | None = None, start: str = START, **tampered: str) -> HttpResponse:
    """Log in by the provider, as a browser does; return the last answer."""
    client = client or Client()
    led = client.post(start)
    assert led.status_code == 302, led.content.decode()
    asked = {name: each[0] for name, each in parse_qs(urlsplit(led["Location"]).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"].endswith("/accounts/oidc/office/login/callback/")
    back = {"code": "c", "state": asked["state"], **tampered}
    return client.get("/accounts/oidc/office/login/callback/", back)


def is_in(client: Client) -> bool:
    return client.get("/accounts/sessions/").status_code == 200


@pytest.fixture
def refuses(world: World):
    def check(**tampered: str) -> str:
        people, links = User.objects.count(), SocialAccount.objects.count()
        client = Client()
        answer = come(client, **tampered)
        assert (answer.status_code, is_in(client)) == (403, False)
        assert (User.objects.count(), SocialAccount.objects.count()) == (people, links)
        return sealed(kind=Kind.SIGN_IN_REFUSED)[-1].action

    return check


def test_who_was_invited_is_let_in_and_known_again_by_the_providers_own_identifier(
    world: World, office: Provider
):
    client = Client()
    answer = come(client, f"{START}?next=/admin/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert is_in(client)
    assert office.asked[-1]["code_verifier"]
    row = SocialAccount.objects.get()
    assert (row.user, row.uid, row.extra_data) == (world.users["Olga"], "1", {})
    office.claims = {"sub": "1", "email": "renamed@example.nl", "email_verified": False}
    assert is_in_again()
    assert SocialAccount.objects.get().extra_data == {}
    assert not EmailAddress.objects.filter(email="renamed@example.nl").exists()
    found = [row.kind for row in sealed(actor=str(world.users["Olga"].pk))]
    assert found == ["ACCESS", "SIGNED_IN", "SIGNED_IN"]  # linked once


def is_in_again() -> bool:
    client = Client()
    come(client)
    return is_in(client)


@pytest.mark.parametrize("said", [False, None, "true", 1])
def test_an_address_that_the_provider_does_not_vouch_for_links_nobody(
    office: Provider, refuses, said
):
    office.claims["email_verified"] = said
    assert refuses() == "sign_on:address_not_verified"


def test_a_stranger_gets_no_account(office: Provider, refuses):
    office.claims["email"] = "stranger@example.nl"
    assert refuses() == "sign_on:not_invited"


def test_a_partners_people_are_not_officers_and_the_office_speaks_for_officers_only(
    world: World, office: Provider, refuses, settings
):
    office.claims["email"] = "bella@example.nl"
    assert refuses() == "sign_on:not_theirs"
    bind(office, settings, party=str(world.parties["Belfabriek"].pk))
    office.claims["email"] = "olga@example.nl"
    assert refuses() == "sign_on:not_theirs"
    office.claims["email"] = "both@example.nl"  # acts for another party too
    assert refuses() == "sign_on:not_theirs"


def test_a_partners_provider_lets_in_its_own_people_as_long_as_they_are(
    world: World, office: Provider, settings
):
    bind(office, settings, party=str(world.parties["Belfabriek"].pk))
    office.claims["email"] = "bella@example.nl"
    assert is_in_again()
    Membership.objects.filter(user=world.users["Bella"]).delete()
    assert not is_in_again()


def test_who_was_put_out_stays_out(world: World, office: Provider, refuses):
    assert is_in_again()
    User.objects.filter(name="Olga").update(is_active=False)
    assert refuses() == "sign_on:not_active"


@pytest.mark.parametrize(
    "lie",
    [
        {"signs_with": rsa.generate_private_key(public_exponent=65537, key_size=2048)},
        {"audience": "another"},
        {"issuer": "http://127.0.0.1:1"},
        {"gives_id_token": False},
    ],
    ids=["signature", "audience", "issuer", "no id token"],
)
def test_a_token_that_is_not_the_providers_for_us_is_refused(office: Provider, refuses, lie):
    for name, value in lie.items():
        setattr(office, name, value)
    assert refuses().startswith("sign_on:")


def test_an_answer_that_was_not_asked_for_is_refused(office: Provider, refuses):
    assert refuses(state="made-up") == "sign_on:failed"


def test_a_log_in_is_never_linked_to_who_is_logged_in_already(world: World, office: Provider):
    client = Client()
    client.force_login(world.users["Bella"])
    answer = come(client, f"{START}?process=connect")
    assert answer.status_code == 403
    assert not SocialAccount.objects.exists()


@pytest.fixture
def with_factor(world: World, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    TOTP.activate(world.users["Olga"], generate_totp_secret())


@pytest.mark.parametrize("claims", [{}, {"amr": ["pwd"]}, {"amr": "mfa"}, {"acr": "silver"}])
def test_an_officers_second_factor_is_asked(office: Provider, with_factor, settings, claims):
    bind(office, settings, second_factor=["mfa", "gold"])
    office.claims |= claims
    client = Client()
    assert come(client)["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_in(client)


@pytest.mark.parametrize("claims", [{"amr": ["pwd", "mfa"]}, {"acr": "gold"}])
def test_unless_the_provider_says_that_it_did_and_its_word_counts(
    world: World, office: Provider, with_factor, settings, claims
):
    office.claims |= claims
    client = Client()
    come(client)
    assert not is_in(client)  # its word counts by setting only
    bind(office, settings, second_factor=["mfa", "gold"])
    come(client)
    assert is_in(client)
    Authenticator.objects.all().delete()
    assert client.get("/admin/").status_code == 200
    other = Client()
    other.force_login(world.users["Olga"])
    assert other.get("/admin/")["Location"] == "/accounts/2fa/"


def test_the_page_to_log_in_offers_it_in_both_languages(world: World, office: Provider):
    assert "Inloggen via Kantoor" in Client().get("/accounts/login/").content.decode()
    assert "Log in by Kantoor" in Client().get("/en/accounts/login/").content.decode()
    office.claims["email"] = "stranger@example.nl"
    client = Client()
    answer = come(client, f"/en{START}")
    assert answer.status_code == 403
    assert Client().get("/accounts/oidc/nowhere/login/").status_code == 404
    assert Client().get(START).status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}",
        "[1]",
        '[{"id": "a"}]',
        '[{"id":"A","name":"n","issuer":"https://x","client_id":"c","secret":"s"}]',
        '[{"id":"a","name":"n","issuer":"http://x","client_id":"c","secret":"s"}]',
        '[{"id":"a","name":"","issuer":"https://x","client_id":"c","secret":"s"}]',
        '[{"id":"a","name":"n","issuer":"https://x","client_id":"c","secret":"s","party":"x"}]',
        '[{"id":"a","name":"n","issuer":"https://x","client_id":"c","secret":"s","more":1}]',
        '[{"id":"a","name":"n","issuer":"https://x","client_id":"c","secret":"s","second_factor":"mfa"}]',
    ],
)
def test_half_a_setting_logs_nobody_in(text):
    with pytest.raises(ImproperlyConfigured):
        issuers_in(text, insecure=False)


def test_no_setting_is_no_provider():
    assert issuers_in("", insecure=False) == {}

"""API clients in the portal: given out, renewed with two secrets valid, taken away."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests.site.test_sub_processors import text
from tests.site.world import World, user
from voipgrid_privacy.accounts.models import ApiClient, Membership

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
PATH = "/en/portal/api/"
GIVEN = {"name": "Billing", "scopes": ["roles.read", "parties.read"]}


def once(**given: Any) -> dict[str, Any]:
    return {**given, "once": str(uuid4())}


def token(client_id: str, secret: str) -> Any:
    asked = {"grant_type": "client_credentials"}
    return Client(SERVER_NAME="localhost").post(
        "/oauth/token", {**asked, "client_id": client_id, "client_secret": secret}
    )


def secret_on(page: str) -> str:
    (found,) = re.findall(r"<dt>Secret</dt>\s*<dd>\s*<code>([^<]+)</code>", page)
    return str(found)


@pytest.fixture
def billing(world: World, visit: Visit) -> tuple[ApiClient, str]:
    answer = visit("Bella").post(PATH, once(**GIVEN))
    assert answer["Cache-Control"] == "no-store"
    made = ApiClient.objects.get(party=world.parties["Belfabriek"], name="Billing")
    return made, secret_on(answer.content.decode())


def test_a_partner_gives_itself_a_client_that_works(
    visit: Visit, billing: tuple[ApiClient, str]
) -> None:
    client, secret = billing
    assert client.last_used_at is None
    given = token(client.client_id, secret)
    assert given.status_code == 200
    assert set(given.json()["scope"].split()) == set(GIVEN["scopes"])
    client.refresh_from_db()
    assert timezone.now() - client.last_used_at < timedelta(minutes=1)
    page = text(visit("Bella").get(PATH))
    assert secret not in page
    assert "Billing" in page
    assert "parties.read" in text(visit("Bella").get(f"{PATH}{client.client_id}/"))


def test_while_a_secret_is_renewed_both_are_good(
    visit: Visit, billing: tuple[ApiClient, str]
) -> None:
    client, former = billing
    path = f"{PATH}{client.client_id}/geheim/"
    fresh = secret_on(visit("Bella").post(path, once(hours=24)).content.decode())
    assert [token(client.client_id, each).status_code for each in (former, fresh)] == [200, 200]
    newest = secret_on(visit("Bella").post(path, once(hours=24)).content.decode())
    good = [token(client.client_id, each).status_code for each in (former, fresh, newest)]
    assert good == [401, 200, 200]
    ApiClient.objects.filter(pk=client.pk).update(former_valid_until=timezone.now())
    assert token(client.client_id, fresh).status_code == 401
    assert token(client.client_id, newest).status_code == 200


def test_a_leaked_secret_is_worthless_at_once_with_its_tokens(
    visit: Visit, billing: tuple[ApiClient, str]
) -> None:
    client, leaked = billing
    bearer = {"authorization": f"Bearer {token(client.client_id, leaked).json()['access_token']}"}
    path = f"{PATH}{client.client_id}/geheim/"
    fresh = secret_on(visit("Bella").post(path, once(hours=0)).content.decode())
    assert token(client.client_id, leaked).status_code == 401
    assert Client(SERVER_NAME="localhost").get("/api/v1/parties", headers=bearer).status_code == 401
    assert token(client.client_id, fresh).status_code == 200


def test_a_client_is_taken_away_by_who_knows_what_that_means(
    visit: Visit, billing: tuple[ApiClient, str]
) -> None:
    client, secret = billing
    path = f"{PATH}{client.client_id}/intrekken/"
    visit("Bella").post(path, {})
    assert token(client.client_id, secret).status_code == 200
    said = text(visit("Bella").post(path, {"sure": "on"}, follow=True))
    assert "no longer work" in said
    assert token(client.client_id, secret).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "", "scopes": ["roles.read"]},
        {"name": " ", "scopes": ["roles.read"]},
        {"name": "x", "scopes": []},
        {"name": "x", "scopes": ["everything"]},
    ],
)
def test_a_client_without_name_or_scope_is_not_given_out(
    world: World, visit: Visit, wrong: dict[str, Any]
) -> None:
    before = ApiClient.objects.count()
    visit("Bella").post(PATH, once(**wrong))
    assert ApiClient.objects.count() == before


@pytest.mark.parametrize("what", ["", "geheim/", "intrekken/"])
def test_another_partner_knows_of_no_such_client(
    world: World, billing: tuple[ApiClient, str], what: str
) -> None:
    client, secret = billing
    stan = Client()
    stan.force_login(user("Stan", world.parties["Spraakwerk"]))
    call = stan.post if what else stan.get
    assert call(f"{PATH}{client.client_id}/{what}", once(hours=0, sure="on")).status_code == 404
    assert token(client.client_id, secret).status_code == 200


def test_who_only_reads_gives_nothing_out(world: World, billing: tuple[ApiClient, str]) -> None:
    client, secret = billing
    rob, reader = user("Rob", world.parties["Belfabriek"]), Client()
    Membership.objects.filter(user=rob).update(role="READER")
    reader.force_login(rob)
    assert "Give out a client" not in text(reader.get(PATH))
    before = ApiClient.objects.count()
    reader.post(PATH, once(**GIVEN))
    path = f"{PATH}{client.client_id}/"
    assert reader.post(f"{path}geheim/", once(hours=0)).status_code == 403
    assert reader.post(f"{path}intrekken/", {"sure": "on"}).status_code == 403
    assert ApiClient.objects.count() == before
    assert token(client.client_id, secret).status_code == 200


def test_a_page_with_a_secret_that_is_loaded_again_does_nothing(world: World, visit: Visit) -> None:
    bella, given = visit("Bella"), once(**GIVEN)
    first = secret_on(bella.post(PATH, given).content.decode())
    again = bella.post(PATH, given).content.decode()
    assert "This was done already; the secret was shown then." in again
    (client,) = ApiClient.objects.filter(party=world.parties["Belfabriek"], name="Billing")
    path, renewal = f"{PATH}{client.client_id}/geheim/", once(hours=24)
    second = secret_on(bella.post(path, renewal).content.decode())
    assert "shown then" in bella.post(path, renewal).content.decode()
    good = [token(client.client_id, each).status_code for each in (first, second)]
    assert good == [200, 200]

"""A partner's records in the portal: read, changed for itself, taken along."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from records.activities.models import Activity
from records.activities.register import load_records
from records.register import load_retention_register
from tests.site.world import World, deliver, party
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
PATH = "/en/portal/verwerkingen/"
Visit = Callable[[str], Client]


@pytest.fixture
def records(world: World) -> World:
    load_retention_register(by=SYSTEM)
    load_records(at=timezone.now(), by=SYSTEM)
    return world


def text(client: Client, path: str = PATH) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return unescape(response.content.decode())


def billing() -> str:
    row = Activity.objects.get(code="traffic-and-billing", based_on=None)
    return f"{PATH}{row.pk}/"


def test_both_records_are_there_at_once(records: World, visit: Visit) -> None:
    html = text(visit("Bella"))
    assert "Handling and billing telephone traffic" in html
    assert "(e) to which countries" in html
    html = text(visit("Bella"), f"{PATH}verwerker/")
    assert "Bakker" in html
    assert "Slager" not in html


def test_customers_of_resellers_are_in_the_record_too(records: World, visit: Visit) -> None:
    reseller, deeper = party("Doorverkoper", "RESELLER"), party("Diepere klant", "CUSTOMER")
    deliver(records.parties["Belfabriek"], reseller, "RESALE")
    deliver(reseller, deeper, "SUBSCRIPTION")
    html = text(visit("Bella"), f"{PATH}verwerker/")
    assert "Diepere klant" in html
    assert "Sub-processor, for Doorverkoper" in " ".join(html.split())


def test_what_is_said_for_oneself_is_a_version_and_can_be_taken_back(
    records: World, visit: Visit
) -> None:
    client = visit("Bella")
    wrong = client.post(billing(), {"do": "transfers", "lines": "nowhere"})
    assert "cannot be read" in unescape(wrong.content.decode())
    line = {"do": "transfers", "lines": "US; Carrier Inc.; SAFEGUARDS; SCC 3"}
    assert client.post(billing(), line).status_code == 302
    html = text(client, billing())
    assert "US · Carrier Inc." in html
    assert "What differs from VoIPGRID's text" in html
    assert "US · Carrier Inc." not in text(client, PATH)
    own = Activity.objects.get(based_on__isnull=False)
    assert "Carrier Inc." in text(client, f"{PATH}{own.pk}/versies/1/")
    assert client.post(billing(), {"do": "approve"}).status_code == 302
    assert "approved" in text(client, billing())
    client.post(billing(), {"do": "follow", "section": "transfers"})
    assert "What differs from VoIPGRID's text" not in text(client, billing())


@pytest.mark.parametrize("tail", ["", "verwerker/"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_it_is_taken_along(records: World, visit: Visit, tail: str, form: str) -> None:
    got = visit("Bella").get(f"{PATH}{tail}?format={form}")
    assert got.status_code == 200
    assert f".{form}" in got["Content-Disposition"]
    assert got.getvalue()


def test_a_day_before_the_record_has_nothing(records: World, visit: Visit) -> None:
    assert "There was nothing" in text(visit("Bella"), f"{PATH}?on=2010-01-01")
    assert visit("Bella").get(f"{PATH}?on=2010-99-01").status_code == 200

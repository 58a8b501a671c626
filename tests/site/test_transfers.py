"""Transfers on pages: what a partner sees of its chain, what everyone sees, and the files."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from roles.models import Contract
from roles.sub_processors.services import describe_engagement
from roles.transfers.services import record_transfer
from tests.site.world import START, World
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
PATH = "/en/portal/doorgiften/"


def text(response) -> str:
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def describe(world: World, visibility: str) -> Contract:
    supply = Contract.objects.get(provider=world.parties["Datacenter"])
    describe_engagement(
        contract=supply,
        purpose=Localised("Servers.", "Servers."),
        location="US",
        mechanism="SAFEGUARDS",
        visibility=visibility,
        at=timezone.now(),
        by=SYSTEM,
    )
    record_transfer(
        exporter=supply.acquirer,
        importer=supply.provider,
        country="US",
        contract=supply,
        mechanism="SAFEGUARDS",
        instrument="SCC_2021",
        signed_on=START,
        on=START,
        by=SYSTEM,
    )
    return supply


def test_a_partner_sees_which_data_of_its_chain_goes_where_on_what_ground(
    world: World, visit: Visit
) -> None:
    describe(world, "PARTNER")
    html = text(visit("Bella").get(PATH))
    assert "Datacenter" in html
    assert "United States" in html
    assert "There is no transfer impact assessment." in html
    assert "module 3" in html
    assert "Transmitted data: sub-processor → sub-processor" in html
    assert "GDPR Art. 46(1)" in html
    assert "<svg" in html
    before = text(visit("Bella").get(f"{PATH}?on=2024-12-31"))
    assert "No data goes outside the European Economic Area that day." in before
    assert "No data goes outside" in text(Client().get("/en/subverwerkers/"))


def test_what_is_told_on_request_only_stays_so(world: World, visit: Visit) -> None:
    describe(world, "ON_REQUEST")
    assert "Datacenter" not in text(visit("Bella").get(PATH))


def test_everyone_reads_what_goes_abroad_at_public_suppliers(world: World) -> None:
    describe(world, "PUBLIC")
    html = text(Client().get("/en/subverwerkers/"))
    assert "Outside the European Economic Area" in html
    assert "There is no transfer impact assessment." in html


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_file_of_a_past_day_is_the_same_when_asked_twice(
    world: World, visit: Visit, form: str
) -> None:
    describe(world, "PUBLIC")
    client = visit("Bella")

    def taken() -> bytes:
        answer = client.get(f"{PATH}?on=2025-06-01&format={form}")
        return b"".join(answer) if answer.streaming else answer.content

    first = taken()
    assert b"Datacenter" in first
    assert taken() == first


def test_a_day_that_is_none_is_today(world: World, visit: Visit) -> None:
    for day in ("", "2026-99-99", "x"):
        assert visit("Bella").get(f"{PATH}?on={day}").status_code == 200

"""Sub-processors on pages: the public list, the partner's own, and a notice from end to end."""

import uuid
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from roles.agreements.services import give_mandate
from roles.mail.models import OutgoingMail
from roles.models import Contact, Contract, DataCategory, Mandate, Party, Service
from roles.sub_processors import services
from roles.sub_processors.models import Objection, SubProcessorChange, SubProcessorNotice
from roles.sub_processors.services import describe_engagement
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
PATH = "/en/portal/subverwerkers/"


def text(response) -> str:
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


@pytest.fixture
def change(world: World) -> SubProcessorChange:
    return announce(world)


def announce(world: World) -> SubProcessorChange:
    """A change of which VoIPGRID told both partners today."""
    for name in ("Belfabriek", "Spraakwerk", "Bakker", "Slager"):
        Contact.objects.create(
            party=world.parties[name], kind="PRIVACY", email=f"p@{name.lower()}.example.nl"
        )
    made = services.propose_change(
        proposer=world.parties["VoIPGRID B.V."],
        sub_processor=Party.objects.create(name="Carrier", kind="SUPPLIER", is_public=True),
        service=Service.objects.get(code="TELEPHONY"),
        categories=DataCategory.objects.filter(code="TRANSMITTED"),
        purpose=Localised("Gesprekken doorgeven.", "Carrying calls."),
        reason=Localised("Meer routes.", "More routes."),
        location="DE",
        mechanism="NONE_NEEDED",
        planned_on=timezone.localdate(),
        at=timezone.now(),
        by=SYSTEM,
    )
    services.notify(change=made, at=timezone.now(), by=SYSTEM)
    made.refresh_from_db()
    return made


def page_of(world: World, party: str) -> str:
    notice = SubProcessorNotice.objects.get(recipient=world.parties[party])
    return f"{PATH}berichten/{notice.pk}/"


def test_everyone_reads_who_works_for_the_platform_and_who_is_announced(
    world: World, change: SubProcessorChange
) -> None:
    supply = Contract.objects.get(provider=world.parties["Datacenter"])
    describe_engagement(
        contract=supply,
        purpose=Localised("Servers.", "Servers of the platform."),
        location="NL",
        mechanism="NONE_NEEDED",
        at=timezone.now(),
        by=SYSTEM,
    )
    html = text(Client().get("/en/subverwerkers/"))
    assert "Datacenter" in html
    assert "Servers of the platform." in html
    assert "Carrier" in html
    assert "sub-processor (depth 3)" in html
    for name in ("Belfabriek", "Bakker", "Spraakwerk"):
        assert name not in html
    assert "Subverwerkers" in text(Client().get("/subverwerkers/"))


def test_everyone_follows_the_changes_in_a_feed(change: SubProcessorChange) -> None:
    feed = Client().get("/en/subverwerkers/atom/")
    assert feed["Content-Type"] == "application/atom+xml"
    assert "Announced: Carrier, not before" in text(feed)
    services.withdraw_change(change=change, because="Nee.", at=timezone.now(), by=SYSTEM)
    told = text(Client().get("/en/subverwerkers/atom/"))
    assert "Called off: sub-processor Carrier" in told
    assert "Announced" not in told


def test_a_partner_reads_its_chain_and_what_it_was_told(
    visit: Visit, change: SubProcessorChange
) -> None:
    assert "Announced sub-processors" in text(visit("Bella").get("/en/portal/"))
    html = text(visit("Bella").get(PATH))
    for words in ("Datacenter", "VoIPGRID B.V.", "Carrier", "Notified: objections can be made"):
        assert words in html
    assert "Spraakwerk" not in html


def test_a_notice_is_passed_on_objected_to_and_settled_in_the_portal(
    world: World, visit: Visit, change: SubProcessorChange
) -> None:
    bella, path = visit("Bella"), page_of(world, "Belfabriek")
    html = text(bella.get(path))
    assert "One customer must be told by you" in html
    assert "p@bakker.example.nl" in html
    said = text(bella.post(path, {"do": "pass_on", "default_days": "20"}, follow=True))
    assert "The notices are on their way." in said
    assert "mail is waiting" in said
    notice = SubProcessorNotice.objects.get(recipient=world.parties["Bakker"])
    assert notice.notice_days == 20
    assert OutgoingMail.objects.filter(about=notice.pk, sender=world.parties["Belfabriek"]).exists()
    bakkers = page_of(world, "Bakker")
    assert "The answer of Bakker" in text(bella.get(bakkers))
    refused = text(bella.post(bakkers, {"do": "object", "reason": " "}))
    assert "Say why you object." in refused
    bella.post(bakkers, {"do": "object", "reason": "Liever niet."})
    assert "Liever niet." in text(bella.get(bakkers))
    assert "objected" in text(bella.get(path))
    refused = text(bella.post(bakkers, {"do": "settle", "settlement": "MITIGATED", "agreed": ""}))
    assert "Say what was agreed." in refused
    body = {"do": "settle", "settlement": "MITIGATED", "agreed": "Extra sleutels."}
    assert "Extra sleutels." in text(bella.post(bakkers, body, follow=True))
    assert Objection.objects.get().settlement == "MITIGATED"


def test_an_own_objection_is_taken_back(
    world: World, visit: Visit, change: SubProcessorChange
) -> None:
    bella, path = visit("Bella"), page_of(world, "Belfabriek")
    bella.post(path, {"do": "object", "reason": "Nee."})
    assert "Take the objection back" in text(bella.get(path))
    assert "taken back" in text(bella.post(path, {"do": "take_back"}, follow=True))


def test_who_authorises_specifically_agrees_or_says_why_not(world: World, visit: Visit) -> None:
    bella, deal = (
        visit("Bella"),
        f"/en/portal/verwerkersovereenkomsten/{world.parties['VoIPGRID B.V.'].pk}/",
    )
    page = text(bella.get(deal))
    assert "may engage only those that Belfabriek named" in page
    give_mandate(
        giver=world.parties["Belfabriek"],
        holder=world.parties["VoIPGRID B.V."],
        kind="SPECIFIC",
        engages=world.parties["Datacenter"],
        on=date(2025, 1, 1),
        by=SYSTEM,
    )
    page = text(bella.get(deal))
    assert "Another is engaged only after written consent" in page
    announce(world)
    path = page_of(world, "Belfabriek")
    assert "nothing begins before you agree" in text(bella.get(path))
    refused = text(bella.post(path, {"do": "refuse", "reason": ""}))
    assert "Say why you do not agree." in refused
    said = text(bella.post(path, {"do": "refuse", "reason": "Te ver weg."}, follow=True))
    assert "The refusal is recorded" in said
    assert "Te ver weg." in said
    bella.post(path, {"do": "take_back"})
    agreed = text(bella.post(path, {"do": "consent"}, follow=True))
    assert "The consent is recorded." in agreed
    again = text(bella.post(path, {"do": "refuse", "reason": "Toch niet."}))
    assert "Nobody waits for this consent." in again


def test_a_partner_names_whom_it_may_engage_for_its_customer(world: World, visit: Visit) -> None:
    bella, bakker = visit("Bella"), world.parties["Bakker"]
    deal = f"/en/portal/verwerkersovereenkomsten/{bakker.pk}/"
    assert "Record who may be engaged by name" in text(bella.get(deal))
    named = {"do": "name", "engages": world.parties["VoIPGRID B.V."].pk, "on": "2026-01-01"}
    assert "It may be engaged from that day." in text(bella.post(deal, named, follow=True))
    (row,) = Mandate.objects.filter(giver=bakker)
    assert (row.kind, row.engages, row.holder.name) == (
        "SPECIFIC",
        world.parties["VoIPGRID B.V."],
        "Belfabriek",
    )
    again = bella.post(deal, named).content.decode()
    assert "already recorded in that period" in again
    hidden = {**named, "engages": world.parties["Spraakwerk"].pk}
    assert bella.post(deal, hidden).status_code == 200
    assert Mandate.objects.filter(giver=bakker).count() == 1


@pytest.mark.parametrize("who", ["Spraakwerk", None])
def test_anothers_notice_is_not_there(
    world: World, visit: Visit, change: SubProcessorChange, who: str | None
) -> None:
    path = page_of(world, who) if who else f"{PATH}berichten/{uuid.uuid4()}/"
    for call in (visit("Bella").get, visit("Bella").post):
        assert call(path).status_code == 404


@pytest.mark.parametrize("body", [{}, {"do": "x"}, {"do": "settle"}, {"do": "consent"}])
def test_nonsense_is_never_a_crash(
    world: World, visit: Visit, change: SubProcessorChange, body: dict[str, str]
) -> None:
    assert visit("Bella").post(page_of(world, "Belfabriek"), body).status_code in {200, 404}


def test_details_are_asked_for_once(world: World, visit: Visit) -> None:
    supply = Contract.objects.get(provider=world.parties["Datacenter"])
    path, bella = f"{PATH}{supply.pk}/details/", visit("Bella")
    assert "Ask for the details" in text(bella.get(PATH))
    assert "Your question is on its way" in text(bella.post(path, {"reason": "Audit"}, follow=True))
    assert "the answer is on its way" in text(bella.post(path, {"reason": "Audit"}, follow=True))
    assert bella.get(path).status_code == 405
    hers = Contract.objects.get(provider=world.parties["Spraakwerk"])
    assert bella.post(f"{PATH}{hers.pk}/details/", {}).status_code == 404

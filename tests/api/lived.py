"""What the story of the examples needs that no step of it makes: others' acts, and old rows."""

from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from cookies.exemption.checklists import statistics
from cookies.models import Site
from cookies.register.loading import load_vocabulary
from records.activities.register import load_records
from records.incidents import services as incidents
from records.incidents.models import IncidentDossier
from records.incidents.services import Touched
from records.register import load_retention_register
from records.requests.models import RequestPart
from records.restrictions.choices import Ground, ToldBy
from records.restrictions.models import Restriction
from records.restrictions.services import announce_lifting, restrict_part
from roles.agreements.models import EndOfService
from roles.models import Contact, DataCategory, Finding, Party, Service
from roles.services import conclude_contract, recompute_findings, register_party
from roles.sub_processors import services as sub_processors
from roles.webhooks.models import WebhookDelivery
from tests.api.conftest import DAY, START, Reseller
from tests.cookies.scanner.scanned import scan_of, site_of
from tests.cookies.test_exemption import declare
from tests.records.answers.deciding import decide
from tests.records.answers.filling import elsewhere, our_own
from tests.records.foreign import postgresql
from tests.records.incidents.world import AWARE, NOW, facts
from tests.roles import ending
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

Given = Callable[[Reseller], dict[str, str]]
TRAFFIC = "TRAFFIC_BILLING"


def known_at_first(world: Reseller) -> dict[str, str]:
    """Return what the story knows before it begins."""
    return {"platform": str(platform().pk), "today": timezone.localdate().isoformat()}


def platform() -> Party:
    return Party.objects.get(kind="PLATFORM")


def new_customer(world: Reseller, number: str) -> Party:
    made = register_party(
        kind="CUSTOMER",
        name=f"Klant {number}",
        external_ids=[("RELATIECODE", number)],
        registered_by=world.party,
        by=SYSTEM,
    )
    telephony = Service.objects.get(code="TELEPHONY")
    conclude_contract(
        provider=world.party,
        acquirer=made,
        service=telephony,
        kind="SUBSCRIPTION",
        on=START,
        by=SYSTEM,
    )
    return made


def an_ended_service(world: Reseller) -> dict[str, str]:
    customer = new_customer(world, "K-3002")
    made = ending.signed(world.party, customer)
    ending.stop(world.party, customer)
    return {"ended_agreement": str(made.pk)}


def announced(world: Reseller, name: str) -> dict[str, str]:
    for party in Party.objects.filter(kind__in=("PARTNER", "RESELLER", "CUSTOMER")):
        Contact.objects.get_or_create(party=party, kind="PRIVACY", email="x@example.nl")
    made = sub_processors.propose_change(
        proposer=platform(),
        sub_processor=register_party(kind="SUPPLIER", name=name, is_public=True, by=SYSTEM),
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
    sub_processors.notify(change=made, at=timezone.now(), by=SYSTEM)
    listed = world.get("/sub-processor-notices?limit=200").json()["results"]
    (mine,) = (row for row in listed if row["change"]["sub_processor_name"] == name)
    return {"id": mine["id"]}


def a_notice(world: Reseller) -> dict[str, str]:
    new_customer(world, "K-3003")
    return {"notice": announced(world, "Carrier")["id"]}


def a_notice_that_asks(world: Reseller) -> dict[str, str]:
    body = {"giver": str(world.party.pk), "holder": str(platform().pk), "kind": "SPECIFIC"}
    host = register_party(kind="SUPPLIER", name="Host", is_public=True, by=SYSTEM)
    body |= {"engages": str(host.pk), "valid_from_date": "2026-07-01"}
    world.post("/authorisations", body)
    return {"asked_notice": announced(world, "Router")["id"]}


def suppliers(world: Reseller) -> dict[str, str]:
    abroad, american = (
        register_party(
            kind="SUPPLIER", name=name, country=country, registered_by=world.party, by=SYSTEM
        )
        for name, country in (("Billing", "IN"), ("Hosting", "US"))
    )
    supply = conclude_contract(
        provider=abroad,
        acquirer=world.party,
        service=Service.objects.get(code="TELEPHONY"),
        kind="SUPPLY",
        on=START,
        by=SYSTEM,
    )
    return {
        "importer": str(abroad.pk),
        "supply": str(supply.pk),
        "american_importer": str(american.pk),
    }


def a_delivery_that_ended(world: Reseller) -> dict[str, str]:
    WebhookDelivery.objects.update(state="FAILED", ended_at=timezone.now())
    return {"ended_delivery": str(WebhookDelivery.objects.get().pk)}


def a_finding(world: Reseller) -> dict[str, str]:
    recompute_findings(on=DAY, by=SYSTEM)
    finding = Finding.objects.filter(party=world.party, owner="PARTNER").order_by("code")[0]
    return {"finding": str(finding.pk)}


def a_customer_to_place(world: Reseller) -> dict[str, str]:
    new_customer(world, "K-3001")
    return {}


def calls_of_the_person(world: Reseller) -> dict[str, str]:
    customer = Party.objects.get(name="Klant K-3001")
    our_own((world.party.pk, customer.pk), (world.party.pk, world.customer.pk))
    return {}


def the_rest_decided(world: Reseller) -> dict[str, str]:
    part = RequestPart.objects.get(category="TRAFFIC_BILLING", dropped_at=None)
    place = f"/data-subject-requests/{part.request_id}/parts/{part.pk}"
    for group in world.get(f"{place}/data-searches").json()["groups"]:
        if group["outcome"] in {"FOUND", "NOT_SEARCHABLE"} and not group["decision"]:
            why = {} if group["outcome"] == "FOUND" else {"reason": "BY_HAND", "text": "Seen"}
            said = {"group_id": group["id"], "included": not why, "name": "Bella Bel", **why}
            world.post(f"{place}/decisions", said)
    return {}


def a_wrong_number(world: Reseller) -> dict[str, str]:
    """A store elsewhere has a person's number wrong, and she asks to have it put right."""
    server = world.held.enter_context(postgresql())
    customer = Party.objects.get(name="Klant K-3001")
    store = elsewhere(server, (world.party.pk, customer.pk), (world.party.pk, world.customer.pk))
    decide(store)
    said = {"name": "Bella Bel", "said_date": "2026-03-06"}
    asked = world.post(
        "/data-subject-requests",
        {
            "rights": ["RECTIFICATION"],
            "received_at": "2026-03-05T09:00:00Z",
            "subject": {"name": "Anna Jansen", "phones": ["0612345678"]},
        },
    ).json()
    place = f"/data-subject-requests/{asked['id']}"
    placed = world.post(f"{place}/placements", {**said, "about": "RELATIECODE:K-3001"}).json()
    world.post(f"{place}/identity-checks", {**said, "result": "CONFIRMED", "text": "Called back."})
    (part,) = (each["id"] for each in placed["parts"] if each["data_category"] == TRAFFIC)
    decide_all(world, f"{place}/parts/{part}")
    return {"wrong_request": asked["id"], "wrong_number": asked["reference"], "wrong_part": part}


def a_day_that_came(world: Reseller) -> dict[str, str]:
    """Another restriction, of which the person was told last month: today is the day."""
    now, by = timezone.now(), ending.viewer(world.party)
    today, part = legal_day(now), Restriction.objects.get().part
    said = {"name": "Bella Bel", "at": now, "by": by}
    made = restrict_part(part=part, ground=Ground.CLAIM, on=today - timedelta(40), **said)
    told = {"told_by": ToldBy.OTHERWISE, "text": "By letter.", "lifts_on": today}
    announce_lifting(restriction=made, on=today - timedelta(30), **told, **said)
    return {"restriction": str(made.pk)}


def another_chain(world: Reseller) -> dict[str, str]:
    """The person was found in another chain too, by mistake."""
    new_customer(world, "K-3007")
    part = RequestPart.objects.filter(request__rights=["RECTIFICATION"]).first()
    said = {"name": "Bella Bel", "said_date": "2026-03-06", "about": "RELATIECODE:K-3007"}
    world.post(f"/data-subject-requests/{part.request_id}/placements", said)
    return {}


def decide_all(world: Reseller, place: str) -> None:
    """Search, and decide that everything that was found is the person's."""
    for group in world.post(f"{place}/data-searches", {}).json()["groups"]:
        if group["outcome"] == "FOUND":
            said = {"group_id": group["id"], "included": True, "name": "Bella Bel"}
            world.post(f"{place}/decisions", said)


def an_incident_above(world: Reseller) -> dict[str, str]:
    dossier = incidents.register_incident(
        party=platform(), aware_at=AWARE, name="S. Wacht", facts=facts(), at=NOW, by=SYSTEM
    )
    customer = Party.objects.get(name="Klant K-3001")
    incidents.touch(dossier=dossier, parties=[Touched(customer.pk, 5, 50)], at=NOW, by=SYSTEM)
    incidents.send_notices(dossier=dossier, at=NOW, by=SYSTEM)
    own = IncidentDossier.objects.get(party=world.party, incident=dossier.incident)
    return {"breach": str(own.pk)}


def a_shop(world: Reseller) -> dict[str, str]:
    call_command("load_cookies", verbosity=0)
    scan = scan_of(site_of(world.party))
    item = scan.found.get()
    return {"scanned": str(scan.pk), "found_item": str(item.pk)}


def all_points(world: Reseller) -> dict[str, str]:
    for point in statistics().points:
        said = {"point": point.code, "met": True, "evidence": "https://winkel.nl/avg"}
        world.post("/sites/winkel/exemption-answers", said)
    declare(Site.objects.get(code="winkel"), "_pk_id", "ANALYTICS")
    return {}


def ready_made_records(_world: Reseller) -> dict[str, str]:
    load_retention_register(by=SYSTEM)
    load_records(at=timezone.now(), by=SYSTEM)
    return {}


def the_other_side(world: Reseller) -> dict[str, str]:
    """VoIPGRID states what became of the partner's data, who then disputes and confirms."""
    agreement = ending.signed(platform(), world.party)
    ending.stop(platform(), world.party)
    end = ending.opened(agreement)
    ending.chosen(end, ending.viewer(world.party))
    statement = ending.stated(end, SYSTEM)
    return {"other_end": str(end.pk), "other_statement": str(statement.pk)}


def said_again(_world: Reseller) -> dict[str, str]:
    end = EndOfService.objects.get(agreement__controller__kind="PARTNER")
    return {"last_statement": str(ending.stated(end, SYSTEM).pk)}


def the_vocabulary(_world: Reseller) -> dict[str, str]:
    load_vocabulary(by=SYSTEM)
    return {}


GIVEN: dict[str, Given] = {
    "openServiceEnd": an_ended_service,
    "passOnNotice": a_notice,
    "refuseNotice": a_notice_that_asks,
    "recordTransfer": suppliers,
    "replayWebhookDelivery": a_delivery_that_ended,
    "acceptFinding": a_finding,
    "placeDataSubjectRequest": a_customer_to_place,
    "locateSubject": calls_of_the_person,
    "makePackage": the_rest_decided,
    "listRectifiablePlaces": a_wrong_number,
    "liftRestriction": a_day_that_came,
    "displaceDataSubjectRequest": another_chain,
    "getBreach": an_incident_above,
    "enterCookieProvider": the_vocabulary,
    "answerExemption": a_shop,
    "claimExemption": all_points,
    "disputeServiceEnd": the_other_side,
    "confirmServiceEnd": said_again,
    "getPrivacyStatementDraft": ready_made_records,
}

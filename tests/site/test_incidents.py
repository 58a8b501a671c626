"""Incidents in portal and admin: told, passed on, notified, closed; each sees only its own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from records.incidents import services
from records.incidents.models import (
    AffectedParty,
    IncidentDossier,
    IncidentFacts,
    IncidentNotice,
)
from records.incidents.queries.dossiers import open_duties
from records.incidents.services import Touched
from records.models import DataStore
from tests.records.incidents.world import facts
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
KEPT = {"kind": "OWN_POSTGRESQL", "wal_retention_days": 7, "backup_retention_days": 30}
PORTAL, ADMIN = "/en/portal/incidenten/", "/en/admin/incidenten/"
NEW = {
    "name": "S. Wacht",
    "what": "A back-up stood open.",
    "nature": ["CONFIDENTIALITY"],
    "categories": ["TRANSMITTED", "TRAFFIC_BILLING"],
    "consequences": "Numbers may be known.",
    "measures": "Closed.",
    "lessons": "Checked daily.",
}


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def local(hours: float = 0) -> str:
    return timezone.localtime(timezone.now() - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def incident(world: World) -> IncidentDossier:
    now = timezone.now() - timedelta(minutes=2)  # forms know minutes only
    dossier = services.register_incident(
        party=world.parties["VoIPGRID B.V."],
        aware_at=now - timedelta(hours=1),
        name="S. Wacht",
        facts=facts(what="Een map stond open."),
        at=now,
        by=SYSTEM,
    )
    given = [Touched(world.parties[name].pk, 5, 50) for name in ("Bakker", "Slager")]
    services.touch(dossier=dossier, parties=given, at=now, by=SYSTEM)
    services.send_notices(dossier=dossier, at=now, by=SYSTEM)
    return dossier


def file_of(world: World, name: str) -> IncidentDossier:
    return IncidentDossier.objects.get(party=world.parties[name])


def test_an_officer_registers_says_whom_it_touches_and_sends(world: World, visit: Visit) -> None:
    olga = visit("Olga")
    assert "Register an incident" in text(olga.get(ADMIN))
    answer = olga.post(f"{ADMIN}nieuw/", {**NEW, "aware_at": local(1)}, follow=True)
    assert "The incident is registered." in text(answer)
    dossier = IncidentDossier.objects.get()
    place = f"{ADMIN}{dossier.pk}/"
    lines = f"{world.parties['Bakker'].pk};3;30\n{world.parties['Slager'].pk};4"
    assert "on record" in text(olga.post(f"{place}touch/", {"parties": lines}, follow=True))
    preview = text(olga.get(f"{place}send/"))
    assert "1 parties, 3 persons, 30 records" in preview
    assert "1 parties, 4 persons, ? records" in preview
    assert "on record" in text(olga.post(f"{place}send/", {"means": "MAIL"}, follow=True))
    page = text(olga.get(place))
    assert "2 sent, 0 wait." in page
    closed = olga.post(f"{place}close/", {"name": "O. Jansen"}, follow=True)
    assert "on record" in text(closed)
    assert "Closed" in text(olga.get(ADMIN))


def test_closing_too_early_names_what_is_open(world: World, visit: Visit) -> None:
    olga = visit("Olga")
    olga.post(f"{ADMIN}nieuw/", {**NEW, "lessons": "", "aware_at": local(1)})
    place = f"{ADMIN}{IncidentDossier.objects.get().pk}/close/"
    assert "record what is learned" in text(olga.post(place, {"name": "O. Jansen"}))


def test_a_partner_sees_its_own_part_and_passes_it_on(
    world: World, visit: Visit, incident: IncidentDossier
) -> None:
    bella, mine = visit("Bella"), file_of(world, "Belfabriek")
    listed = text(bella.get(PORTAL))
    assert incident.incident.reference in listed
    place = f"{PORTAL}{mine.pk}/"
    page = text(bella.get(place))
    assert "Een map stond open." in page
    assert "Bakker" in page
    for hidden in ("Slager", "Spraakwerk"):
        assert hidden not in page
    assert "min left" in page
    assert "no address: tell otherwise" in page
    said = {"do": "send", "means": "PHONE", "text": "Van ons aan u."}
    assert "on record" in text(bella.post(place, said, follow=True))
    told = IncidentNotice.objects.get(recipient=world.parties["Bakker"])
    assert (told.text, told.sender) == ("Van ons aan u.", world.parties["Belfabriek"])


def test_a_partner_notifies_decides_and_closes(
    world: World, visit: Visit, incident: IncidentDossier
) -> None:
    bella, place = visit("Bella"), f"{PORTAL}{file_of(world, 'Belfabriek').pk}/"

    def does(step: str, **given: Any) -> str:
        return text(bella.post(place, {"do": step, "name": "B. Bel", **given}, follow=True))

    does("send", means="PHONE")
    facts_page = does("facts", **{key: value for key, value in NEW.items() if key != "name"})
    assert "on record" in facts_page
    scores = {"context": "2", "identification": "0.75", "confidentiality": "0.5"}
    scores |= {"integrity": "0", "availability": "0", "risk": "RISK", "reasons": "Numbers."}
    assert "Medium" in does("assess", **scores)
    for regime in ("GDPR", "TELECOM"):
        given = {"regime": regime, "phase": "COMPLETE", "done_at": local(), "reference": "AP-7"}
        assert "on record" in does("notify", **given)
    assert "on record" in does("decide", decision="NOT_HIGH", text="Numbers only.")
    assert open_duties(file_of(world, "Belfabriek")) == []
    assert "Every duty is met" in text(bella.get(place))
    assert "Closed" in does("close")


def test_what_is_refused_is_said_at_the_form(
    world: World, visit: Visit, incident: IncidentDossier
) -> None:
    bella, place = visit("Bella"), f"{PORTAL}{file_of(world, 'Belfabriek').pk}/"
    given = {"do": "close", "name": "B. Bel"}
    page = text(bella.post(place, given))
    assert "Still to do" in page
    late = {"do": "notify", "regime": "GDPR", "phase": "FIRST", "done_at": local(-9), "name": "x"}
    assert "still to come" in text(bella.post(place, late))


@pytest.mark.parametrize("kind", ["gdpr", "telecom", "letter"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_drafts_are_on_paper_in_two_languages(
    world: World, visit: Visit, incident: IncidentDossier, kind: str, language: str
) -> None:
    mine = file_of(world, "Belfabriek")
    answer = visit("Bella").get(f"{PORTAL}{mine.pk}/stuk/{kind}/{language}/")
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Language"] == language


@pytest.mark.parametrize("form", ["csv", "xlsx", "pdf"])
def test_the_register_of_33_5_is_taken_along(
    world: World, visit: Visit, incident: IncidentDossier, form: str
) -> None:
    for name, place in (("Bella", PORTAL), ("Olga", ADMIN)):
        answer = visit(name).get(place, {"format": form})
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert len(content) > 100


def test_nobody_opens_the_file_of_another(
    world: World, visit: Visit, incident: IncidentDossier
) -> None:
    theirs = file_of(world, "Spraakwerk")
    for place in ("", "stuk/letter/nl/"):
        assert visit("Bella").get(f"{PORTAL}{theirs.pk}/{place}").status_code == 404
        assert visit("Bella").get(f"{PORTAL}{incident.pk}/{place}").status_code == 404
    assert visit("Bella").post(f"{PORTAL}{theirs.pk}/", {"do": "send"}).status_code == 404
    assert visit("Eve").get(PORTAL).status_code == 403


def test_clocks_that_run_are_on_every_page_of_who_they_run_for(
    world: World, visit: Visit, incident: IncidentDossier
) -> None:
    reference = incident.incident.reference
    assert f"{reference}</a>" in text(visit("Bella").get("/en/portal/klanten/"))
    assert reference not in text(visit("Olga").get("/en/admin/"))  # VoIPGRID acts for others here
    services.register_incident(
        party=world.parties["VoIPGRID B.V."],
        aware_at=timezone.now(),
        name="S. Wacht",
        facts=facts(categories=["OTHER_PERSONAL"]),
        at=timezone.now(),
        by=SYSTEM,
    )
    assert "running-clocks" in text(visit("Olga").get("/en/admin/roles/party/"))


def test_a_partner_registers_an_incident_of_its_own(world: World, visit: Visit) -> None:
    bella = visit("Bella")
    answer = bella.post(f"{PORTAL}nieuw/", {**NEW, "aware_at": local(2)}, follow=True)
    assert "The incident is registered." in text(answer)
    mine = IncidentDossier.objects.get()
    assert mine.incident.registrant == world.parties["Belfabriek"]
    page = text(bella.post(f"{PORTAL}{mine.pk}/", {"do": "touch", "parties": "x"}))
    assert "1 of these parties" in page


def test_a_partner_tells_its_customer_and_voipgrid_whose_clock_then_runs(
    world: World, visit: Visit
) -> None:
    bella, given = visit("Bella"), {**NEW, "aware_at": local(2)}
    bella.post(f"{PORTAL}nieuw/", {**given, "categories": ["TRANSMITTED", "OTHER_PERSONAL"]})
    place = f"{PORTAL}{IncidentDossier.objects.get().pk}/"
    bella.post(place, {"do": "touch", "parties": f"{world.parties['Bakker'].pk};3;30"})
    page = text(bella.get(place))
    assert "0 sent, 2 wait." in page
    assert "GDPR Art. 28(10)" in page
    assert "running-clocks" not in text(visit("Olga").get("/en/admin/"))
    bella.post(place, {"do": "send", "means": "PHONE"})
    assert "running-clocks" in text(visit("Olga").get("/en/admin/"))
    assert "running-clocks" in text(visit("Olga").get("/en/"))
    theirs = text(visit("Olga").get(f"{ADMIN}{file_of(world, 'VoIPGRID B.V.').pk}/"))
    assert "A back-up stood open." in theirs
    assert "Bakker" in theirs  # whose data VoIPGRID uses for itself


def test_letters_are_listed_sent_once_and_seen_with_their_proof(
    world: World, visit: Visit, incident: IncidentDossier
) -> None:
    bella, place = visit("Bella"), f"{PORTAL}{file_of(world, 'Belfabriek').pk}/"
    listed = {"do": "letters", "kind": "POST", "references": "K-1\nK-2"}
    assert "on record" in text(bella.post(place, listed, follow=True))
    assert "not sent yet" in text(bella.get(place))
    given = {"do": "told", "letters": "POST", "means": "LETTER", "done_at": local(), "name": "B"}
    assert "on record" in text(bella.post(place, {**given, "reference": "Batch 7"}, follow=True))
    page = text(bella.get(place))
    assert "2 sent, 0 wait." in page
    assert page.count("Batch 7") >= 2
    assert "No letter of that kind waits" in text(bella.post(place, given))
    assert "is no reference" in text(bella.post(place, {**listed, "references": "jan@x.nl"}))


def test_a_wrong_letter_is_corrected_and_shown_with_what_came_instead(
    world: World, visit: Visit, incident: IncidentDossier
) -> None:
    bella, place = visit("Bella"), f"{PORTAL}{file_of(world, 'Belfabriek').pk}/"
    assert 'value="amend"' not in text(bella.get(place))  # nothing waits
    bella.post(place, {"do": "letters", "kind": "POST", "references": "K-1\nK-2"})
    given = {"do": "amend", "kind": "POST", "name": "B", "text": "A typing error."}
    page = text(bella.post(place, {**given, "references": "K-1; K-10\nK-2"}, follow=True))
    for said in ("instead: K-10", "taken off the list", "A typing error.", "0 sent, 1 wait."):
        assert said in page
    assert "names no letter of that kind" in text(bella.post(place, {**given, "references": "K-9"}))


def test_a_partner_reads_no_store_of_voipgrid_and_names_itself_with_a_tick(
    world: World, visit: Visit
) -> None:
    bella, olga = visit("Bella"), visit("Olga")
    DataStore.objects.create(code="vault", name=Localised("Kluis", "Vault"), **KEPT)
    assert "Vault" in text(olga.get(f"{ADMIN}nieuw/"))
    assert "Vault" not in text(bella.get(f"{PORTAL}nieuw/"))
    given = {**NEW, "categories": ["OTHER_PERSONAL"], "aware_at": local(2)}
    assert "registered" in text(bella.post(f"{PORTAL}nieuw/", given, follow=True))
    place = f"{PORTAL}{IncidentDossier.objects.get().pk}/"
    shown = text(bella.get(place))
    assert "Vault" not in shown
    assert "Our own contacts and employees" in shown
    assert "on record" in text(bella.post(place, {"do": "touch", "ourselves": "on"}, follow=True))
    (row,) = AffectedParty.objects.all()
    assert row.party == world.parties["Belfabriek"]
    forged = {**given, "stores": "vault", "do": "facts"}
    bella.post(place, forged)
    assert {tuple(row.stores) for row in IncidentFacts.objects.all()} == {()}


def test_an_incident_is_found_by_its_reference(
    world: World, visit: Visit, incident: IncidentDossier
) -> None:
    found = visit("Bella").post("/en/portal/zoeken/", {"q": incident.incident.reference})
    assert str(file_of(world, "Belfabriek").pk) in text(found)


def test_a_decision_about_telling_is_no_verdict_of_a_court(
    world: World, visit: Visit, incident: IncidentDossier
) -> None:
    page = text(visit("Bella").get(f"/portal/incidenten/{file_of(world, 'Belfabriek').pk}/"))
    assert "Besluit" in page
    assert "uitspraak" not in page.lower()


def test_why_it_touches_nobody_else_is_entered_and_who_is_not_touched_after_all(
    world: World, visit: Visit
) -> None:
    bella = visit("Bella")
    bella.post(f"{PORTAL}nieuw/", {**NEW, "aware_at": local(2)})
    place = f"{PORTAL}{IncidentDossier.objects.get().pk}/"
    bakker = str(world.parties["Bakker"].pk)
    assert "on record" in text(bella.post(place, {"do": "touch", "parties": bakker}, follow=True))
    gone = {"do": "touch", "untouched": bakker}
    assert "Give the reasons" in text(bella.post(place, gone))
    why = {"reason": "Another folder.", "name": "B. Bel"}
    assert "Another folder." in text(bella.post(place, {**gone, **why}, follow=True))
    assert "say whom it touches" in text(bella.get(place))
    alone = {"do": "alone", "text": "Only our own staff.", "name": "B. Bel"}
    page = text(bella.post(place, alone, follow=True))
    assert "Touches nobody else, with reason" in page
    assert "say whom it touches" not in page


def test_the_calendar_holds_the_clocks_of_ones_own(
    world: World, visit: Visit, incident: IncidentDossier
) -> None:
    clock = file_of(world, "Belfabriek").clocks.first()
    answer = visit("Bella").get(f"{PORTAL}?format=ics")
    assert answer["Content-Type"].startswith("text/calendar")
    assert f"UID:{clock.pk}@" in text(answer)
    theirs = file_of(world, "Spraakwerk").clocks.first()
    assert str(theirs.pk) not in text(answer)
    assert "VCALENDAR" in text(visit("Olga").get(f"{ADMIN}?format=ics"))

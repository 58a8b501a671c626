"""Requests of data subjects in the portal: a partner records, sees its own parts, and acts."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from records.requests import services
from records.requests.deriving import placed_in
from records.requests.models import RequestNote, RequestStep, RequestTask, SubjectRequest
from records.requests.persons import Person
from records.requests.whose import FEW
from roles.models import Party
from tests.site.world import deliver, party
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
RECEIVED = datetime(2026, 3, 5, 9, tzinfo=UTC)
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
ANNA = Person("Anna Canarie", ("anna@canarie.example",), ("0612345678",))


@pytest.fixture
def received(world):
    """Anna, who works at Bakker, wrote to VoIPGRID."""

    def receive(by: str = "VoIPGRID B.V.", **more):
        platform = next(p for p in world.parties.values() if p.kind == "PLATFORM")
        receiver = platform if by == "VoIPGRID B.V." else world.parties[by]
        given = {"rights": ["ACCESS"], "channel": "ADMIN", "language": "nl", "subject": ANNA}
        given |= {"received_at": RECEIVED, "about": world.parties["Bakker"], "at": NOW}
        return services.receive_request(received_by=receiver, **{**given, **more}, by=SYSTEM)

    return receive


def forwarded(request: SubjectRequest, category: str) -> None:
    part = request.parts.standing().get(category=category, purposes=[])
    services.forward_part(part=part, name="Olga", on=NOW.date(), at=NOW, by=SYSTEM)


def test_a_partner_records_a_request_and_sees_until_when_and_why(world, visit):
    client = visit("Bella")
    given = {
        "rights": ["ACCESS", "ERASURE"],
        "received_at": "2026-03-05T10:00",
        "name": "Anna Canarie",
        "phone": "06 1234 5678, 020-7946095",
        "about": "bakker",
        "language": "nl",
    }
    answer = client.post(reverse("site:request-new"), given)
    request = SubjectRequest.objects.get()
    assert answer.url == reverse("site:request", args=[request.pk])
    assert request.received_by.name == "Belfabriek"
    assert request.channel == "PORTAL"
    page = client.get(answer.url).content.decode()
    assert "AVG-2026-0001" in page
    assert "dinsdag 7 april 2026" in page
    assert "6 april 2026 (Tweede paasdag)" in page
    assert "Vo. 1182/71 art. 3 lid 4" in page
    assert "Inzage, Wissing" in page
    assert "+31612345678" in page
    assert "Geheim op grond van de wet" not in page


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(world, visit):
    client = visit("Bella")
    given = {"rights": ["ACCESS"], "received_at": "2026-03-05T10:00", "language": "nl"}
    page = client.post(reverse("site:request-new"), given).content.decode()
    assert "Geef een naam, een e-mailadres" in page
    given |= {"name": "Anna", "about": "Slager"}
    page = client.post(reverse("site:request-new"), given).content.decode()
    assert "precies die naam" in page
    assert not SubjectRequest.objects.exists()


def test_the_list_shows_what_was_forwarded_with_the_days_left(world, visit, received):
    request = received()
    client = visit("Bella")
    assert "AVG-2026-0001" not in client.get(reverse("site:requests")).content.decode()
    forwarded(request, "TRAFFIC_BILLING")
    page = client.get(reverse("site:requests")).content.decode()
    assert "AVG-2026-0001" in page
    assert "VoIPGRID B.V." in page
    assert "Bakker" in page
    assert "dagen te laat" in page
    late = client.get(reverse("site:requests") + "?state=late").content.decode()
    assert "AVG-2026-0001" in late
    waiting = client.get(reverse("site:requests") + "?state=waiting").content.decode()
    assert "AVG-2026-0001" not in waiting


def test_the_overview_shows_what_is_to_be_done(world, visit, received):
    request = received()
    assert "AVG-2026-0001" not in visit("Bella").get(reverse("site:overview")).content.decode()
    forwarded(request, "TRAFFIC_BILLING")
    page = visit("Bella").get(reverse("site:overview")).content.decode()
    assert reverse("site:request", args=[request.pk]) in page
    assert "uiterlijk dinsdag 7 april 2026" in page


def test_a_partner_acts_on_its_part_and_the_step_is_on_record(world, visit, received):
    request = received()
    forwarded(request, "TRAFFIC_BILLING")
    part = request.parts.standing().get(category="TRAFFIC_BILLING", purposes=[])
    client = visit("Bella")
    place = reverse("site:request-part-step", args=[request.pk, part.pk, "answer"])
    assert "Uw naam" in client.get(place).content.decode()
    given = {"name": "Bella", "on": "2026-03-20", "text": "Per post"}
    assert client.post(place, given).url == reverse("site:request", args=[request.pk])
    made = RequestStep.objects.get(kind="ANSWERED")
    assert (made.party.name, made.entered_by, made.text) == ("Belfabriek", "PARTY", "Per post")
    again = client.post(place, given).content.decode()
    assert "al beantwoord" in again
    done = client.get(reverse("site:requests") + "?state=done").content.decode()
    assert "AVG-2026-0001" in done


def test_another_partner_finds_nothing_anywhere(world, visit, received):
    request = received("Belfabriek")
    part = request.parts.standing().get(category="TRAFFIC_BILLING", purposes=[])
    client = visit("Both")
    client.post(reverse("site:choose"), {"party": str(world.parties["Spraakwerk"].pk)})
    assert "AVG-2026" not in client.get(reverse("site:requests")).content.decode()
    for place in (
        reverse("site:request", args=[request.pk]),
        reverse("site:request-step", args=[request.pk, "close"]),
        reverse("site:request-part-step", args=[request.pk, part.pk, "answer"]),
    ):
        assert client.get(place).status_code == 404
        assert client.post(place, {"name": "x"}).status_code == 404


def test_notes_and_tasks_stay_inside(world, visit, received):
    request = received()
    forwarded(request, "TRAFFIC_BILLING")
    client, place = visit("Bella"), reverse("site:request", args=[request.pk])
    client.post(place, {"do": "note", "name": "Bella", "text": "Lastige klant"})
    client.post(place, {"do": "OWNER", "name": "Joost"})
    assert RequestNote.objects.get().party.name == "Belfabriek"
    task = RequestTask.objects.get()
    page = client.get(place).content.decode()
    assert "Lastige klant" in page
    assert "Joost" in page
    client.post(place, {"do": str(task.pk)})
    task.refresh_from_db()
    assert task.done_at is not None
    assert client.post(place, {"do": "nothing"}).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"text": "a\x00b"}, {"name": "a\x00b"}, {"text": "x" * 2_001}, {"name": "x" * 121}],
    ids=["text", "name", "long text", "long name"],
)
def test_a_note_or_task_that_cannot_be_kept_is_refused_and_not_cut(world, visit, received, wrong):
    request = received()
    forwarded(request, "TRAFFIC_BILLING")
    client, place = visit("Bella"), reverse("site:request", args=[request.pk])
    for do in ("note", "OWNER", "TASK"):
        page = client.post(place, {"do": do, "name": "Bella", "text": "x"} | wrong, follow=True)
        assert page.status_code == 200
        assert "2.000" in page.content.decode()
    assert not RequestNote.objects.exists()
    assert not RequestTask.objects.exists()
    assert client.post(place, {"do": "a\x00b", "name": "x"}).status_code == 302


def test_the_calendar_holds_days_and_references_and_nobody(world, visit, received):
    request = received("Belfabriek")
    body = visit("Bella").get(reverse("site:requests-calendar")).content.decode()
    assert f"UID:{request.pk}" in body
    assert "DTSTART;VALUE=DATE:20260407" in body
    assert "DTEND;VALUE=DATE:20260408" in body
    for canary in ("Canarie", "anna@", "612345678", "Bakker"):
        assert canary not in body


def test_every_page_is_there_in_english(world, visit, received):
    request = received("Belfabriek")
    client = visit("Bella")
    for place in (
        reverse("site:requests"),
        reverse("site:request", args=[request.pk]),
        reverse("site:request-new"),
        reverse("site:request-step", args=[request.pk, "ask-identity"]),
    ):
        page = client.get(place, headers={"accept-language": "en"})
        assert page.status_code == 200


def test_whose_it_is_is_chosen_also_where_several_share_a_name_and_above_a_reseller(
    world, visit, received
):
    belfabriek = world.parties["Belfabriek"]
    reseller = party("Doorverkoop", "RESELLER")
    deliver(belfabriek, reseller, "RESALE")
    same = [party("Bakkerij Korst", "CUSTOMER", kvk_number=n) for n in ("12345678", "87654321")]
    for customer in same:
        deliver(reseller, customer, "SUBSCRIPTION")
    request, olga = received(about=None), visit("Olga")
    page = reverse("admin:subject_request_step", args=[request.pk, "place"])
    shown = olga.get(page).content.decode()
    assert f'value="{belfabriek.pk}"' in shown  # few: all are offered
    said = {"name": "Olga", "on": "2026-03-06", "text": "", "chosen": ""}
    several = olga.post(page, {**said, "about": "bakkerij"}).content.decode()
    assert "KvK 87654321" in several
    assert "precies die naam" in several
    olga.post(page, {**said, "about": "bakkerij", "chosen": same[1].pk})
    olga.post(page, {**said, "about": "", "chosen": belfabriek.pk})
    assert set(placed_in(request)) == {same[1], belfabriek}
    model = Party.objects.filter(is_model=True, kind="PARTNER").first()
    for wrong in ("x", model.pk, world.parties["Datacenter"].pk):
        answer = olga.post(page, {**said, "about": "", "chosen": wrong})
        assert answer.status_code == 200
    assert len(placed_in(request)) == 2


def test_of_many_those_near_the_request_are_offered_and_others_never(world, visit, received):
    for number in range(FEW + 1):
        deliver(world.parties["Spraakwerk"], party(f"Winkel {number}", "CUSTOMER"), "SUBSCRIPTION")
        deliver(world.parties["Belfabriek"], party(f"Zaak {number}", "CUSTOMER"), "SUBSCRIPTION")
    bella = visit("Bella")
    page = reverse("site:request-new")
    shown = bella.get(page).content.decode()
    assert "Belfabriek (" in shown
    assert "Zaak 1 (" not in shown
    given = {"rights": ["ACCESS"], "received_at": "2026-03-05T10:00", "language": "nl"}
    given |= {"name": "Anna", "about": "zaak 1"}
    exact = bella.post(page, given)
    assert exact.status_code == 302
    assert "Winkel" not in bella.post(page, {**given, "about": "winkel"}).content.decode()
    hers = Party.objects.get(name="Winkel 1")
    stolen = bella.post(page, {**given, "about": "", "chosen": hers.pk})
    assert stolen.status_code == 200
    assert SubjectRequest.objects.count() == 1


def test_a_mistake_is_taken_back_and_only_what_was_found_is_offered(world, visit, received):
    request, olga = received(), visit("Olga")
    page = reverse("admin:subject_request_step", args=[request.pk, "displace"])
    shown = olga.get(page).content.decode()
    bakker, slager = world.parties["Bakker"], world.parties["Slager"]
    assert f'value="{bakker.pk}"' in shown
    assert f'value="{slager.pk}"' not in shown
    said = {"name": "Olga", "on": "2026-03-06", "text": "Another Anna."}
    assert olga.post(page, {**said, "chosen": slager.pk}).status_code == 200
    assert olga.post(page, {**said, "chosen": bakker.pk}).status_code == 302
    assert placed_in(request) == []
    whole = olga.get(reverse("admin:subject_request", args=[request.pk])).content.decode()
    assert "/displace/" not in whole

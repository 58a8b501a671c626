"""Requests of data subjects in the admin: what is due, recording one, its parts and steps."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from records.requests import services
from records.requests.models import RequestNote, RequestStep, SubjectRequest
from records.requests.persons import Person
from roles.models import Party, Service
from roles.services import conclude_contract, register_party
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
RECEIVED = datetime(2026, 3, 5, 9, tzinfo=UTC)
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.fixture
def bakker(register):
    platform = Party.objects.get(kind="PLATFORM")
    service = Service.objects.get(code="TELEPHONY")
    partner = register_party(kind="PARTNER", name="Belfabriek", by=SYSTEM)
    customer = register_party(kind="CUSTOMER", name="Bakker", by=SYSTEM)
    for provider, acquirer, kind in (
        (platform, partner, "RESALE"),
        (partner, customer, "SUBSCRIPTION"),
    ):
        conclude_contract(
            provider=provider,
            acquirer=acquirer,
            service=service,
            kind=kind,
            on=date(2026, 1, 1),
            by=SYSTEM,
        )
    return customer


@pytest.fixture
def request_(bakker):
    return services.receive_request(
        received_by=Party.objects.get(kind="PLATFORM"),
        rights=["ACCESS"],
        channel="ADMIN",
        received_at=RECEIVED,
        language="nl",
        subject=Person("Anna Canarie", (), ("0612345678",)),
        about=bakker,
        at=NOW,
        by=SYSTEM,
    )


def part_of(request: SubjectRequest, category: str):
    return request.parts.standing().get(category=category, purposes=[])


def test_officers_see_all_parts_with_their_grounds_and_what_is_kept_secret(olga, request_):
    listed = olga.get(reverse("admin:subject_requests")).content.decode()
    assert "AVG-2026-0001" in listed
    page = olga.get(reverse("admin:subject_request", args=[request_.pk])).content.decode()
    for word in (
        "Bakker",
        "Belfabriek",
        "Geheim op grond van de wet",
        "Waarom deze dag",
        "+31612345678",
    ):
        assert word in page
    assert "AVG art. 12 lid 3" in page
    assert "nog niet doorgestuurd" in page


def test_an_officer_records_a_request(olga, bakker):
    given = {
        "rights": ["OBJECTION"],
        "received_at": "2026-08-31T23:30",
        "email": "anna@canarie.example",
        "language": "en",
    }
    olga.post(reverse("admin:subject_request_new"), given)
    made = SubjectRequest.objects.get()
    assert (made.channel, made.received_on) == ("ADMIN", date(2026, 8, 31))
    assert made.received_by.kind == "PLATFORM"


def test_an_officer_forwards_a_part_and_extends_another(olga, request_):
    forward = [request_.pk, part_of(request_, "TRAFFIC_BILLING").pk, "forward"]
    said = {"name": "Olga", "on": "2026-03-11"}
    olga.post(reverse("admin:subject_request_part_step", args=forward), said)
    assert RequestStep.objects.get(kind="FORWARDED").other.name == "Belfabriek"
    extend = [request_.pk, part_of(request_, "WEBSITE_VISITOR").pk, "extend"]
    place = reverse("admin:subject_request_part_step", args=extend)
    late = olga.post(place, said | {"on": "2026-04-08", "text": "x"}).content.decode()
    assert "7 april 2026" in late
    olga.post(place, said | {"text": "Veel gesprekken"})
    page = olga.get(reverse("admin:subject_request", args=[request_.pk])).content.decode()
    assert "5 juni 2026" in page


def test_steps_about_the_whole_are_entered_and_unknown_ones_lead_back(olga, request_):
    place = reverse("admin:subject_request_step", args=[request_.pk, "ask-identity"])
    assert "reden is om aan de identiteit te twijfelen" in olga.get(place).content.decode()
    olga.post(place, {"name": "Olga", "on": "2026-03-11"})
    assert RequestStep.objects.filter(kind="IDENTITY_ASKED").exists()
    nothing = reverse("admin:subject_request_step", args=[request_.pk, "nothing"])
    assert olga.get(nothing).status_code == 302


def test_an_auditor_reads_and_does_nothing(auditor, request_):
    page = auditor.get(reverse("admin:subject_request", args=[request_.pk])).content.decode()
    assert "/forward/" not in page
    place = reverse("admin:subject_request_step", args=[request_.pk, "close"])
    auditor.post(place, {"name": "x", "on": "2026-03-11"})
    assert not RequestStep.objects.filter(kind="CLOSED").exists()


def test_the_calendar_of_officers_names_nobody(olga, request_):
    body = olga.get(reverse("admin:subject_requests_calendar")).content.decode()
    assert "DTSTART;VALUE=DATE:20260407" in body
    assert "Canarie" not in body


def test_a_note_that_cannot_be_kept_is_refused_here_too(olga, request_):
    place = reverse("admin:subject_request", args=[request_.pk])
    for wrong in ({"text": "a\x00b"}, {"name": "x" * 121}):
        page = olga.post(place, {"do": "note", "name": "Olga", "text": "x"} | wrong, follow=True)
        assert "2.000" in page.content.decode()
    assert not RequestNote.objects.exists()
    olga.post(place, {"do": "note", "name": "Olga", "text": "x" * 2_000})
    assert RequestNote.objects.get().text == "x" * 2_000

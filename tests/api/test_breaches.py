"""Incidents through the API: what the caller was told, its clocks, passing on, notifying."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from records.incidents import services
from records.incidents.models import IncidentDossier
from records.incidents.services import Touched
from roles.models import Party
from tests.api.conftest import Reseller
from tests.records.incidents.world import AWARE, NOW, facts
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
NEW = {
    "aware_at": "2026-10-23T10:00:00+02:00",
    "name": "B. Bel",
    "what": "A mailbox was read by others.",
    "nature": ["CONFIDENTIALITY"],
    "data_categories": ["TRANSMITTED", "TRAFFIC_BILLING"],
}


@pytest.fixture
def incident(belfabriek: Reseller, spraakwerk: Reseller) -> IncidentDossier:
    platform = Party.objects.get(kind="PLATFORM")
    dossier = services.register_incident(
        party=platform, aware_at=AWARE, name="S. Wacht", facts=facts(), at=NOW, by=SYSTEM
    )
    given = [Touched(each.customer.pk, 5, 50) for each in (belfabriek, spraakwerk)]
    services.touch(dossier=dossier, parties=given, at=NOW, by=SYSTEM)
    services.send_notices(dossier=dossier, at=NOW, by=SYSTEM)
    return dossier


def file_of(reseller: Reseller) -> str:
    return str(IncidentDossier.objects.get(party=reseller.party).pk)


def test_a_caller_reads_its_own_part_with_clocks_in_utc(
    belfabriek: Reseller, spraakwerk: Reseller, incident: IncidentDossier
) -> None:
    listed = belfabriek.get("/breaches").json()
    assert [row["id"] for row in listed["results"]] == [file_of(belfabriek)]
    answer = belfabriek.get(f"/breaches/{file_of(belfabriek)}")
    body = answer.json()
    assert (body["reference"], body["state"]) == (incident.incident.reference, "OPEN")
    (notice,) = body["notices"]
    assert (notice["parties"], notice["persons"], notice["records"]) == (1, 5, 50)
    clocks = {clock["kind"]: clock["ends_at"] for clock in body["clocks"]}
    assert clocks == {"GDPR": "2026-10-26T09:00:00Z", "TELECOM_FIRST": "2026-10-24T09:00:00Z"}
    open_ones = "FACTS NOTICES ASSESSMENT GDPR TELECOM DECISION LESSONS"
    assert body["open_duties"] == open_ones.split()
    assert str(spraakwerk.party.pk) not in answer.content.decode()


def test_passing_on_starts_the_clocks_of_those_below(
    belfabriek: Reseller, incident: IncidentDossier
) -> None:
    place = f"/breaches/{file_of(belfabriek)}/notices"
    (waiting,) = belfabriek.get(place).json()["results"]
    assert (waiting["recipient"]["id"], waiting["told_at"]) == (str(belfabriek.customer.pk), None)
    refused = belfabriek.post(place, {"text": "From us."})
    assert (refused.status_code, refused.json()["code"]) == (409, "incident_no_address")
    said = {"text": "From us.", "means": "PHONE"}
    answer = belfabriek.post(place, said, idempotency_key="one")
    again = belfabriek.post(place, said, idempotency_key="one")
    assert (answer.status_code, answer.json()) == (201, again.json())
    (told,) = belfabriek.get(place).json()["results"]
    assert told["text"] == "From us."
    below = IncidentDossier.objects.get(party=belfabriek.customer)
    assert below.clocks.get().ends_at - below.aware_at == timedelta(hours=72)
    refused = belfabriek.post(place, {})
    assert (refused.status_code, refused.json()["code"]) == (409, "incident_no_notices")


def test_a_notification_after_the_clock_gives_reasons(
    belfabriek: Reseller, incident: IncidentDossier
) -> None:
    place = f"/breaches/{file_of(belfabriek)}/notifications"
    late = datetime(2026, 10, 26, 9, 0, 1, tzinfo=UTC).isoformat()
    given = {"regime": "GDPR", "phase": "FIRST", "done_at": late, "name": "B. Bel"}
    refused = belfabriek.post(place, given)
    assert (refused.status_code, refused.json()["code"]) == (400, "incident_delay_reasonless")
    answer = belfabriek.post(place, {**given, "delay_reasons": "Unclear until then."})
    assert answer.status_code == 201, answer.json()
    (found,) = belfabriek.get(place).json()["results"]
    assert found["delay_reasons"] == "Unclear until then."


def test_a_caller_registers_its_own_and_its_clock_ends_across_the_clock_change(
    belfabriek: Reseller,
) -> None:
    answer = belfabriek.post("/breaches", NEW)
    assert answer.status_code == 201, answer.json()
    assert answer.headers["Location"].endswith(answer.json()["id"])
    clocks = {clock["kind"]: clock["ends_at"] for clock in answer.json()["clocks"]}
    assert clocks["GDPR"] == "2026-10-26T08:00:00Z"  # 09:00 in Amsterdam, an hour earlier by it
    assert belfabriek.get("/breaches?state=OPEN").json()["total_count"] == 1
    assert belfabriek.get("/breaches?state=CLOSED").json()["total_count"] == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"aware_at": "2999-01-01T00:00:00Z"}, "incident_later"),
        ({"data_categories": ["NONE"]}, "incident_unknown_data"),
        ({"began_at": "2026-10-02T00:00:00Z", "ended_at": "2026-10-01T00:00:00Z"}, ""),
        ({"nature": []}, ""),
        ({"surprise": 1}, ""),
    ],
)
def test_what_is_wrong_is_refused(belfabriek: Reseller, change: dict, code: str) -> None:
    answer = belfabriek.post("/breaches", {**NEW, **change})
    assert answer.status_code == 400
    assert not code or answer.json()["code"] == code
    assert IncidentDossier.objects.count() == 0


def test_anothers_file_is_like_no_file(
    belfabriek: Reseller, spraakwerk: Reseller, incident: IncidentDossier
) -> None:
    for pk in (file_of(spraakwerk), str(incident.pk), str(uuid4()), "x"):
        for rest in ("", "/notices", "/notifications"):
            assert belfabriek.get(f"/breaches/{pk}{rest}").status_code == 404
        assert belfabriek.post(f"/breaches/{pk}/notices", {}).status_code == 404


def test_no_clock_ends_before_it_started(belfabriek: Reseller) -> None:
    body = belfabriek.post("/breaches", {**NEW, "aware_at": timezone.now().isoformat()}).json()
    assert all(clock["started_at"] < clock["ends_at"] for clock in body["clocks"])

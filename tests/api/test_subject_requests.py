"""Requests of data subjects through the API: receive, list, search by POST, act on parts."""

from uuid import uuid4

import pytest

from records.requests.models import SubjectRequest
from tests.api.conftest import Reseller, token_for

pytestmark = pytest.mark.django_db
PLACE = "/data-subject-requests"
ANNA = {"name": "Anna Canarie", "emails": ["anna@canarie.example"], "phones": ["06-12345678"]}
SAID = {"name": "B. Bel", "said_date": "2026-03-10"}


@pytest.fixture
def received(belfabriek: Reseller) -> dict:
    body = {
        "rights": ["ACCESS"],
        "received_at": "2026-03-05T09:00:00Z",
        "subject": ANNA,
        "about": "RELATIECODE:K-Bakker",
        "words": "Mijn gegevens graag",
    }
    answer = belfabriek.post(PLACE, body)
    assert answer.status_code == 201, answer.json()
    assert answer.headers["Location"].endswith(answer.json()["id"])
    return answer.json()


def part(row: dict, category: str) -> dict:
    return next(each for each in row["parts"] if each["data_category"] == category)


def test_a_request_falls_into_parts_with_days_and_their_reasons(received: dict) -> None:
    assert received["reference"] == "AVG-2026-0001"
    assert (received["received_date"], received["due_date"]) == ("2026-03-05", "2026-04-07")
    assert received["channel"] == "API"
    traffic = part(received, "TRAFFIC_BILLING")
    assert traffic["controller"]["name"] == "Belfabriek"
    assert [duty["duty"] for duty in traffic["duties"]] == ["ANSWER"]
    moved = traffic["clock"]["reasons"][-1]
    assert moved["days_off"] == ["2026-04-05", "2026-04-06"]
    assert "Reg. 1182/71 Art. 3(4)" in moved["cites"]
    assert part(received, "TRANSMITTED")["controller"]["name"] == "Bakker"
    assert all(each["kind"] == "DATA" for each in received["parts"])


def test_half_past_eleven_in_utc_is_the_next_legal_day(belfabriek: Reseller) -> None:
    body = {"rights": ["ACCESS"], "received_at": "2026-08-31T23:30:00Z", "subject": ANNA}
    row = belfabriek.post(PLACE, body).json()
    assert (row["received_date"], row["due_date"]) == ("2026-09-01", "2026-10-01")


def test_who_asks_is_told_at_one_address_only(belfabriek: Reseller, received: dict) -> None:
    place = f"{PLACE}/{received['id']}"
    for text in (belfabriek.get(PLACE).content, belfabriek.get(place).content):
        for canary in (b"Canarie", b"canarie", b"12345678", b"Mijn gegevens"):
            assert canary not in text
    told = belfabriek.get(f"{place}/persons").json()
    assert told["subject"] == {
        "name": "Anna Canarie",
        "email": "anna@canarie.example",
        "phone": "+31612345678",
    }
    assert {"kind": "PHONE", "value": "+31612345678"} in told["identifiers"]
    assert told["words"] == "Mijn gegevens graag"


def test_people_are_searched_by_post_in_any_notation(
    belfabriek: Reseller, spraakwerk: Reseller, received: dict
) -> None:
    for kind, value in (
        ("PHONE", "0031 6 1234 5678"),
        ("EMAIL", "ANNA@canarie.example"),
        ("NAME", "anna canarie"),
    ):
        asked = {"kind": kind, "value": value}
        answer = belfabriek.post("/data-subject-request-searches", asked)
        assert [row["id"] for row in answer.json()["results"]] == [received["id"]]
        assert spraakwerk.post("/data-subject-request-searches", asked).json()["results"] == []


def test_parts_are_extended_answered_refused_and_forwarded(
    belfabriek: Reseller, received: dict
) -> None:
    place = f"{PLACE}/{received['id']}"
    traffic = {**SAID, "part_id": part(received, "TRAFFIC_BILLING")["id"]}
    assert belfabriek.post(f"{place}/extensions", traffic).json()["code"] == "request_reasonless"
    late = {**traffic, "said_date": "2026-04-08", "text": "Veel gesprekken"}
    assert belfabriek.post(f"{place}/extensions", late).json()["code"] == "request_extended_late"
    row = belfabriek.post(f"{place}/extensions", {**traffic, "text": "Veel gesprekken"}).json()
    assert part(row, "TRAFFIC_BILLING")["clock"]["due_date"] == "2026-06-05"
    answer = belfabriek.post(f"{place}/answers", traffic)
    assert answer.status_code == 201
    assert part(answer.json(), "TRAFFIC_BILLING")["clock"]["standing"] == "MET"
    other = {**SAID, "part_id": part(received, "OTHER_PERSONAL")["id"], "text": "Buitensporig"}
    assert belfabriek.post(f"{place}/refusals", other).status_code == 201
    sent = {**SAID, "part_id": part(received, "TRANSMITTED")["id"]}
    row = belfabriek.post(f"{place}/forwardings", sent).json()
    assert row["steps"][-1]["other"]["name"] == "Bakker"
    assert row["state"] == "WAITING"
    again = belfabriek.post(f"{place}/forwardings", sent).json()
    assert again["code"] == "request_forwarded_already"


def test_the_customer_can_be_found_later(belfabriek: Reseller, spraakwerk: Reseller) -> None:
    body = {"rights": ["QUESTION"], "received_at": "2026-03-05T09:00:00Z", "subject": ANNA}
    row = belfabriek.post(PLACE, body).json()
    assert [each["kind"] for each in row["parts"]] == ["UNPLACED"]
    place = f"{PLACE}/{row['id']}/placements"
    theirs = belfabriek.post(place, {**SAID, "about": str(spraakwerk.customer.pk)})
    nothing = belfabriek.post(place, {**SAID, "about": str(uuid4())})
    assert theirs.status_code == nothing.status_code == 400
    found = belfabriek.post(place, {**SAID, "about": str(belfabriek.customer.pk)}).json()
    assert part(found, "TRAFFIC_BILLING")


def test_another_partner_finds_what_nobody_has(
    belfabriek: Reseller, spraakwerk: Reseller, received: dict, nobody: str
) -> None:
    body = {**SAID, "part_id": part(received, "TRAFFIC_BILLING")["id"]}
    for pk in (received["id"], nobody):
        for sub in ("", "/persons"):
            assert spraakwerk.get(f"{PLACE}/{pk}{sub}").status_code == 404
        for sub in ("answers", "refusals", "extensions", "forwardings"):
            assert spraakwerk.post(f"{PLACE}/{pk}/{sub}", body).status_code == 404
    assert spraakwerk.get(PLACE).json()["total_count"] == 0


def test_reading_takes_a_scope_and_writing_another(belfabriek: Reseller, received: dict) -> None:
    belfabriek.token = token_for(belfabriek.party, ["data-subject-requests.read"])
    assert belfabriek.get(PLACE).status_code == 200
    assert belfabriek.post(PLACE, {}).status_code == 403
    belfabriek.token = token_for(belfabriek.party, ["findings.read"])
    assert belfabriek.get(PLACE).status_code == 403


def test_what_is_wrong_in_a_body_is_said_at_once(belfabriek: Reseller) -> None:
    body = {"rights": ["LIFE"], "received_at": "yesterday", "subject": ANNA}
    answer = belfabriek.post(PLACE, body)
    assert answer.status_code == 400
    assert {e["pointer"].split("/")[1] for e in answer.json()["errors"]} == {
        "rights",
        "received_at",
    }
    empty = {"rights": ["ACCESS"], "received_at": "2026-03-05T09:00:00Z", "subject": {}}
    assert belfabriek.post(PLACE, empty).json()["code"] == "request_nobody"
    assert not SubjectRequest.objects.exists()

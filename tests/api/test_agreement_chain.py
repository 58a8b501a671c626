"""The chain of agreements through the API: what links lack, and what documents cover."""

from uuid import uuid4

import pytest

from roles.agreements.services import record_agreement
from roles.models import Party
from tests.api.conftest import START, Reseller
from tests.api.test_agreements import drafted
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db


def test_links_tell_what_they_lack(belfabriek: Reseller, platform: Party) -> None:
    (link,) = belfabriek.get("/flow-downs").json()["results"]
    assert (link["engaged"]["id"], link["agreement_id"]) == (str(platform.pk), None)
    assert "partner_without_agreement" in {each["code"] for each in link["missing"]}
    days = {"processor_signed_on": START, "controller_signed_on": START, "on": START}
    made = record_agreement(processor=platform, controller=belfabriek.party, **days, by=SYSTEM)
    (link,) = belfabriek.get("/flow-downs").json()["results"]
    assert (link["agreement_id"], link["data_categories"]) == (str(made.pk), ["TRANSMITTED"])
    missing = {each["code"]: each for each in link["missing"]}
    assert missing["flow_down_unknown"]["cites"][0] == "GDPR Art. 28(4)"
    early = belfabriek.get("/flow-downs?asof=2001-01-01").json()
    assert early["results"] == []


def test_a_document_is_said_to_cover_what_and_where(belfabriek: Reseller) -> None:
    place = f"/agreements/{drafted(belfabriek)['id']}/coverage"
    said = {
        "items": [{"item": "a", "place": "art. 2"}, {"item": "g", "place": "art. 9"}],
        "categories": [{"data_category": "TRANSMITTED", "place": "annex 1"}],
    }
    assert belfabriek.post(place, said).json()["total_count"] == 3
    gone = belfabriek.post(place, {"items": [{"item": "g", "place": ""}]}).json()
    assert {(row["item"], row["data_category"], row["place"]) for row in gone["results"]} == {
        ("a", None, "art. 2"),
        (None, "TRANSMITTED", "annex 1"),
    }
    assert belfabriek.get(place).json() == gone
    wrong = belfabriek.post(place, {"items": [{"item": "z", "place": "x"}]})
    assert wrong.status_code == 400


def test_anothers_coverage_is_like_none(belfabriek: Reseller, spraakwerk: Reseller) -> None:
    place = f"/agreements/{drafted(belfabriek)['id']}/coverage"
    assert spraakwerk.get(place).status_code == 404
    assert spraakwerk.post(place, {"items": []}).status_code == 404


def test_evidence_is_added_and_what_has_none_is_named(
    belfabriek: Reseller, spraakwerk: Reseller
) -> None:
    place = f"/agreements/{drafted(belfabriek)['id']}/evidence"
    assert belfabriek.get(place).json()["absent_items"] == list("abcdefgh")
    said = {"item": "g", "kind": "CERTIFICATE", "reference": "CERT-2026-0001"}
    answer = belfabriek.post(place, said)
    assert (answer.status_code, answer.json()["absent_items"]) == (201, list("abcdefh"))
    (row,) = belfabriek.get(place).json()["results"]
    assert (row["item"], row["reference"], row["entered_by"]) == (
        "g",
        "CERT-2026-0001",
        "PROCESSOR",
    )
    wrong = belfabriek.post(place, {"item": "g", "kind": "LINK", "reference": "nergens"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "evidence_link")
    other = str(uuid4())
    unknown = belfabriek.post(place, {"item": "g", "kind": "DOCUMENT", "document_id": other})
    assert unknown.status_code == 404
    assert spraakwerk.get(place).status_code == 404


def test_an_instruction_is_logged_answered_and_listed(
    belfabriek: Reseller, spraakwerk: Reseller
) -> None:
    place = f"/agreements/{drafted(belfabriek)['id']}/instructions"
    said = {"text": "Bewaar opnamen 30 dagen.", "given_by": "B. Bakker"}
    said |= {"given_date": "2026-02-01", "channel": "EMAIL"}
    (first,) = belfabriek.post(place, said).json()["results"]
    assert (first["kind"], first["entered_by"]) == ("GIVEN", "PROCESSOR")
    answer = {**said, "kind": "INFRINGES", "about_id": first["id"], "given_date": "2026-02-02"}
    found = belfabriek.post(place, answer).json()["results"]
    assert [row["about_id"] for row in found] == [first["id"], None]
    assert belfabriek.get(place).json()["results"] == found
    loose = belfabriek.post(place, {**answer, "about_id": None})
    assert (loose.status_code, loose.json()["code"]) == (400, "instruction_about")
    assert belfabriek.post(place, {**answer, "about_id": str(uuid4())}).status_code == 404
    assert spraakwerk.get(place).status_code == 404

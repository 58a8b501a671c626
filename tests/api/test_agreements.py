"""Agreements through the API: draft, generate, send, sign, withdraw, download."""

import hashlib
from uuid import uuid4

import pytest
from django.utils import timezone

from roles.agreements.services import draft_agreement, send_document
from roles.models import Party
from tests.api.conftest import START, Reseller, token_for
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db


def drafted(belfabriek: Reseller, **more: object) -> dict:
    body = {"controller": str(belfabriek.customer.pk), "valid_from_date": "2026-01-01", **more}
    answer = belfabriek.post("/agreements", body)
    assert answer.status_code == 201, answer.json()
    assert answer["Location"].endswith(answer.json()["id"])
    return answer.json()


def paper(belfabriek: Reseller, agreement: dict) -> dict:
    return belfabriek.get(f"/agreements/{agreement['id']}/documents").json()["results"][0]


def test_an_agreement_is_drafted_sent_and_signed(belfabriek: Reseller) -> None:
    made = drafted(belfabriek, authorisation="GENERAL", notice_days=14, language="EN")
    assert (made["state"], made["signatures"]) == ("UNSIGNED", [])
    place, one = f"/agreements/{made['id']}", paper(belfabriek, made)
    assert (one["state"], one["language"], one["template_version"]) == ("DRAFT", "EN", "2026.1")
    assert belfabriek.post(f"{place}/sendings", {}).status_code == 201
    sign = {"document_hash": one["sha256"], "name": "Bella Bel", "function": "CEO"}
    wrong = belfabriek.post(f"{place}/signatures", {**sign, "document_hash": "0" * 64})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "other_paper")
    answer = belfabriek.post(f"{place}/signatures", sign)
    assert answer.json()["state"] == "HALF_SIGNED"
    (signature,) = answer.json()["signatures"]
    assert (signature["side"], signature["way"], signature["name"]) == (
        "PROCESSOR",
        "HERE",
        "Bella Bel",
    )
    assert signature["document_hash"] == one["sha256"]
    taken_back = belfabriek.post(f"{place}/withdrawals", {}).json()
    assert (taken_back["state"], taken_back["signatures"]) == ("UNSIGNED", [])
    again = belfabriek.post(f"{place}/documents", {"language": "NL"})
    assert (again.status_code, again.json()["reference"][-2:]) == (201, "-2")


def test_the_bytes_are_those_that_were_kept(belfabriek: Reseller) -> None:
    made = drafted(belfabriek)
    one = paper(belfabriek, made)
    answer = belfabriek.get(f"/agreements/{made['id']}/documents/{one['id']}")
    assert answer["Content-Type"] == "application/pdf"
    assert hashlib.sha256(answer.content).hexdigest() == one["sha256"]


def test_the_list_is_of_the_own_party_and_narrows_to_another(
    belfabriek: Reseller, spraakwerk: Reseller, platform: Party
) -> None:
    made = drafted(belfabriek)
    above = draft_agreement(
        processor=platform, controller=belfabriek.party, on=START, at=timezone.now(), by=SYSTEM
    )
    answer = belfabriek.get("/agreements").json()
    assert {row["id"] for row in answer["results"]} == {made["id"], str(above.agreement_id)}
    narrowed = belfabriek.get(f"/agreements?party={platform.pk}").json()
    assert [row["id"] for row in narrowed["results"]] == [str(above.agreement_id)]
    assert spraakwerk.get("/agreements").json()["results"] == []
    send_document(document=above, at=timezone.now(), by=SYSTEM)
    sign = {"document_hash": above.sha256, "name": "Bella Bel"}
    signed = belfabriek.post(f"/agreements/{above.agreement_id}/signatures", sign).json()
    assert signed["controller_signed_date"] is not None
    assert belfabriek.post(f"/agreements/{above.agreement_id}/withdrawals", {}).status_code == 403


def test_anothers_agreement_is_like_none(belfabriek: Reseller, spraakwerk: Reseller) -> None:
    made = drafted(belfabriek)
    one = paper(belfabriek, made)
    answers = []
    for agreement, document in ((made["id"], one["id"]), (uuid4(), uuid4())):
        place = f"/agreements/{agreement}"
        answers.append(
            [
                spraakwerk.get(place).status_code,
                spraakwerk.get(f"{place}/documents").status_code,
                spraakwerk.get(f"{place}/documents/{document}").status_code,
                spraakwerk.post(f"{place}/documents", {}).status_code,
                spraakwerk.post(f"{place}/sendings", {}).status_code,
                spraakwerk.post(
                    f"{place}/signatures", {"document_hash": "0" * 64, "name": "x"}
                ).status_code,
                spraakwerk.post(f"{place}/withdrawals", {}).status_code,
            ]
        )
    assert answers[0] == answers[1] == [404] * 7


def test_reading_and_writing_take_scopes_of_their_own(belfabriek: Reseller) -> None:
    made = drafted(belfabriek)
    belfabriek.token = token_for(belfabriek.party, {"agreements.read"})
    assert belfabriek.get("/agreements").status_code == 200
    assert belfabriek.post(f"/agreements/{made['id']}/sendings", {}).status_code == 403
    belfabriek.token = token_for(belfabriek.party, {"parties.read"})
    assert belfabriek.get("/agreements").status_code == 403


def test_the_same_draft_under_the_same_key_is_made_once(belfabriek: Reseller) -> None:
    body = {"controller": str(belfabriek.customer.pk), "valid_from_date": "2026-01-01"}
    first, second = (
        belfabriek.post("/agreements", body, Idempotency_Key="k-1").json() for _ in range(2)
    )
    assert first == second
    refused = belfabriek.post("/agreements", body).json()
    assert refused["code"] == "overlapping_agreement"

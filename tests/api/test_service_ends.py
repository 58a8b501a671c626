"""Ends of service through the API: open, choose, state, confirm, dispute."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from roles.agreements.models import Agreement, AgreementDocument, EndOfService
from roles.agreements.services import agree_end_term, record_agreement
from roles.models import Party
from roles.services import end_contract
from tests.api.conftest import START, Reseller
from tests.api.test_transfers import sent
from tests.roles.ending import stated
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
END = date(2026, 9, 1)
WHO = {"name": "B. Bel", "said_date": "2026-09-02"}


def signed(processor: Party, controller: Party) -> Agreement:
    days = {"processor_signed_on": START, "controller_signed_on": START, "on": START}
    return record_agreement(processor=processor, controller=controller, **days, by=SYSTEM)


@pytest.fixture
def left(belfabriek: Reseller) -> str:
    made = signed(belfabriek.party, belfabriek.customer)
    end_contract(contract=belfabriek.contract, on=END, by=SYSTEM)
    answer = belfabriek.post("/service-ends", {"agreement_id": str(made.pk)})
    assert answer.status_code == 201, answer.json()
    assert answer.headers["Location"].endswith(answer.json()["id"])
    return str(answer.json()["id"])


def test_an_end_goes_step_by_step(belfabriek: Reseller, left: str) -> None:
    place = f"/service-ends/{left}"
    row = belfabriek.get(place).json()
    assert (row["state"], row["due_date"], row["due_agreed"]) == ("CHOICE", "2026-10-01", False)
    assert (row["data_categories"], row["choice"]) == (["TRANSMITTED"], None)
    early = belfabriek.post(f"{place}/statements", {**WHO, "outcomes": []})
    assert early.status_code == 400
    answer = belfabriek.post(f"{place}/choices", {**WHO, "choice": "DELETE"})
    assert (answer.status_code, answer.json()["state"]) == (201, "PROOF")
    proof = sent(belfabriek, f"{place}/proofs", b"%PDF-1.7 gewist")
    assert (proof.status_code, proof.json()["kind"]) == (201, "PROOF")
    assert sent(belfabriek, f"{place}/proofs", b"MZ").json()["code"] == "not_a_pdf"
    done = {"data_category": "TRANSMITTED", "outcome": "DELETED", "done_date": "2026-09-01"}
    kept = {**done, "outcome": "KEPT", "done_date": None, "until_date": "2027-01-01"}
    kept |= {"statute": "telecommunicatiewet", "place": "Art. 11.5"}
    said = {**WHO, "document_id": proof.json()["id"], "outcomes": [done, kept]}
    answer = belfabriek.post(f"{place}/statements", said, idempotency_key="one")
    again = belfabriek.post(f"{place}/statements", said, idempotency_key="one")
    assert answer.json() == again.json()
    body = answer.json()
    assert body["state"] == "CONFIRMATION"
    assert body["steps"][-1]["document_hash"] == proof.json()["sha256"]
    outcomes = {each["outcome"]: each for each in body["steps"][-1]["outcomes"]}
    assert outcomes["KEPT"]["statute"] == "telecommunicatiewet"
    own = {**WHO, "statement_id": body["steps"][-1]["id"]}
    answer = belfabriek.post(f"{place}/confirmations", own)
    assert (answer.status_code, answer.json()["code"]) == (403, "end_other_side")
    stale = belfabriek.post(f"{place}/disputes", {**own, "text": "x"}, if_match='"old"')
    assert stale.status_code == 412


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename*=UTF-8''a%00b.pdf", "ab.pdf"),
        ("attachment; filename*=bogus''a.pdf", "proof.pdf"),
        (f"attachment; filename={'a' * 300}", "a" * 150),
    ],
)
def test_a_proof_is_called_what_can_be_read_of_its_name(
    belfabriek: Reseller, left: str, header: str, name: str
) -> None:
    place = f"/service-ends/{left}"
    belfabriek.post(f"{place}/choices", {**WHO, "choice": "DELETE"})
    named = {"content-disposition": header}
    proof = sent(belfabriek, f"{place}/proofs", b"%PDF-1.7 gewist", **named)
    assert proof.status_code == 201, proof.content
    assert AgreementDocument.objects.get(pk=proof.json()["id"]).name == name


def test_a_partner_confirms_and_disputes(belfabriek: Reseller, platform: Party) -> None:
    made = signed(platform, belfabriek.party)
    Agreement.objects.filter(pk=made.pk).update(valid_during=(START, END))
    row = belfabriek.post("/service-ends", {"agreement_id": str(made.pk)}).json()
    place = f"/service-ends/{row['id']}"
    belfabriek.post(f"{place}/choices", {**WHO, "choice": "BOTH"})
    step = stated(EndOfService.objects.get(pk=row["id"]), SYSTEM)
    own = {**WHO, "statement_id": str(step.pk)}
    assert belfabriek.post(f"{place}/confirmations", own).json()["state"] == "COMPLETE"
    evidence = belfabriek.get(f"/agreements/{made.pk}/evidence").json()
    assert evidence["service_end_ids"] == [row["id"]]
    assert "g" not in evidence["absent_items"]
    assert belfabriek.post(f"{place}/disputes", own).json()["code"] == "end_reasonless"
    answer = belfabriek.post(f"{place}/disputes", {**own, "text": "Er staat nog iets."})
    assert answer.json()["state"] == "DISPUTED"
    listed = belfabriek.get("/service-ends?state=DISPUTED").json()
    assert [each["id"] for each in listed["results"]] == [row["id"]]
    assert belfabriek.get("/service-ends?state=COMPLETE").json()["total_count"] == 0
    assert belfabriek.get("/service-ends?sort=-due_date&limit=1").json()["total_count"] == 1


def test_terms_are_read_and_added(belfabriek: Reseller, left: str) -> None:
    agreement = belfabriek.get(f"/service-ends/{left}").json()["agreement_id"]
    place = f"/agreements/{agreement}/end-terms"
    assert belfabriek.get(place).json()["total_count"] == 0
    late = {"days": 730, "otherwise": "DELETE", "agreed_date": "2026-06-30"}
    refused = belfabriek.post(place, late)
    assert (refused.status_code, refused.json()["code"]) == (409, "end_term_late")
    row = belfabriek.get(f"/service-ends/{left}").json()
    assert (row["due_date"], row["due_agreed"], row["state"]) == ("2026-10-01", False, "CHOICE")


def test_between_two_with_an_account_both_enter_a_term(
    belfabriek: Reseller, platform: Party
) -> None:
    place = f"/agreements/{signed(platform, belfabriek.party).pk}/end-terms"
    asked = {"days": 14, "agreed_date": "2026-01-01"}
    (row,) = belfabriek.post(place, asked).json()["results"]
    assert (row["days"], row["entered_by"], row["agreed"]) == (14, "CONTROLLER", False)
    agreement = Agreement.objects.get(processor=platform, controller=belfabriek.party)
    on, at = date(2026, 1, 1), timezone.now()
    agree_end_term(agreement=agreement, days=14, on=on, at=at, by=SYSTEM)
    assert [each["agreed"] for each in belfabriek.get(place).json()["results"]] == [True, True]
    for day, code in (("9999-12-31", "end_later"), ("0001-01-01", "end_term_early")):
        assert belfabriek.post(place, {**asked, "agreed_date": day}).json()["code"] == code


def test_anothers_end_is_like_none(belfabriek: Reseller, spraakwerk: Reseller, left: str) -> None:
    place, nothing = f"/service-ends/{left}", f"/service-ends/{uuid4()}"
    agreement = str(EndOfService.objects.get(pk=left).agreement_id)
    for path in (place, nothing):
        assert spraakwerk.get(path).status_code == 404
        assert sent(spraakwerk, f"{path}/proofs", b"%PDF-1.7").status_code == 404
        assert spraakwerk.post(f"{path}/choices", {**WHO, "choice": "DELETE"}).status_code == 404
    for pk in (agreement, str(uuid4())):
        assert spraakwerk.post("/service-ends", {"agreement_id": pk}).status_code == 404
    assert spraakwerk.get("/service-ends").json()["total_count"] == 0
    own = {**WHO, "statement_id": str(uuid4())}
    assert belfabriek.post(f"{place}/confirmations", own).status_code == 404

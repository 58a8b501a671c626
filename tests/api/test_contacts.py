"""Contacts through the API: added, corrected and erased; others' are like nothing."""

import pytest

from roles.models import Contact
from roles.services import add_contact
from tests.api.conftest import Reseller
from tests.api.test_tenancy import same
from voipgrid_privacy.kernel.tenancy import SYSTEM


def added(reseller: Reseller, **more: str) -> dict:
    body = {"party": str(reseller.party.pk), "kind": "DPO", "email": "fg@b.example", **more}
    answer = reseller.post("/contacts", body)
    assert answer.status_code == 201, answer.content
    assert reseller.get(f"/contacts/{answer.json()['id']}")["ETag"] == answer["ETag"]
    return answer.json()


def test_a_contact_is_added_corrected_and_erased(belfabriek: Reseller) -> None:
    made = added(belfabriek, name="Fatima")
    path = f"/contacts/{made['id']}"
    corrected = belfabriek.patch(path, {"phone": "010 1234567"})
    assert corrected.json() == {**made, "phone": "010 1234567"}
    stale = belfabriek.patch(path, {"name": "x"}, if_match='"0"')
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    gone = belfabriek.post(f"{path}/removals", {}, idempotency_key="weg")
    assert (gone.status_code, gone.json()) == (201, {"id": made["id"]})
    assert belfabriek.post(f"{path}/removals", {}, idempotency_key="weg").json() == gone.json()
    assert belfabriek.get(path).status_code == 404
    assert not Contact.objects.filter(pk=made["id"]).exists()


def test_contacts_are_listed_by_party_and_kind(belfabriek: Reseller) -> None:
    added(belfabriek)
    added(belfabriek, kind="PRIVACY", party="RELATIECODE:K-Bakker", email="p@bakker.example")
    listed = belfabriek.get(f"/contacts?party={belfabriek.party.pk}").json()
    assert [each["kind"] for each in listed["results"]] == ["DPO"]
    listed = belfabriek.get("/contacts?kind=PRIVACY&party=K-Bakker").json()
    assert [each["email"] for each in listed["results"]] == ["p@bakker.example"]


@pytest.mark.parametrize("body", [{"email": ""}, {"email": "geen adres"}])
def test_who_cannot_be_reached_is_no_contact(belfabriek: Reseller, body: dict[str, str]) -> None:
    given = {"party": str(belfabriek.party.pk), "kind": "DPO", **body}
    assert belfabriek.post("/contacts", given).status_code == 400
    made = added(belfabriek)
    refused = belfabriek.patch(f"/contacts/{made['id']}", body)
    assert refused.status_code == 400
    assert Contact.objects.get(pk=made["id"]).email == "fg@b.example"


def test_anothers_contact_is_like_nothing(
    belfabriek: Reseller, spraakwerk: Reseller, nobody: str
) -> None:
    row = add_contact(party=spraakwerk.party, kind="DPO", email="fg@s.example", by=SYSTEM)
    theirs = str(row.pk)
    for call in (
        lambda pk: belfabriek.get(f"/contacts/{pk}"),
        lambda pk: belfabriek.patch(f"/contacts/{pk}", {"name": "x"}),
        lambda pk: belfabriek.post(f"/contacts/{pk}/removals", {}),
    ):
        same(call(theirs), call(nobody), theirs, nobody)
    party = str(spraakwerk.party.pk)
    same(*(belfabriek.get(f"/contacts?party={pk}") for pk in (party, nobody)), party, nobody)
    body = {"kind": "DPO", "email": "a@b.example"}
    same(
        *(belfabriek.post("/contacts", {**body, "party": pk}) for pk in (party, nobody)),
        party,
        nobody,
    )
    assert theirs not in str(belfabriek.get("/contacts?limit=200").json())
    assert Contact.objects.get(pk=theirs).email == "fg@s.example"

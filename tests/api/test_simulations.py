"""Suppositions through the API."""

import pytest

from tests.api.conftest import Reseller

pytestmark = pytest.mark.django_db
DAY = "2026-03-01"


def test_what_if_recording_is_switched_on(belfabriek: Reseller) -> None:
    body = {
        "customer": "RELATIECODE:K-Bakker",
        "asof_date": DAY,
        "kind": "FEATURE_ON",
        "service_feature": "CALL_RECORDING",
    }
    got = belfabriek.post("/role-simulations", body, accept_language="en")
    assert got.status_code == 200, got.content
    found = got.json()
    assert {d["service_feature"] for d in found["differences"]} == {"CALL_RECORDING"}
    assert "CONTROLLER" in {d["after"]["role"] for d in found["differences"]}
    assert {c["kind"] for c in found["consequences"]} >= {"AGREEMENT_AMENDED", "RECORD_AFFECTED"}
    assert all(c["cites"] for c in found["consequences"])


def test_what_if_this_partner_sub_resells(belfabriek: Reseller) -> None:
    body = {"kind": "SUB_RESELLS", "party": str(belfabriek.party.pk), "asof_date": DAY}
    found = belfabriek.post("/role-simulations", body).json()
    new = [d for d in found["differences"] if d["party"]["id"] is None]
    assert new
    assert {d["before"] for d in new} == {None}
    assert "NOTICE_NEEDED" in {c["kind"] for c in found["consequences"]}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "FEATURE_ON"}, 400),
        ({"kind": "FEATURE_ON", "service_feature": "NONE"}, 400),
        ({"kind": "CONTRACT_ENDS", "contract": "00000000-0000-0000-0000-000000000009"}, 400),
        ({"kind": "MAGIC"}, 400),
    ],
)
def test_what_cannot_be_supposed_is_refused(
    belfabriek: Reseller, body: dict[str, str], status: int
) -> None:
    assert belfabriek.post("/role-simulations", body).status_code == status


def test_anothers_customer_is_nothing(belfabriek: Reseller, spraakwerk: Reseller) -> None:
    body = {"kind": "FEATURE_ON", "service_feature": "CALL_RECORDING"}
    hidden, nothing = (
        spraakwerk.post("/role-simulations", {**body, "customer": customer}).json()
        for customer in (str(belfabriek.customer.pk), "00000000-0000-0000-0000-000000000009")
    )
    assert hidden["errors"] == nothing["errors"]

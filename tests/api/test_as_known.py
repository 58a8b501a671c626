"""With ``knownat`` a resource is told as the register had it then, and as nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.api.conftest import Reseller
from tests.api.test_agreements import drafted, paper
from tests.api.test_role_matrix import backdate

pytestmark = pytest.mark.django_db


def instant(days: int) -> str:
    return (timezone.now() + timedelta(days=days)).isoformat().replace("+00:00", "Z")


def test_an_agreement_is_told_with_who_had_signed(belfabriek: Reseller, spraakwerk: Reseller):
    made = drafted(belfabriek)
    place, one = f"/agreements/{made['id']}", paper(belfabriek, made)
    assert belfabriek.post(f"{place}/sendings", {}).status_code == 201
    backdate("roles_agreementevent", timedelta(days=4))
    sign = {"document_hash": one["sha256"], "name": "Bella Bel", "function": "CEO"}
    signed = belfabriek.post(f"{place}/signatures", sign).json()
    backdate("roles_agreementsignatureevent", timedelta(days=2))
    with_event = belfabriek.get(f"{place}?knownat={instant(1)}").json()
    assert with_event == signed
    assert with_event["signatures"][0]["name"] == "Bella Bel"
    then = belfabriek.get(f"{place}?knownat={instant(-3)}").json()
    assert then == {**made, "state": "UNSIGNED", "signatures": []}
    listed = belfabriek.get(f"/agreements?knownat={instant(-3)}&asof=2026-02-01").json()
    assert listed["results"] == [then]
    assert belfabriek.get(f"{place}?knownat={instant(-5)}").status_code == 404
    assert spraakwerk.get(f"{place}?knownat={instant(-3)}").status_code == 404
    assert spraakwerk.get(f"/agreements?knownat={instant(-3)}").json()["results"] == []


def test_a_signature_taken_back_since_was_there(belfabriek: Reseller):
    made = drafted(belfabriek)
    place, one = f"/agreements/{made['id']}", paper(belfabriek, made)
    belfabriek.post(f"{place}/sendings", {})
    signed = belfabriek.post(
        f"{place}/signatures", {"document_hash": one["sha256"], "name": "Bella Bel"}
    ).json()
    for table in ("roles_agreementevent", "roles_agreementsignatureevent"):
        backdate(table, timedelta(days=2))
    taken_back = belfabriek.post(f"{place}/withdrawals", {}).json()
    assert taken_back["signatures"] == []
    assert belfabriek.get(f"{place}?knownat={instant(-1)}").json() == {
        **signed,
        "state": "UNSIGNED",  # on that day itself the day of signing was still to come
    }
    assert belfabriek.get(f"{place}?knownat={instant(1)}").json() == taken_back


def test_an_authorisation_is_told_as_it_was_given(belfabriek: Reseller, spraakwerk: Reseller):
    given = belfabriek.post(
        "/authorisations",
        {
            "giver": str(belfabriek.customer.pk),
            "holder": str(belfabriek.party.pk),
            "kind": "GENERAL",
            "notice_days": 14,
            "valid_from_date": "2026-01-01",
        },
    ).json()
    backdate("roles_mandateevent", timedelta(days=2))
    place = f"/authorisations/{given['id']}"
    ended = belfabriek.post(f"{place}/terminations", {"effective_date": "2026-06-01"}).json()
    assert ended["valid_until_date"] == "2026-06-01"
    assert belfabriek.get(f"{place}?knownat={instant(-1)}").json() == given
    assert belfabriek.get(f"{place}?knownat={instant(1)}").json() == ended
    summer = f"asof=2026-07-01&party={belfabriek.customer.pk}"
    before = belfabriek.get(f"/authorisations?{summer}&knownat={instant(-1)}").json()
    assert before["results"] == [given]
    assert belfabriek.get(f"/authorisations?{summer}").json()["results"] == []
    assert spraakwerk.get(f"{place}?knownat={instant(-1)}").status_code == 404


def test_a_stated_measure_is_told_as_it_was_stated(belfabriek: Reseller, spraakwerk: Reseller):
    stated = belfabriek.post(
        "/measure-statements",
        {"measure": "firewalls", "valid_from_date": "2026-01-01", "evidence": "Rapport 7"},
    ).json()
    backdate("roles_takenmeasureevent", timedelta(days=2))
    place = f"/measure-statements/{stated['id']}"
    ended = belfabriek.post(f"{place}/terminations", {"effective_date": "2026-06-01"}).json()
    assert belfabriek.get(f"{place}?knownat={instant(-1)}").json() == stated
    assert belfabriek.get(f"{place}?knownat={instant(1)}").json() == ended
    query = f"party={belfabriek.party.pk}&asof=2026-07-01"
    before = belfabriek.get(f"/measure-statements?{query}&knownat={instant(-1)}").json()
    assert before["results"] == [stated]
    assert belfabriek.get(f"/measure-statements?{query}").json()["results"] == []
    assert belfabriek.get(f"{place}?knownat={instant(-3)}").status_code == 404
    assert spraakwerk.get(f"{place}?knownat={instant(-1)}").status_code == 404

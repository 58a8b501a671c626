"""Changes through the API."""

import pytest

from tests.api.conftest import Reseller

pytestmark = pytest.mark.django_db


def test_what_is_scheduled_is_told_with_its_cause(belfabriek: Reseller) -> None:
    path = f"/contracts/{belfabriek.contract.pk}/terminations"
    assert belfabriek.post(path, {"effective_date": "2031-09-01"}).status_code == 201
    for query in ("?asof=2031-01-01", "?customer=RELATIECODE:K-Bakker&asof=2031-01-01"):
        got = belfabriek.get(f"/role-matrix/changes{query}")
        assert got.status_code == 200, got.content
        (change,) = got.json()["results"]
        assert (change["effective_date"], change["scheduled"]) == ("2031-09-01", True)
        assert next((c["kind"], c["starts"]) for c in change["causes"]) == ("CONTRACT", False)
        assert {d["after"] for d in change["differences"]} == {None}


def test_others_see_nothing(belfabriek: Reseller, spraakwerk: Reseller) -> None:
    hidden = spraakwerk.get(f"/role-matrix/changes?customer={belfabriek.customer.pk}")
    nothing = spraakwerk.get("/role-matrix/changes?customer=00000000-0000-0000-0000-000000000009")
    assert hidden.status_code == nothing.status_code == 404
    assert spraakwerk.get("/role-matrix/changes?asof=x").status_code == 400

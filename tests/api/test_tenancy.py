"""Partner A naming what is partner B's, anywhere, gets what a name of nothing gets."""

from typing import Any

import pytest
from django.http import HttpResponse

from roles.models import Contract, Party
from tests.api.conftest import Reseller


def same(one: HttpResponse, other: HttpResponse, named: str, absent: str) -> None:
    """Byte for byte, but for the address that was asked, which repeats the name."""
    assert one.status_code == other.status_code
    assert one.status_code in {400, 404}
    assert one.content.replace(named.encode(), b"") == other.content.replace(absent.encode(), b"")
    varying = {"RateLimit", "Content-Length", "X-Request-ID"}
    assert {k: v for k, v in one.headers.items() if k not in varying} == {
        k: v for k, v in other.headers.items() if k not in varying
    }


PATHS = (
    "/parties/{customer}",
    "/parties/{partner}",
    "/parties/{code}",
    "/contracts/{contract}",
    "/role-matrix?customer={customer}",
    "/role-matrix?customer={customer}&asof=2026-03-01&knownat=2030-01-01T00:00:00Z",
    "/role-matrix?customer={code}",
    "/role-matrix?partner={partner}",
    "/role-matrix?customer={own}&partner={partner}",
    "/contracts?party={customer}",
    "/contracts?party={code}",
)


def names(of: Reseller, own: Reseller) -> dict[str, str]:
    return {
        "customer": str(of.customer.pk),
        "partner": str(of.party.pk),
        "contract": str(of.contract.pk),
        "code": f"K-{of.customer.name}",
        "own": str(own.customer.pk),
    }


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["get", "patch"])
def test_in_a_path_or_a_query(
    belfabriek: Reseller, spraakwerk: Reseller, nobody: str, path: str, method: str
) -> None:
    theirs = names(spraakwerk, belfabriek)
    if method == "patch" and not path.startswith("/parties"):
        method = "get"
    call: Any = belfabriek.get if method == "get" else lambda p: belfabriek.patch(p, {"name": "x"})
    absent = {**dict.fromkeys(theirs, nobody), "own": theirs["own"]}
    key = next(k for k in ("partner", "customer", "contract", "code") if f"{{{k}}}" in path)
    same(call(path.format(**theirs)), call(path.format(**absent)), theirs[key], nobody)


BODIES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("provider", {"provider": "{them}", "acquirer": "{customer}"}),
    ("acquirer", {"provider": "{party}", "acquirer": "{them}"}),
)


@pytest.mark.parametrize(("field", "body"), BODIES)
@pytest.mark.parametrize("as_", ["customer", "partner", "code"])
def test_in_a_body(
    belfabriek: Reseller,
    spraakwerk: Reseller,
    nobody: str,
    field: str,
    body: dict[str, Any],
    as_: str,
) -> None:
    before = Contract.objects.count()
    rest = {"service": "TELEPHONY", "kind": "SUBSCRIPTION", "valid_from_date": "2026-06-01"}
    mine = {"customer": str(belfabriek.customer.pk), "party": str(belfabriek.party.pk)}
    theirs = names(spraakwerk, belfabriek)[as_]
    one, other = (
        belfabriek.post("/contracts", rest | {k: v.format(them=t, **mine) for k, v in body.items()})
        for t in (theirs, nobody)
    )
    same(one, other, theirs, nobody)
    assert [error["pointer"] for error in one.json()["errors"]] == [f"/{field}"]
    assert Contract.objects.count() == before


def test_ending_anothers_contract_is_ending_nothing(
    belfabriek: Reseller, spraakwerk: Reseller, nobody: str
) -> None:
    theirs = str(spraakwerk.contract.pk)
    one, other = (
        belfabriek.post(f"/contracts/{each}/terminations", {"effective_date": "2026-06-01"})
        for each in (theirs, nobody)
    )
    same(one, other, theirs, nobody)
    spraakwerk.contract.refresh_from_db()
    assert spraakwerk.contract.valid_until is None


def test_lists_hold_the_own_part_of_the_chain(belfabriek: Reseller, spraakwerk: Reseller) -> None:
    parties = belfabriek.get("/parties?limit=200").json()
    found = {party["name"] for party in parties["results"]}
    assert {"Belfabriek", "Bakker", "VoIPGRID B.V."} <= found
    assert not {"Spraakwerk", "Slager"} & found
    contracts = belfabriek.get("/contracts?limit=200").json()
    assert str(spraakwerk.contract.pk) not in {each["id"] for each in contracts["results"]}
    assert contracts["total_count"] == len(contracts["results"])


def test_a_number_of_anothers_customer_can_be_given_again(
    belfabriek: Reseller, spraakwerk: Reseller
) -> None:
    """Whether Spraakwerk uses a number is not for Belfabriek to find out."""
    number = {"system": "RELATIECODE", "value": "K-Slager"}
    body = {"kind": "CUSTOMER", "name": "Nieuw", "external_ids": [number]}
    assert belfabriek.post("/parties", body).status_code == 201


def test_the_key_of_anothers_write_is_free(belfabriek: Reseller, spraakwerk: Reseller) -> None:
    one = belfabriek.post("/parties", {"kind": "CUSTOMER", "name": "A"}, idempotency_key="1")
    other = spraakwerk.post("/parties", {"kind": "CUSTOMER", "name": "B"}, idempotency_key="1")
    assert (one.status_code, other.status_code) == (201, 201)
    assert Party.objects.filter(name__in="AB").count() == 2

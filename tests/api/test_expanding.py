"""``expand``: what a row refers to is told in full when it is asked for, and to whom it may be."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import Reseller
from tests.cookies.scanner.scanned import site_of
from tests.cookies.test_exemption import declare
from voipgrid_privacy.api.publication import document

pytestmark = pytest.mark.django_db


def expandable() -> list[tuple[str, dict[str, Any], str]]:
    """Return the operations that have ``expand``, with their answer and what can be asked."""
    made = document()
    return [
        (operation["operationId"], operation, given["schema"]["pattern"])
        for methods in made["paths"].values()
        for operation in methods.values()
        for given in operation.get("parameters", ())
        if given["name"] == "expand"
    ]


def properties(schema: dict[str, Any]) -> dict[str, Any]:
    named = schema["$ref"].rpartition("/")[2]
    told: dict[str, Any] = document()["components"]["schemas"][named]["properties"]
    return told


def test_what_can_be_asked_is_what_the_answer_describes() -> None:
    assert len(expandable()) > 20
    for name, operation, pattern in expandable():
        answer = properties(operation["responses"]["200"]["content"]["application/json"]["schema"])
        one = properties(answer["results"]["items"]) if "results" in answer else answer
        held = one["expanded"]
        told = properties(held if "$ref" in held else held["allOf"][0])
        assert pattern == f"^({'|'.join(told)})(,({'|'.join(told)}))*$", name


def test_a_contract_tells_both_its_ends(belfabriek: Reseller) -> None:
    path = f"/contracts/{belfabriek.contract.pk}"
    plain = belfabriek.get(path)
    told = belfabriek.get(f"{path}?expand=provider,acquirer")
    assert "expanded" not in plain.json()
    ends = told.json().pop("expanded")
    for side in ("provider", "acquirer"):
        assert ends[side] == belfabriek.get(f"/parties/{plain.json()[side]['id']}").json()
    assert told["ETag"] == plain["ETag"]  # so that If-Match takes it
    again = belfabriek.get(f"{path}?expand=provider", if_none_match=plain["ETag"])
    assert again.status_code == 200  # the provider may be another than it was


def test_a_list_tells_what_is_asked_and_no_more(belfabriek: Reseller) -> None:
    rows = belfabriek.get("/contracts?limit=200&expand=acquirer").json()["results"]
    assert rows
    for row in rows:
        assert set(row["expanded"]) == {"acquirer"}
        assert row["expanded"]["acquirer"]["id"] == row["acquirer"]["id"]


def test_what_cannot_be_expanded_is_refused(belfabriek: Reseller) -> None:
    for asked in ("", "service", "provider,", "provider,service", "provider;acquirer"):
        answer = belfabriek.get(f"/contracts?expand={asked}")
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")
    answer = belfabriek.get("/data-categories?expand=elements")
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")


def test_it_costs_one_statement_however_many_rows(
    belfabriek: Reseller, django_assert_max_num_queries: Any
) -> None:
    plain = count(belfabriek, "/contracts?limit=200", django_assert_max_num_queries)
    whole = count(
        belfabriek, "/contracts?limit=200&expand=provider,acquirer", django_assert_max_num_queries
    )
    assert whole - plain <= 4  # two statements a side: parties, and their numbers


def count(by: Reseller, path: str, most: Any) -> int:
    with most(100) as found:
        assert by.get(path).status_code == 200
    return len(found)


def test_what_is_named_twenty_times_is_read_once(
    belfabriek: Reseller, django_assert_num_queries: Any
) -> None:
    with CaptureQueriesContext(connection) as once:
        told = belfabriek.get("/contracts?expand=provider").json()
    with django_assert_num_queries(len(once)):
        assert belfabriek.get(f"/contracts?expand={','.join(['provider'] * 20)}").json() == told


def test_a_cookie_tells_its_site_and_anothers_is_like_nothing(
    belfabriek: Reseller, spraakwerk: Reseller, nobody: str
) -> None:
    call_command("load_cookies", verbosity=0)
    site = site_of(belfabriek.party)
    declare(site, "_pk_id", "ANALYTICS")
    (row,) = belfabriek.get(f"/cookies?site={site.code}&q=_PK&expand=site").json()["results"]
    assert row["expanded"]["site"]["code"] == row["site"] == site.code
    assert belfabriek.get(f"/cookies/{row['id']}").status_code == 200
    one, other = (spraakwerk.get(f"/cookies/{each}") for each in (row["id"], nobody))
    assert one.status_code == other.status_code == 404
    told = one.content.replace(row["id"].encode(), b""), other.content.replace(nobody.encode(), b"")
    assert told[0] == told[1]
    of_state = f"/cookies?site={site.code}&state="
    assert belfabriek.get(of_state + row["status"]).json()["total_count"] == 1
    assert belfabriek.get(f"{of_state}DISPUTED").json()["total_count"] == 0


def test_head_is_get_without_the_body(belfabriek: Reseller) -> None:
    headers = {"authorization": f"Bearer {belfabriek.token}"}
    answer = belfabriek.http.head("/api/v1/contracts?limit=1", headers=headers)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["X-Total-Count"]

"""What goes away is told a year ahead: in the document, in each answer, and to people."""

import html
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from roles.api.contracts import ContractsView
from tests.api.conftest import Reseller
from voipgrid_privacy.api import publication
from voipgrid_privacy.api.deprecation import Deprecation

GOING = Deprecation(date(2027, 1, 1), date(2028, 1, 1), "/api/v2/contracts")


@pytest.fixture
def going(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    gone = replace(ContractsView.operations["GET"], deprecated=GOING)
    monkeypatch.setitem(ContractsView.operations, "GET", gone)
    publication._document.cache_clear()
    yield
    publication._document.cache_clear()


def test_each_answer_says_since_when_until_when_and_what_instead(
    going: None, belfabriek: Reseller
) -> None:
    made = belfabriek.get("/contracts?limit=1")
    assert made["Deprecation"] == "@1798761600"
    assert made["Sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
    assert '/ontwikkelaars/wijzigingen/#afscheid>; rel="deprecation"' in made["Link"]
    assert '</api/v2/contracts>; rel="successor-version"' in made["Link"]
    refused = belfabriek.get("/contracts?limit=nonsense")
    assert (refused.status_code, refused["Sunset"]) == (400, made["Sunset"])
    assert "Deprecation" not in belfabriek.get("/parties")
    assert "Deprecation" not in belfabriek.post("/contracts", {})


def test_the_next_page_is_still_linked(going: None, belfabriek: Reseller) -> None:
    link = belfabriek.get("/contracts?limit=1")["Link"]
    assert link.count("rel=") == 3
    assert 'rel="next"' in link


def test_the_document_and_the_page_of_changes_say_it(going: None, belfabriek: Reseller) -> None:
    promised = publication.document()
    operation = promised["paths"]["/contracts"]["get"]
    assert operation["deprecated"] is True
    assert (operation["x-deprecated-on"], operation["x-sunset-on"]) == ("2027-01-01", "2028-01-01")
    assert {"Deprecation", "Sunset", "Link"} <= operation["responses"]["200"]["headers"].keys()
    assert {"Deprecation", "Sunset"} <= promised["components"]["headers"].keys()
    assert "deprecated" not in promised["paths"]["/contracts"]["post"]
    page = html.unescape(Client().get("/en/ontwikkelaars/wijzigingen/").content.decode())
    assert "GET /contracts" in page
    assert "gone from 1 January 2028" in page


def test_no_header_is_named_that_no_answer_has() -> None:
    assert not {"Deprecation", "Sunset"} & publication.document()["components"]["headers"].keys()


def test_less_than_a_year_is_no_notice() -> None:
    with pytest.raises(ValueError, match="a year"):
        Deprecation(date(2027, 1, 1), date(2027, 12, 31))

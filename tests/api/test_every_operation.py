"""Every operation of the document, in every place that names something: another's is like nothing.

One partner lived the story of the examples, so that it has one of everything. Another then names
what is the first one's, in each address and query; and the first names what is the other's, in
each place of each body. Each time a name of nothing must get the same bytes and the same status.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse

from cookies.scanner.choices import ProofWay
from tests.api.conftest import API, Reseller
from tests.api.foreign_names import (
    NAMED_IN_QUERY,
    absent_for,
    prefixes,
    references,
    told_in_story,
    with_value,
)
from tests.api.lived import GIVEN, known_at_first
from tests.api.test_examples import OPERATIONS, found, sent
from voipgrid_privacy.api.examples import Example, named, story

pytestmark = pytest.mark.django_db
EVERYBODYS = (
    "/cookies/",  # those of VoIPGRID's own site; own ones: test_expanding
    "/data-categories/",
    "/data-elements/",
    "/data-stores/",
    "/measures/",
    "/privacy-statements/",
    "/processing-activities/{",  # those of the list are VoIPGRID's text; own ones: test_records
    "/retention-rules/",  # the standard ones; own ones: test_keeping
    "/service-features/",
    "/sources/",
)
"""Addresses of what anyone may read: there is nothing foreign there."""
UNTOLD = {
    "/anonymisation-runs/{reference}",
    "/consents/",
    "/deletion-certificates/{reference}",
    "/legal-holds/{reference}",
    "/statistics-releases/{reference}",
}
"""Addresses of what the story has none of; tests of their own name another's there."""
OWN_NUMBERS = {"putCustomer"}
"""Whose number it is matters nothing: by the same one each partner has a customer of its own."""


@dataclass
class Lived:
    """Who lived the story, and what everything in it is called."""

    by: Reseller
    known: dict[str, str]

    def values(self, path: str, names: dict[str, str]) -> dict[str, str | None]:
        """Return what is at each part of an address: as the story has it, or the first listed."""
        found: dict[str, str | None] = {}
        for name, prefix in prefixes(path):
            told = str(named(names[prefix], self.known)) if prefix in names else None
            found[name] = told or self.listed(prefix, name, found)
        return found

    def listed(self, prefix: str, name: str, above: dict[str, str | None]) -> str | None:
        """Return what is first in the list of which an address shows one."""
        collection = prefix.rpartition("/{")[0]
        if collection not in PATHS or None in above.values():
            return None
        rows = self.by.get(f"{collection.format(**above)}?limit=1").json().get("results", [])
        keys = (name, "id", "code")
        return next((str(row[key]) for row in rows for key in keys if row.get(key)), None)


PATHS = {path: methods for path, methods, _operation in OPERATIONS.values()}


@pytest.fixture
def lived(example_world: Reseller, monkeypatch: pytest.MonkeyPatch) -> Lived:
    monkeypatch.setattr("cookies.scanner.ownership.proven", lambda *_given: ProofWay.DNS)
    known = known_at_first(example_world)
    for example in story():
        known |= GIVEN.get(example.operation, lambda _world: {})(example_world)
        answer = sent(example_world, example, known)
        known |= {k: found(answer.json(), v) for k, v in example.keeps.items()}
    return Lived(example_world, known)


@pytest.fixture
def eve(reseller: Callable[[str, str], Reseller]) -> Reseller:
    return reseller("Spraakwerk", "Slager")


def asked(by: Reseller, method: str, path: str, body: Any, query: dict[str, str]) -> HttpResponse:
    content = "" if method == "get" else body if isinstance(body, str) else json.dumps(body)
    return by.http.generic(
        method.upper(),
        API + path,
        content,
        content_type="application/json",
        query_params=query,
        headers={"authorization": f"Bearer {by.token}"},
    )


def alike(one: HttpResponse, other: HttpResponse, named_: str, absent: str) -> str:
    """Say in what two answers differ, but for the name that was asked; nothing when they agree."""
    if one.status_code != other.status_code or one.status_code < 400:
        return f"{one.status_code} {one.content[:200]!r} / {other.status_code}"
    told = one.content.replace(named_.encode(), b""), other.content.replace(absent.encode(), b"")
    if told[0] != told[1]:
        return f"{told[0][:300]!r} / {told[1][:300]!r}"
    varying = {"RateLimit", "Content-Length", "X-Request-ID"}
    heads = [{k: v for k, v in each.headers.items() if k not in varying} for each in (one, other)]
    return "" if heads[0] == heads[1] else f"{heads}"


def examples() -> dict[str, Example]:
    first: dict[str, Example] = {}
    for example in story():
        first.setdefault(example.operation, example)
    return first


Wrong = dict[str, str]


def test_what_is_anothers_is_answered_like_nothing_everywhere(
    lived: Lived, eve: Reseller, capsys: pytest.CaptureFixture[str]
) -> None:
    """One test, as living the story takes its time; it prints how many places were tried."""
    wrong: Wrong = {}
    tried = {
        "addresses": in_every_address(lived, eve, wrong),
        "queries": in_every_query(lived, eve, wrong),
        "bodies": in_every_body(lived, eve, wrong),
    }
    assert not wrong, "\n".join(f"{place}: {differs}" for place, differs in wrong.items())
    with capsys.disabled():
        for where, names in tried.items():
            print(
                f"\n{where}: {len(names)} of {len(OPERATIONS)} operations, {names.total()} places"
            )
    assert len(tried["queries"]) > 20
    assert len(tried["bodies"]) > 30


def in_every_address(lived: Lived, eve: Reseller, wrong: Wrong) -> "Counter[str]":
    """The other asks for what is the first one's, by each part of each address."""
    told = told_in_story({name: path for name, (path, _m, _o) in OPERATIONS.items()})
    said, tried, untold = examples(), Counter[str](), set()
    for name, (path, method, _operation) in OPERATIONS.items():
        if path.startswith(EVERYBODYS) or name in OWN_NUMBERS:
            continue
        values = lived.values(path, told)
        untold |= {prefix for p, prefix in prefixes(path) if values[p] is None}
        if not values or None in values.values():
            continue
        body = named(said[name].body, lived.known) if name in said and said[name].body else {}
        for parameter, value in values.items():
            absent = absent_for(str(value))
            theirs = path.format(**values)
            nothing = path.format(**{**values, parameter: absent})
            one, other = (asked(eve, method, p, body, {}) for p in (theirs, nothing))
            tried[name] += 1
            if differs := alike(one, other, str(value), absent):
                wrong[f"{name} {parameter}"] = differs
    assert {prefix for prefix in untold if not prefix.startswith(tuple(UNTOLD))} == set()
    assert (
        set(tried)
        == {
            name
            for name, (path, _m, _o) in OPERATIONS.items()
            if "{" in path and not path.startswith((*EVERYBODYS, *UNTOLD))
        }
        - OWN_NUMBERS
    )
    return tried


def in_every_query(lived: Lived, eve: Reseller, wrong: Wrong) -> "Counter[str]":
    """The other asks about what is the first one's."""
    tried = Counter[str]()
    theirs = {
        "partner": str(lived.by.party.pk),
        "customer": str(lived.by.customer.pk),
        "party": str(lived.by.customer.pk),
        "endpoint": lived.known["endpoint"],
        "site": "winkel",
    }
    for name, (path, method, operation) in OPERATIONS.items():
        given = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"}
        for parameter in given & set(NAMED_IN_QUERY) if "{" not in path else ():
            value, absent = theirs[parameter], absent_for(theirs[parameter])
            rest = {"category": "TRANSMITTED"} if "category" in given else {}
            if name == "explainRole" and parameter != "party":
                rest["party"] = str(eve.party.pk)
            one, other = (
                asked(eve, method, path, {}, {**rest, parameter: each}) for each in (value, absent)
            )
            tried[name] += 1
            if differs := alike(one, other, value, absent):
                wrong[f"{name} {parameter}"] = differs
    return tried


def in_every_body(lived: Lived, eve: Reseller, wrong: Wrong) -> "Counter[str]":
    """What the first partner names is the other's contract or customer."""
    tried = Counter[str]()
    for name, example in examples().items():
        path, method, _operation = OPERATIONS[name]
        address = path.format(**named(dict(example.path), lived.known))
        body = named(example.body, lived.known)
        for place in references(example.body):
            for value in hers(eve, place):
                absent = absent_for(value)
                one, other = (
                    asked(lived.by, method, address, with_value(body, place, each), {})
                    for each in (value, absent)
                )
                tried[name] += 1
                if differs := alike(one, other, value, absent):
                    wrong[f"{name} {place} {value}"] = differs
    return tried


def hers(eve: Reseller, place: tuple[str | int, ...]) -> Iterator[str]:
    """Yield what the other has that could stand in a place: of a contract its own, else parties."""
    if "contract" in str(place[-1]):
        yield str(eve.contract.pk)
        return
    yield str(eve.customer.pk)
    yield f"RELATIECODE:K-{eve.customer.name}"

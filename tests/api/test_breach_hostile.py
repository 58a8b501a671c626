"""What nobody means is refused in every step of an incident, and nothing is half-written."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from records.incidents.models import IncidentDossier, IncidentStep
from tests.api.conftest import Reseller, reseller_named
from tests.api.test_breach_steps import SCORES
from tests.api.test_breaches import NEW

pytestmark = pytest.mark.django_db
NAME, THEN = {"name": "B. Bel"}, "2026-10-24T08:00:00Z"
FACTS = {**{key: value for key, value in NEW.items() if key != "aware_at"}, "began_at": THEN}
BODIES: dict[str, dict[str, Any]] = {
    "": {**NEW, "ended_at": THEN, "persons": 1},
    "/facts": FACTS,
    "/affected-parties": {"parties": [{"party": "x"}], "reason": "x", **NAME},
    "/assessments": {**SCORES, "risk": "RISK", "reasons": "x", **NAME},
    "/notifications": {"regime": "GDPR", "phase": "FIRST", "done_at": THEN, **NAME},
    "/non-notifications": {"regime": "GDPR", "text": "x", **NAME},
    "/notices": {"means": "LETTER", "text": "x", "told_at": THEN},
    "/decisions": {"decision": "TELL", "text": "x", **NAME},
    "/letters": {"address_kind": "POST", "person_references": ["K-1"]},
    "/letter-corrections": {
        "address_kind": "POST",
        "corrections": [{"person_reference": "K-1"}],
        "text": "x",
        **NAME,
    },
    "/communications": {"means": "LETTER", "done_at": THEN, "persons": 1, **NAME},
    "/scope-statements": {"text": "x", **NAME},
    "/closings": NAME,
    "/reopenings": {"text": "x", **NAME},
}
WRONG: dict[type, tuple[Any, ...]] = {
    str: ("x" * 10_000, "a\u0000b", "\ud800", "0001-01-01T00:00:00Z", "2999-01-01T00:00:00Z", 5),
    list: (["\u0000"], ["x" * 10_000], [5], "x", [None], ["x"] * 10_001),
    int: (-1, 2**31, 2**63, 1e400, "x"),
}
FREE = {"name", "text", "what", "reason", "reasons"}
"""Texts in which a moment of long ago is a text like any other."""


def wrong(body: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        (field, value)
        for field, was in body.items()
        for value in WRONG.get(type(was), ())
        if not (field in FREE and isinstance(value, str) and value.endswith("Z"))
    ]


@pytest.fixture(scope="module")
def _known(module_register: None, django_db_blocker: Any) -> Iterator[tuple[Reseller, str]]:
    """A partner and its file, made once: what is refused changes nothing of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = reseller_named("Belfabriek", "Bakker")
        yield made, f"/breaches/{made.post('/breaches', NEW).json()['id']}"
        transaction.set_rollback(True)


@pytest.fixture
def belfabriek(_known: tuple[Reseller, str], db: None) -> Reseller:
    return _known[0]


@pytest.fixture
def own(_known: tuple[Reseller, str], db: None) -> str:
    return _known[1]


@pytest.mark.parametrize("step", BODIES)
def test_what_nobody_means_is_refused_and_nothing_is_written(
    belfabriek: Reseller, own: str, step: str
) -> None:
    belfabriek.http.raise_request_exception = False
    body, said = BODIES[step], []
    for field, value in wrong(body):
        answer = belfabriek.post(own + step if step else "/breaches", {**body, field: value})
        said.append((field, repr(value)[:30], answer.status_code))
    assert [each for each in said if each[2] not in {400, 404, 409}] == []
    assert (IncidentDossier.objects.count(), IncidentStep.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"aware_at": "2018-05-24T12:00:00Z"}, "incident_too_early"),
        ({"aware_at": "0001-01-01T00:00:00Z"}, "incident_too_early"),
        ({"began_at": "0001-01-01T00:00:00Z"}, "incident_too_early"),
        ({"began_at": "2026-10-23T10:00:01+02:00"}, "incident_began_later"),
        ({"aware_at": "2018-05-25T12:00:00Z", "began_at": "1995-01-01T00:00:00Z"}, None),
    ],
)
def test_moments_of_before_any_term_are_refused(
    belfabriek: Reseller, change: dict[str, str], code: str | None
) -> None:
    answer = belfabriek.post("/breaches", {**NEW, **change})
    assert answer.json().get("code") == code, answer.json()

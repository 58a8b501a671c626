"""Runs that are certified, for the tests of certificates."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from records.certificates.queries import envelope
from records.certificates.services import certify_run
from records.engine import leases, own
from records.engine.models import AnonymisationJob, AnonymisationLane
from records.models import Certificate
from roles.models import Party
from voipgrid_privacy.kernel.tenancy import SYSTEM

Calls = Callable[..., None]


Planned = Callable[[], AnonymisationJob]


NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)


@pytest.fixture
def spraakwerk(db: None) -> Party:
    return Party.objects.create(kind="PARTNER", name="Spraakwerk")


def certify(job: AnonymisationJob | UUID, at: datetime = NOW) -> list[Certificate]:
    """Certify a run; return what was issued, that of the whole run first."""
    pk = job if isinstance(job, UUID) else job.pk
    made = certify_run(job=pk, at=at, by=SYSTEM)
    if made is None:
        return []
    same = {"job": pk, "outcome": made.outcome, "sweep": made.sweep, "batches": made.batches}
    rows = list(Certificate.objects.filter(**same).order_by("-chain"))
    assert rows[0].pk == made.pk
    return rows


def body(row: Certificate) -> dict[str, Any]:
    return envelope(row)["body"]  # type: ignore[no-any-return]


def whole(job: AnonymisationJob) -> dict[str, Any]:
    return body(Certificate.objects.filter(job=job, party=None).latest("number"))


def part(job: AnonymisationJob, party: Party) -> dict[str, Any]:
    return body(Certificate.objects.filter(job=job, party=party).latest("number"))


def text(row: Certificate) -> str:
    return json.dumps(envelope(row))


def partway(job: AnonymisationJob) -> AnonymisationLane:
    """Do one batch of 500 rows, and hold the lane."""
    AnonymisationLane.objects.update(batch_size=500)
    lane = leases.claim(job.pk)
    assert lane is not None
    own.run_batch(lane)
    return lane


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the place of every value in a document, empty ones too."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in inner:
        if isinstance(each, dict | list) and each:
            yield from leaves(each, (*path, key))
        else:
            yield (*path, key)

"""``/anonymisation-runs`` and ``/legal-holds``: what is erased of the own data, and what stays."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from records.api.run_shapes import (
    ACTIVE,
    RELEASED,
    AnonymisationRunPage,
    AnonymisationRunShape,
    LegalHoldPage,
    LegalHoldShape,
)
from records.certificates.own_part import OwnPart, own_parts, runs_with
from records.choices import JobState
from records.engine.models import AnonymisationJob
from records.holds.models import LegalHold
from records.holds.queries import holds
from roles.models import Party
from roles.queries.lookup import the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.expanding import Body
from voipgrid_privacy.api.paging import page, page_of
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer, read_as_application


class AnonymisationRunsView(ResourceView):
    """The runs with rows of the caller."""

    resource = "anonymisation-runs"
    operations = {
        "GET": Operation(
            "listAnonymisationRuns",
            AnonymisationRunPage,
            sortable={"planned_at": "planned_at", "cut_off_date": "cut_off"},
            query=frozenset({"state"}),
            words={"state": JobState.values},
        )
    }

    def get(self, request: Request) -> Response:
        """List the runs of retention rules that are about rows of the own party."""
        rows = runs_with(self.caller.party)
        if state := parameters.text(request, "state"):
            rows = rows.filter(state=state)
        with read_as_application():
            return page_of(request, rows, bodies=self.told)

    def told(self, runs: list[AnonymisationJob]) -> list[dict[str, Any]]:
        """Return the own part of some runs as JSON."""
        return [run_body(part) for part in own_parts(runs, self.caller.party)]


class AnonymisationRunView(AnonymisationRunsView):
    """One run."""

    operations = {"GET": Operation("getAnonymisationRun", AnonymisationRunShape, single=True)}

    def get(self, request: Request, reference: str) -> Response:  # type: ignore[override]  # one of them
        """Return the run with this UUID, with the own rows in it."""
        pk = parameters.as_uuid(reference)
        if pk is None:
            raise NotFound
        with read_as_application():
            (body,) = self.told([the_one(runs_with(self.caller.party), pk=pk)])
        return single(request, body)


class LegalHoldsView(ResourceView):
    """The holds on data of the caller."""

    resource = "legal-holds"
    operations = {
        "GET": Operation(
            "listLegalHolds",
            LegalHoldPage,
            sortable={"placed_at": "placed_at"},
            query=frozenset({"state"}),
            words={"state": (ACTIVE, RELEASED)},
        )
    }

    def get(self, request: Request) -> Response:
        """List the holds on data of the own party, in force and released."""
        rows = holds(self.viewer)
        if state := parameters.text(request, "state"):
            rows = rows.filter(released_at__isnull=state == ACTIVE)
        return page(request, rows, body=hold_body)


class LegalHoldView(ResourceView):
    """One hold."""

    resource = "legal-holds"
    operations = {"GET": Operation("getLegalHold", LegalHoldShape, single=True)}

    def get(self, request: Request, reference: str) -> Response:
        """Return the hold with this UUID."""
        pk = parameters.as_uuid(reference)
        if pk is None:
            raise NotFound
        return single(request, hold_body(the_one(holds(self.viewer), pk=pk)))


def runs_in_full(viewer: Viewer, keys: Collection[UUID]) -> dict[Any, Body]:
    """Return some runs in full, each in figures of the party that the viewer acts for."""
    found: dict[Any, Body] = {}
    with read_as_application():
        for party in viewer.parties:
            rows = list(runs_with(party).filter(pk__in=keys))
            found |= {part.job.pk: run_body(part) for part in own_parts(rows, party)}
    return found


def run_body(part: OwnPart) -> dict[str, Any]:
    """Return a run as JSON, in figures of one party."""
    job, rule = part.job, part.job.rule
    return {
        "id": job.pk,
        "rule": rule.code,
        "rule_id": rule.pk,
        "data_category": rule.category.code,
        "data_element": rule.element.code if rule.element else None,
        "store": job.store.code,
        "technique": job.technique,
        "cut_off_date": job.cut_off,
        "for_request": job.request_part_id is not None,
        "state": job.state,
        "rows_due": part.due,
        "rows_done": part.done,
        "planned_at": job.planned_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
        "certificate_ids": list(part.certificates),
    }


def hold_body(row: LegalHold) -> dict[str, Any]:
    """Return a hold as JSON, without why and without numbers of persons."""
    period = row.period
    return {
        "id": row.pk,
        "case": row.case,
        "party": _named(row.party),
        "store": row.store.code if row.store else None,
        "about_one_number": bool(row.number),
        "calls_from_date": period.lower if period else None,
        "calls_until_date": period.upper if period else None,
        "state": RELEASED if row.released_at else ACTIVE,
        "placed_at": row.placed_at,
        "released_at": row.released_at,
    }


def _named(party: Party | None) -> dict[str, Any] | None:
    return {"id": party.pk, "name": party.name, "kind": party.kind} if party else None

"""``/processing-activities`` and ``/processor-records``: the caller's own records of Art. 30."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from records.activities.choices import RecordKind, Standing
from records.activities.completeness import Missing
from records.activities.exporting import MEDIA_OF, OF_KIND, handed_out
from records.activities.models import ActivityVersion
from records.activities.processing import Group, page_of_groups
from records.activities.queries import Entry, entry, record, version, versions, whole
from records.activities.telling import title_of, told
from records.activities.vocabulary import vocabulary
from records.api import activity_shapes as shapes
from roles.models import Party
from roles.queries.lookup import the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.paging import page_after, page_among, page_of
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound

BOTH_CLOCKS = frozenset({"asof", "knownat"})


class RecordView(ResourceView):
    """A record of the party that the client acts for."""

    @property
    def party(self) -> Party:
        """Whose record it is."""
        return the_one(Party.objects.visible_to(self.viewer), pk=self.caller.party)

    def day(self, request: Request) -> date:
        """Return the legal date that is asked for; raises InvalidParameter."""
        return parameters.day(request, "asof", timezone.localdate())

    def url(self, row: ActivityVersion) -> str:
        """Return the permanent address of a version."""
        path = f"/api/v1/processing-activities/{row.activity_id}/versions/{row.number}"
        return self.request.build_absolute_uri(path)

    def summary(self, one: Entry) -> dict[str, Any]:
        """Return an entry as lists show it."""
        return {
            "id": one.pk,
            "code": one.code,
            "record": one.kind,
            "name": title_of(one.body),
            "standing": one.standing.value,
            "applies": one.applies,
            "missing": open_letters(one.missing),
            "changed_since": list(one.changed),
            "version_url": self.url(one.version),
        }


class ActivitiesView(RecordView):
    """The record as controller (GDPR Art. 30(1))."""

    resource = "processing-activities"
    operations = {
        "GET": Operation(
            "listProcessingActivities",
            shapes.RecordPage,
            query=BOTH_CLOCKS,
            sortable={"applies": "applies"},
        )
    }

    def get(self, request: Request) -> Response:
        """List the entries of the own record as controller, each with the letters that are open."""
        on, known_at = self.day(request), parameters.instant(request, "knownat")
        found = record(
            viewer=self.viewer,
            party=self.party,
            kind=RecordKind.CONTROLLER,
            on=on,
            known_at=known_at,
        )
        answer = page_among(
            request,
            found.entries,
            place=place_of,
            bodies=lambda some: [self.summary(one) for one in some],
        )
        missing = open_letters(found.missing)
        answer.data |= {"asof_date": on, "known_at": known_at, "missing": missing}
        return answer


class ActivityView(RecordView):
    """One entry."""

    resource = "processing-activities"
    operations = {
        "GET": Operation(
            "getProcessingActivity", shapes.ProcessingActivity, single=True, query=BOTH_CLOCKS
        )
    }

    def get(self, request: Request, reference: str) -> Response:
        """Return an entry of the own records, as controller or processor, in words and as data."""
        on, known_at = self.day(request), parameters.instant(request, "knownat")
        pk, party = identified(reference), self.party
        found = entry(viewer=self.viewer, party=party, pk=pk, on=on, known_at=known_at)
        return single(request, self.whole(found, party, on, known_at))

    def whole(
        self, found: Entry, party: Party, on: date, known_at: datetime | None
    ) -> dict[str, Any]:
        """Return all of an entry."""
        words = vocabulary(viewer=self.viewer, party=party.pk, on=on)
        own = found.own.said if found.own else {}
        sections = [
            {
                "code": each.code,
                "letter": each.letter,
                "title": each.title,
                "lines": list(each.lines),
                "own": each.code in own,
            }
            for each in told(found.kind, found.body, words)
        ]
        clocks = {"asof_date": on, "known_at": known_at}
        return {**self.summary(found), **clocks, "sections": sections, "body": found.body}


class ActivityVersionsView(RecordView):
    """What an entry said before."""

    resource = "processing-activities"
    operations = {
        "GET": Operation(
            "listActivityVersions",
            shapes.ActivityVersionPage,
            sortable={"made_at": "made_at", "number": "number"},
        )
    }

    def get(self, request: Request, reference: str) -> Response:
        """List the versions of an entry: those of VoIPGRID's text and those of the party's own."""
        rows = versions(viewer=self.viewer, party=self.party, pk=identified(reference))
        return page_of(request, rows, bodies=lambda found: [self.listed(r) for r in found])

    def listed(self, row: ActivityVersion) -> dict[str, Any]:
        """Return a version as lists show it."""
        approval = getattr(row, "approval", None)
        return self.said_of(row) | {"approved_at": approval.approved_at if approval else None}

    def said_of(self, row: ActivityVersion) -> dict[str, Any]:
        """Return which version it is."""
        return {
            "url": self.url(row),
            "activity_id": row.activity_id,
            "number": row.number,
            "valid_from_date": row.valid_from,
            "made_at": row.made_at,
            "base_number": row.base_number,
            "hash": bytes(row.hash).hex(),
        }


class ActivityVersionView(ActivityVersionsView):
    """One version."""

    operations = {"GET": Operation("getActivityVersion", shapes.FrozenActivity, single=True)}

    def get(self, request: Request, reference: str, number: int) -> Response:  # type: ignore[override]  # one more part in its address
        """Return what a version says; this address answers the same for good."""
        row = version(viewer=self.viewer, party=self.party, pk=identified(reference), number=number)
        return single(request, self.said_of(row) | {"text": row.body, "body": whole(row)})


class ProcessorRecordsView(RecordView):
    """The record as processor (GDPR Art. 30(2)), made from contracts."""

    resource = "processor-records"
    operations = {
        "GET": Operation(
            "listProcessorRecords",
            shapes.ProcessorRecordPage,
            sortable={"name": "name"},
            words={"sort": ("name",)},
            query=frozenset({"asof"}),
        )
    }

    def get(self, request: Request) -> Response:
        """List the controllers on whose behalf the own party processes, and what it does."""
        on, party = self.day(request), self.party
        kept = record(viewer=self.viewer, party=party, kind=RecordKind.PROCESSOR, on=on)

        def read(after: UUID | None, limit: int) -> tuple[list[dict[str, Any]], UUID | None, int]:
            page = page_of_groups(
                viewer=self.viewer,
                party=party,
                on=on,
                entries=kept.entries,
                after=after,
                most=limit,
            )
            return [group_body(group) for group in page.groups], page.last, page.total

        answer = page_after(request, read=read)
        answer.data |= {"asof_date": on, "missing": open_letters(kept.missing)}
        return answer


class RecordExportsView(RecordView):
    """The record as controller, to take along."""

    resource = "processing-activities"
    kind = RecordKind.CONTROLLER
    operations = {
        "GET": Operation(
            "exportProcessingActivities",
            shapes.ExportedRecord,
            query=BOTH_CLOCKS | {"form"},
            forms=MEDIA_OF,
        )
    }

    def get(self, request: Request) -> HttpResponseBase:
        """Hand out the whole record: json (when left out), jsonld (W3C DPV), tilt, or as a file.

        TILT tells what Art. 13 and 14 have people told, in the language that is asked for.
        """
        return self.handed_out(request, parameters.instant(request, "knownat"))

    def handed_out(self, request: Request, known_at: datetime | None) -> HttpResponseBase:
        """Return the record in the form that is asked for."""
        return handed_out(
            viewer=self.viewer,
            party=self.party,
            kind=self.kind,
            on=self.day(request),
            form=parameters.text(request, "form", "json"),
            known_at=known_at,
        )


class ProcessorRecordExportsView(RecordExportsView):
    """The record as processor, to take along."""

    resource = "processor-records"
    kind = RecordKind.PROCESSOR
    operations = {
        "GET": Operation(
            "exportProcessorRecords",
            shapes.ExportedRecord,
            query=frozenset({"asof", "form"}),
            forms={form: MEDIA_OF[form] for form in OF_KIND[RecordKind.PROCESSOR]},
        )
    }

    def get(self, request: Request) -> HttpResponseBase:
        """Stream all controllers: json (when left out), jsonld (W3C DPV), csv, xlsx or pdf."""
        return self.handed_out(request, None)


def place_of(one: Entry) -> tuple[str, ...]:
    """Return where an entry stands: what applies first, the party's own last, then by code."""
    own = one.standing == Standing.OWN
    return ("0" if one.applies else "1", "1" if own else "0", one.code, str(one.pk))


def open_letters(missing: Iterable[Missing]) -> list[dict[str, str]]:
    """Return what is missing in the reader's language."""
    return [{"letter": each.letter, "sentence": str(each.what)} for each in missing]


def group_body(group: Group) -> dict[str, Any]:
    """Return a controller with what is done on its behalf."""
    return {
        "controller": {
            "id": group.controller,
            "name": group.name,
            "kvk_number": group.kvk_number,
            "country": group.country,
            "address": group.reached.address,
            "contact": group.reached.contact,
            "officer": group.reached.officer,
            "representative": group.reached.representative,
        },
        "contracts": [
            {"reference": reference, "since_date": since} for reference, since in group.contracts
        ],
        "missing_letters": group.missing,
        "parts": [
            {
                "data_category": part.category,
                "role": part.role.value,
                "depth": part.depth,
                "upstream": group.upstream_of(part),
                "processing": [{"id": e.pk, "name": title_of(e.body)} for e in part.entries],
            }
            for part in group.parts
        ],
    }


def identified(reference: str) -> UUID:
    """Return the UUID in an address; raises NotFound."""
    pk = parameters.as_uuid(reference)
    if pk is None:
        raise NotFound
    return pk

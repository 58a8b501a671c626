"""``/findings``: what the register says is wrong about the caller's own parties."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from roles.api.shapes import Page, PartyName, Shape
from roles.choices import Owner, Severity
from roles.findings import FindingType, finding_types
from roles.findings.reading import findings, known_filter
from roles.models import Finding
from roles.models.findings import FindingState
from roles.queries.lookup import party_named, the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.api.problems import InvalidParameter
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound

FILTERS = ("state", "severity", "code", "category")
SORTABLE = {"code": "code", "found_date": "found_on", "severity": "severity"}


class FindingShape(Shape):
    """A finding: what is wrong, about whom, on what ground, who must act, and what to do."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    severity = serializers.ChoiceField(Severity.choices)
    state = serializers.ChoiceField(FindingState.choices)
    owner = serializers.ChoiceField(Owner.choices)
    sentence = serializers.CharField()
    next_step = serializers.CharField(allow_null=True)
    cites = serializers.ListField(child=serializers.CharField())
    party = PartyName(allow_null=True)
    data_category = serializers.CharField(allow_null=True)
    customers = serializers.IntegerField(allow_null=True)
    found_date = serializers.DateField()
    settled_date = serializers.DateField(allow_null=True)


class FindingPage(Page):
    """A page of findings."""

    results = FindingShape(many=True)


class FindingsView(ResourceView):
    """Findings about the caller's parties, and open ones about the platform that all may know."""

    resource = "findings"
    operations = {
        "GET": Operation(
            "listFindings", FindingPage, paged=True, query=frozenset({*FILTERS, "party"})
        )
    }

    def get(self, request: Request) -> Response:
        """List findings; without a state those that ask for something, with UNSETTLED as well."""
        filters = {name: parameters.text(request, name) for name in FILTERS}
        for name, value in filters.items():
            if not known_filter(name, value):
                raise InvalidParameter(field=name, parameter=name)
        filters["state"] = filters["state"] or "UNSETTLED"
        party = parameters.text(request, "party")
        about = party_named(viewer=self.viewer, reference=party).pk if party else None
        rows = findings(viewer=self.viewer, about=about, filters=filters)
        return page(request, rows, sortable=SORTABLE, body=finding_body)


class FindingView(ResourceView):
    """One finding."""

    resource = "findings"
    operations = {"GET": Operation("getFinding", FindingShape, single=True)}

    def get(self, request: Request, reference: str) -> Response:
        """Return the finding with this UUID, settled or not."""
        identifier = parameters.as_uuid(reference)
        if identifier is None:
            raise NotFound
        return single(request, finding_body(the_one(findings(viewer=self.viewer), pk=identifier)))


def finding_body(row: Finding) -> dict[str, Any]:
    """Return a finding in the reader's language; the reason it was accepted for stays inside."""
    kind = _kind(row.code)
    party = row.party
    return {
        "id": row.pk,
        "code": row.code,
        "severity": row.severity,
        "state": row.state,
        "owner": row.owner,
        "sentence": str(kind.sentence) if kind else row.code,
        "next_step": str(kind.next_step) if kind else None,
        "cites": [str(cite) for cite in kind.cites] if kind else [],
        "party": {"id": party.pk, "name": party.name, "kind": party.kind} if party else None,
        "data_category": row.category.code if row.category else None,
        "customers": row.number,
        "found_date": row.found_on,
        "settled_date": row.settled_on,
    }


def _kind(code: str) -> FindingType | None:
    return next((kind for kind in finding_types() if kind.code == code), None)

"""``/findings``: what the register says is wrong about the caller's own parties."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from roles.api import expansions
from roles.api.serializers import StrictSerializer
from roles.api.shapes import DataCategory, Page, PartyName, Shape
from roles.api.shapes import Party as PartyShape
from roles.choices import Owner, Severity
from roles.findings import FindingType, finding_types
from roles.findings.reading import STATES, findings, is_kind
from roles.models import Finding
from roles.models.findings import FindingState
from roles.queries.lookup import party_named, the_one
from roles.services.findings import accept_finding, reopen_finding
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import must_match, single
from voipgrid_privacy.api.expanding import expanded_of
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.api.problems import InvalidParameter
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound

FILTERS = ("state", "severity", "code", "category")
SORTABLE = {"code": "code", "found_date": "found_on", "severity": "severity"}

EXPANDABLE = {
    "party": expansions.party("party_id"),
    "data_category": expansions.category("category_id"),
}


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
    expanded = expanded_of("Finding", party=PartyShape, data_category=DataCategory)


class FindingPage(Page):
    """A page of findings."""

    results = FindingShape(many=True)


class Acceptance(StrictSerializer):
    """Why a finding is acceptable."""

    reason = serializers.CharField(
        max_length=2_000,
        allow_blank=True,
        help_text="Kept with the finding, for officers; name no persons.",
    )


class Reopening(StrictSerializer):
    """Nothing but the wish: an empty object."""


class FindingsView(ResourceView):
    """Findings about the caller's parties, and open ones about the platform that all may know."""

    resource = "findings"
    operations = {
        "GET": Operation(
            "listFindings",
            FindingPage,
            sortable=SORTABLE,
            query=frozenset({*FILTERS, "party"}),
            words={"state": sorted(STATES), "severity": Severity.values},
            said={
                "state": "State of a finding; UNSETTLED (what asks for something) when left out."
            },
            expandable=EXPANDABLE,
        )
    }

    def get(self, request: Request) -> Response:
        """List findings; without a state those that ask for something, with UNSETTLED as well."""
        filters = {name: parameters.text(request, name) for name in FILTERS}
        if filters["code"] and not is_kind(filters["code"]):
            raise InvalidParameter(field="code", parameter="code")
        filters["state"] = filters["state"] or "UNSETTLED"
        party = parameters.text(request, "party")
        about = party_named(viewer=self.viewer, reference=party).pk if party else None
        rows = findings(viewer=self.viewer, about=about, filters=filters)
        return page(request, rows, body=finding_body)


class FindingView(ResourceView):
    """One finding."""

    resource = "findings"
    operations = {"GET": Operation("getFinding", FindingShape, single=True, expandable=EXPANDABLE)}

    def get(self, request: Request, reference: str) -> Response:
        """Return the finding with this UUID, settled or not."""
        row = self.finding(reference)
        return single(request, finding_body(row), row=row)

    def finding(self, reference: str) -> Finding:
        """Return the finding; raises NotFound."""
        identifier = parameters.as_uuid(reference)
        if identifier is None:
            raise NotFound
        return the_one(findings(viewer=self.viewer), pk=identifier)


class AcceptancesView(FindingView):
    """Accepting a finding."""

    http_method_names = ["post", "options"]
    operations = {"POST": Operation("acceptFinding", FindingShape, Acceptance, 201, single=True)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Accept an open finding on which the partner itself must act, with the reason."""
        return once(request, lambda: self.judge(reference))

    def judge(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        finding = self.finding(reference)
        must_match(self.request, finding_body(finding))
        self.write(finding)
        return single(self.request, finding_body(self.finding(reference)), 201)

    def write(self, finding: Finding) -> None:
        """Call the service with what the body holds."""
        given = self.read(Acceptance)
        accept_finding(finding=finding, **given, on=timezone.localdate(), by=self.viewer)


class ReopeningsView(AcceptancesView):
    """Reopening a finding that was accepted."""

    operations = {"POST": Operation("reopenFinding", FindingShape, Reopening, 201, single=True)}

    def write(self, finding: Finding) -> None:
        """Call the service: it asks for something again."""
        self.read(Reopening)
        reopen_finding(finding=finding, by=self.viewer)


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

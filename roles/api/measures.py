"""``/measures`` and ``/measure-statements``: which security measures a party takes."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from roles.agreements.queries import agreements
from roles.api import expansions
from roles.api.fields import MeasureReference
from roles.api.serializers import StrictSerializer
from roles.api.shapes import Page, PartyName, Shape, TextInTwoLanguages
from roles.api.shapes import Party as PartyShape
from roles.api.versions import KNOWN, asked_for, listed, one
from roles.measures import services
from roles.measures.models import Measure, MeasureKind, StatedBy, TakenMeasure
from roles.measures.queries import catalogue, statements
from roles.models import Party
from roles.queries.lookup import the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import must_match, single
from voipgrid_privacy.api.expanding import Body, Expansion, expanded_of
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page, with_words
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import Localised

RESOURCE = "measures"


class MeasureShape(Shape):
    """A measure of the catalogue, or one that `party` added for itself."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(MeasureKind.choices)
    name = TextInTwoLanguages()
    description = TextInTwoLanguages()
    party = PartyName(allow_null=True)


class MeasurePage(Page):
    """The catalogue, and the own measures of the own party and of those above it."""

    results = MeasureShape(many=True)


class NewMeasureText(StrictSerializer):
    """A text in both languages."""

    nl = serializers.CharField(max_length=1_000)
    en = serializers.CharField(max_length=1_000)


class NewMeasure(StrictSerializer):
    """A measure of the own party that the catalogue does not have."""

    kind = serializers.ChoiceField(MeasureKind.choices)
    name = NewMeasureText()
    description = NewMeasureText()


class MeasureStatementShape(Shape):
    """That a party takes a measure, since when, what shows it and who stated it.

    With `agreement_id` only under that agreement, else for everything that the party does.
    """

    id = serializers.UUIDField()
    party = PartyName()
    measure = serializers.CharField()
    agreement_id = serializers.UUIDField(allow_null=True)
    valid_from_date = serializers.DateField()
    valid_until_date = serializers.DateField(allow_null=True)
    evidence = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    stated_at = serializers.DateTimeField()
    entered_by = serializers.ChoiceField(StatedBy.choices)
    expanded = expanded_of("MeasureStatement", party=PartyShape, measure=MeasureShape)


class MeasureStatementPage(Page):
    """Statements of the own party and of those that deliver to it."""

    results = MeasureStatementShape(many=True)


class NewMeasureStatement(StrictSerializer):
    """That the own party takes a measure; the last day is not included."""

    measure = MeasureReference()
    agreement_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    valid_from_date = serializers.DateField(source="on")
    valid_until_date = serializers.DateField(
        source="until", required=False, allow_null=True, default=None
    )
    evidence = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    name = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)


class MeasureStatementTermination(StrictSerializer):
    """From when the own party no longer takes it."""

    effective_date = serializers.DateField(
        source="on", help_text="The first day on which the party no longer takes the measure."
    )


def _measures(viewer: Viewer, keys: Collection[UUID]) -> dict[Any, Body]:
    return {row.pk: _measure(row) for row in catalogue(viewer=viewer).filter(pk__in=keys)}


EXPANDABLE = {
    "party": expansions.party("party_id"),
    "measure": Expansion("measure_id", _measures),
}


class MeasuresView(ResourceView):
    """Measures that can be stated."""

    resource = RESOURCE
    operations = {
        "GET": Operation(
            "listMeasures",
            MeasurePage,
            sortable={"code": "code"},
            query=frozenset({"kind", "q"}),
            words={"kind": MeasureKind.values},
        ),
        "POST": Operation("addMeasure", MeasureShape, NewMeasure, 201),
    }

    def get(self, request: Request) -> Response:
        """List the catalogue of security measures, and what parties added for themselves."""
        rows = catalogue(viewer=self.viewer)
        if kind := parameters.text(request, "kind"):
            rows = rows.filter(kind=kind)
        if words := parameters.text(request, "q"):
            rows = rows.filter(with_words(words, "code", "name__nl", "name__en"))
        return page(request, rows, body=_measure)

    def post(self, request: Request) -> HttpResponseBase:
        """Add a measure of the own party; its words stay as they are."""
        return once(request, self.add)

    def add(self) -> Response:
        """Do it; raises DomainError."""
        given = self.read(NewMeasure)
        texts = {name: Localised(**given[name]) for name in ("name", "description")}
        own = the_one(Party.objects.visible_to(self.viewer), pk=self.caller.party)
        made = services.add_own_measure(party=own, kind=given["kind"], **texts, by=self.viewer)
        return single(self.request, _measure(made), 201, self.address(made.code))


class MeasureView(ResourceView):
    """One measure."""

    resource = RESOURCE
    operations = {"GET": Operation("getMeasure", MeasureShape, single=True)}

    def get(self, request: Request, code: str) -> Response:
        """Return the measure with this code."""
        return single(request, _measure(the_one(catalogue(viewer=self.viewer), code=code)))


class StatementsView(ResourceView):
    """Which measures parties state that they take."""

    resource = RESOURCE
    operations = {
        "GET": Operation(
            "listMeasureStatements",
            MeasureStatementPage,
            sortable={"stated_at": "stated_at"},
            query=frozenset({"party", "asof", "knownat"}),
            expandable=EXPANDABLE,
        ),
        "POST": Operation("stateMeasure", MeasureStatementShape, NewMeasureStatement, 201),
    }

    def get(self, request: Request) -> Response:
        """List statements; of one party, or in force on one day, if asked for.

        With `knownat` as the register had them at that instant; what may have to be erased, as
        `evidence` and `name`, is as it is now.
        """
        rows = statements(viewer=self.viewer)
        only = asked_for(self, "party")
        return listed(request, rows, viewer=self.viewer, body=_statement, only=only)

    def post(self, request: Request) -> HttpResponseBase:
        """State that the own party takes a measure (GDPR Art. 28(3)(c), 32)."""
        return once(request, self.state)

    def state(self) -> Response:
        """Do it; raises DomainError."""
        given = self.read(NewMeasureStatement)
        own = the_one(Party.objects.visible_to(self.viewer), pk=self.caller.party)
        under = given.pop("agreement_id")
        agreement = the_one(agreements(viewer=self.viewer), pk=under) if under else None
        made = services.state_measure(
            party=own, agreement=agreement, **given, at=timezone.now(), by=self.viewer
        )
        row = the_one(statements(viewer=self.viewer), pk=made.pk)
        return single(self.request, _statement(row), 201, self.address(row.pk))


class StatementView(ResourceView):
    """One statement."""

    resource = RESOURCE
    operations = {
        "GET": Operation(
            "getMeasureStatement",
            MeasureStatementShape,
            single=True,
            query=KNOWN,
            expandable=EXPANDABLE,
        )
    }

    def get(self, request: Request, reference: str) -> Response:
        """Return the statement with this UUID, as the register has it, or had it then."""
        return one(request, statements(viewer=self.viewer), reference, body=_statement)

    def statement(self, reference: str) -> TakenMeasure:
        """Return the statement; raises NotFound."""
        pk = parameters.as_uuid(reference)
        if pk is None:
            raise NotFound
        return the_one(statements(viewer=self.viewer), pk=pk)


class StatementTerminationsView(StatementView):
    """Ending a statement."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation(
            "endMeasureStatement",
            MeasureStatementShape,
            MeasureStatementTermination,
            201,
            single=True,
        )
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Let the own party no longer take the measure from a day; papers stay as they are."""
        return once(request, lambda: self.end(reference))

    def end(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        row = self.statement(reference)
        must_match(self.request, _statement(row))
        services.end_measure(taken=row, **self.read(MeasureStatementTermination), by=self.viewer)
        return single(self.request, _statement(self.statement(reference)), 201)


def _measure(row: Measure) -> dict[str, Any]:
    return {
        "code": row.code,
        "kind": row.kind,
        "name": {"nl": row.name.nl, "en": row.name.en},
        "description": {"nl": row.description.nl, "en": row.description.en},
        "party": _party(row.party) if row.party else None,
    }


def _statement(row: TakenMeasure) -> dict[str, Any]:
    return {
        "id": row.pk,
        "party": _party(row.party),
        "measure": row.measure.code,
        "agreement_id": row.agreement_id,
        "valid_from_date": row.valid_from,
        "valid_until_date": row.valid_until,
        "evidence": row.evidence,
        "name": row.name,
        "stated_at": row.stated_at,
        "entered_by": row.entered_by,
    }


def _party(party: Party) -> dict[str, Any]:
    return {"id": party.pk, "name": party.name, "kind": party.kind}

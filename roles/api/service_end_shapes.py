"""Ends of service as the document describes them, and as JSON."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from roles.agreements.ends import choice_of, state_of
from roles.agreements.models import (
    Choice,
    EndOutcome,
    EndState,
    EndStep,
    EndStepKind,
    EnteredBy,
    Outcome,
)
from roles.api.fields import CategoryReference, Reference
from roles.api.serializers import StrictSerializer
from roles.api.shapes import Page, PartyName, Shape
from roles.models import Source
from roles.queries.lookup import the_one
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer


class OutcomeShape(Shape):
    """What became of one kind of data: on which day, or by which law until when."""

    data_category = serializers.CharField()
    outcome = serializers.ChoiceField(Outcome.choices)
    done_date = serializers.DateField(allow_null=True)
    statute = serializers.CharField(allow_null=True)
    place = serializers.CharField(allow_blank=True)
    until_date = serializers.DateField(allow_null=True)


class StepShape(Shape):
    """What was chosen, carried out, confirmed or disputed, and by whom; it stays as it was said.

    `about_id` is the statement that is confirmed or disputed; the proof hashes to `document_hash`.
    That the end lapsed (CONTINUED, EARLIER) the register notes itself, without a `name`.
    """

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(EndStepKind.choices)
    choice = serializers.ChoiceField(Choice.choices, allow_null=True)
    about_id = serializers.UUIDField(allow_null=True)
    said_date = serializers.DateField()
    name = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    document_id = serializers.UUIDField(allow_null=True)
    document_hash = serializers.CharField(allow_blank=True)
    outcomes = OutcomeShape(many=True)
    entered_at = serializers.DateTimeField()
    entered_by = serializers.ChoiceField(EnteredBy.choices)


class ServiceEndShape(Shape):
    """Return or deletion after a service (GDPR Art. 28(3)(g)); `state` is that of now.

    `due_date` is as agreed, or 30 days after the end, our own measure (`due_agreed` false); once
    confirmed, the first day until which a law has data kept. From then on the state is `PROOF`.
    `above_id` is the end that this one was passed on from (Art. 28(4)), which the caller may not
    be a party to: then the service goes on for others, and only the data of `whose` are meant.
    `whose` is null for who may not know that party; both sides know the end by its `reference`.
    `below_ids` are those that it was passed on to, as far as the caller is a party to them.
    """

    id = serializers.UUIDField()
    agreement_id = serializers.UUIDField()
    processor = PartyName()
    controller = PartyName()
    whose = PartyName(allow_null=True)
    reference = serializers.CharField()
    state = serializers.ChoiceField(EndState.choices)
    choice = serializers.ChoiceField(Choice.choices, allow_null=True)
    ended_date = serializers.DateField()
    due_date = serializers.DateField()
    due_agreed = serializers.BooleanField()
    data_categories = serializers.ListField(child=serializers.CharField())
    above_id = serializers.UUIDField(allow_null=True)
    below_ids = serializers.ListField(child=serializers.UUIDField())
    opened_at = serializers.DateTimeField()
    steps = StepShape(many=True)


class ServiceEndPage(Page):
    """A page of ends of service."""

    results = ServiceEndShape(many=True)


class NewServiceEnd(StrictSerializer):
    """Of which agreement the service has ended."""

    agreement_id = serializers.UUIDField()


class _Said(StrictSerializer):
    """Who says it, on which day, in which words."""

    name = serializers.CharField(max_length=120)
    said_date = serializers.DateField(source="on", required=False)
    text = serializers.CharField(max_length=2_000, required=False, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take today where no day is given."""
        attrs.setdefault("on", legal_day(timezone.now()))
        return attrs


class NewChoice(_Said):
    """What is to be done with the data."""

    choice = serializers.ChoiceField(Choice.choices)


@extend_schema_field(OpenApiTypes.STR)
class StatuteReference(Reference):
    """A source of the register by its code, such as `telecommunicatiewet`."""

    def find(self, text: str, viewer: Viewer) -> Source:
        """Return the source."""
        return the_one(Source.objects.visible_to(viewer), code=text)


class NewOutcome(StrictSerializer):
    """What became of one kind of data."""

    data_category = CategoryReference(source="category")
    outcome = serializers.ChoiceField(Outcome.choices)
    done_date = serializers.DateField(
        source="done_on", required=False, allow_null=True, default=None
    )
    statute = StatuteReference(required=False, allow_null=True, default=None)
    place = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    until_date = serializers.DateField(
        source="until", required=False, allow_null=True, default=None
    )


class NewStatement(_Said):
    """What became of each kind of data; `document_id` is a paper of kind `PROOF`."""

    outcomes = NewOutcome(many=True)
    document_id = serializers.UUIDField(required=False, allow_null=True, default=None)


class NewAnswer(_Said):
    """Which statement is confirmed or disputed; a dispute needs a text."""

    statement_id = serializers.UUIDField()


class EndTermShape(Shape):
    """What was agreed about the end; the newest that both agreed before the end counts.

    `agreed` is false while only one of two sides with an account has entered it.
    """

    days = serializers.IntegerField()
    otherwise = serializers.ChoiceField(Choice.choices, allow_null=True)
    agreed_date = serializers.DateField()
    agreed = serializers.BooleanField()
    entered_at = serializers.DateTimeField()
    entered_by = serializers.ChoiceField(EnteredBy.choices)


class EndTermPage(Page):
    """What was agreed about the end, newest first."""

    results = EndTermShape(many=True)


class NewEndTerm(StrictSerializer):
    """Within how many days, and what is done unless it is chosen otherwise.

    Where the other side has an account it counts once that side enters the same.
    """

    days = serializers.IntegerField(min_value=0, max_value=730)
    otherwise = serializers.ChoiceField(Choice.choices, required=False, default="")
    agreed_date = serializers.DateField(source="on")


def end_body(row: Any) -> dict[str, Any]:
    """Return an end as JSON: a row of ``ends`` with its steps and those below it."""
    agreement = row.agreement
    return {
        "id": row.pk,
        "agreement_id": row.agreement_id,
        "processor": _named(agreement.processor),
        "controller": _named(agreement.controller),
        "whose": _named(row.known_whose) if row.known_whose else None,
        "reference": row.reference,
        "state": state_of(row).value,
        "choice": choice_of(row) or None,
        "ended_date": row.ended_on,
        "due_date": row.due_on,
        "due_agreed": row.agreed_days is not None,
        "data_categories": row.data,
        "above_id": row.above_id,
        "below_ids": sorted(each.pk for each in row.below.all()),
        "opened_at": row.opened_at,
        "steps": [_step(step) for step in row.steps.all()],
    }


def term_body(row: Any) -> dict[str, Any]:
    """Return a row of ``terms`` as JSON."""
    return {
        "days": row.days,
        "otherwise": row.otherwise or None,
        "agreed_date": row.agreed_on,
        "agreed": row.agreed,
        "entered_at": row.entered_at,
        "entered_by": row.entered_by,
    }


def _step(step: EndStep) -> dict[str, Any]:
    return {
        "id": step.pk,
        "kind": step.kind,
        "choice": step.choice or None,
        "about_id": step.about_id,
        "said_date": step.said_on,
        "name": step.name,
        "text": step.text,
        "document_id": step.document_id,
        "document_hash": step.document_hash,
        "outcomes": [_outcome(each) for each in step.outcomes.all()],
        "entered_at": step.entered_at,
        "entered_by": step.entered_by,
    }


def _outcome(part: EndOutcome) -> dict[str, Any]:
    return {
        "data_category": part.category.code,
        "outcome": part.outcome,
        "done_date": part.done_on,
        "statute": part.statute.code if part.statute else None,
        "place": part.place,
        "until_date": part.until,
    }


def _named(party: Any) -> dict[str, Any]:
    return {"id": party.pk, "name": party.name, "kind": party.kind}

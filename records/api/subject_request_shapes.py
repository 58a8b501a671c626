"""Requests of data subjects as the document describes them, and as JSON."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers

from records.requests.choices import (
    Channel,
    Duty,
    IdentifierKind,
    Language,
    PartKind,
    RequestState,
    Right,
    StepBy,
    StepKind,
)
from records.requests.clocks import Standing
from records.requests.persons import Person
from records.requests.queries import Readings, clock_of, running, state_of, undone
from roles.api.agreement_shapes import LanguageField
from roles.api.fields import PartyReference
from roles.api.serializers import StrictSerializer
from roles.api.shapes import Ground, Page, PartyName, Shape
from roles.choices import Role
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.text import Localised

STANDINGS = [(each.value, each.value) for each in Standing]


class ReasonShape(Shape):
    """One step by which a day was found, and the law behind it."""

    why = serializers.CharField()
    start_date = serializers.DateField()
    end_date = serializers.DateField(allow_null=True)
    days_off = serializers.ListField(child=serializers.DateField())
    cites = serializers.ListField(child=serializers.CharField())


class ClockShape(Shape):
    """Until when a part is answered. Without `due_date` the month waits for proof of identity."""

    due_date = serializers.DateField(allow_null=True)
    strict_date = serializers.DateField()
    extend_by_date = serializers.DateField(allow_null=True)
    extended = serializers.BooleanField()
    standing = serializers.ChoiceField(STANDINGS)
    reasons = ReasonShape(many=True)


class DutyShape(Shape):
    """What the caller's party has to do about a part, by which role, and why."""

    party = PartyName()
    duty = serializers.ChoiceField(Duty.choices)
    role = serializers.ChoiceField(Role.choices)
    upstream = PartyName(allow_null=True)
    open = serializers.BooleanField()
    reached_at = serializers.DateTimeField(allow_null=True)
    grounds = Ground(many=True)
    path = serializers.ListField(child=serializers.UUIDField())


class RequestPartShape(Shape):
    """One category of data, or what a controller does with it for `purposes` of its own."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(PartKind.choices)
    data_category = serializers.CharField(allow_null=True)
    purposes = serializers.ListField(child=serializers.CharField())
    about = PartyName(allow_null=True)
    controller = PartyName(allow_null=True)
    clock = ClockShape()
    duties = DutyShape(many=True)


class RequestStepShape(Shape):
    """What was done, by which party; it stays as it was said."""

    number = serializers.IntegerField()
    kind = serializers.ChoiceField(StepKind.choices)
    part_id = serializers.UUIDField(allow_null=True)
    party = PartyName()
    other = PartyName(allow_null=True)
    said_date = serializers.DateField()
    name = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    entered_at = serializers.DateTimeField()
    entered_by = serializers.ChoiceField(StepBy.choices)


class SubjectRequestShape(Shape):
    """A request of a data subject (GDPR Art. 12-22), with the parts that reached the caller.

    `reference` counts per party that received it. `due_date` is the first day among the parts that
    are not answered. Who asks is in `/data-subject-requests/{id}/persons` alone.
    """

    id = serializers.UUIDField()
    reference = serializers.CharField()
    received_by = PartyName()
    rights = serializers.ListField(child=serializers.ChoiceField(Right.choices))
    channel = serializers.ChoiceField(Channel.choices)
    received_at = serializers.DateTimeField()
    received_date = serializers.DateField()
    language = LanguageField()
    state = serializers.ChoiceField(RequestState.choices)
    due_date = serializers.DateField(allow_null=True)
    parts = RequestPartShape(many=True)
    steps = RequestStepShape(many=True)


class SubjectRequestPage(Page):
    """A page of requests of data subjects."""

    results = SubjectRequestShape(many=True)


class NewPerson(StrictSerializer):
    """A person: at least one of these."""

    name = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    emails = serializers.ListField(
        child=serializers.EmailField(max_length=254), required=False, default=list, max_length=10
    )
    phones = serializers.ListField(
        child=serializers.CharField(max_length=30), required=False, default=list, max_length=10
    )
    customer_numbers = serializers.ListField(
        child=serializers.CharField(max_length=100), required=False, default=list, max_length=10
    )


def person(given: dict[str, Any]) -> Person:
    """Return a person of a body."""
    many = {key: tuple(given[key]) for key in ("emails", "phones", "customer_numbers")}
    return Person(name=given["name"], **many)


class NewSubjectRequest(StrictSerializer):
    """A request as the caller received it; the month starts at `received_at`."""

    rights = serializers.ListField(child=serializers.ChoiceField(Right.choices), max_length=10)
    received_at = serializers.DateTimeField()
    language = LanguageField(required=False, default=Language.NL)
    subject = NewPerson()
    requester = NewPerson(required=False, allow_null=True, default=None)
    mandate = serializers.CharField(max_length=2_000, required=False, default="", allow_blank=True)
    words = serializers.CharField(max_length=10_000, required=False, default="", allow_blank=True)
    about = PartyReference(required=False, allow_null=True, default=None)


class NewRequestStep(StrictSerializer):
    """Who says it, on which day, in which words."""

    name = serializers.CharField(max_length=120)
    said_date = serializers.DateField(source="on", required=False)
    text = serializers.CharField(max_length=4_000, required=False, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take today where no day is given."""
        attrs.setdefault("on", legal_day(timezone.now()))
        return attrs


class NewPartStep(NewRequestStep):
    """The same about one part."""

    part_id = serializers.UUIDField()


IDENTITY_RESULTS = [(each, each) for each in ("ASKED", "CONFIRMED", "NOT_CONFIRMED")]
CLARIFICATION_RESULTS = [(each, each) for each in ("ASKED", "GIVEN")]


class NewIdentityCheck(NewRequestStep):
    """What came of asking who it is. Without a doubt before it, `text` says how that was seen."""

    result = serializers.ChoiceField(IDENTITY_RESULTS)


class NewClarification(NewRequestStep):
    """What was asked back, or explained, in `text`."""

    result = serializers.ChoiceField(CLARIFICATION_RESULTS)


class NewPlacement(NewRequestStep):
    """In whose chain the person is."""

    about = PartyReference()


class PersonShape(Shape):
    """Somebody in a request."""

    name = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)


class IdentifierShape(Shape):
    """By what the data subject's data is found, normalised."""

    kind = serializers.ChoiceField(IdentifierKind.choices)
    value = serializers.CharField()


class RequestPersonsShape(Shape):
    """Who asks, about whom, in which words. Empty where it was erased."""

    subject = PersonShape(allow_null=True)
    requester = PersonShape(allow_null=True)
    identifiers = IdentifierShape(many=True)
    words = serializers.CharField(allow_blank=True)
    mandate = serializers.CharField(allow_blank=True)


class RequestSearch(StrictSerializer):
    """By what a person is found; any notation."""

    kind = serializers.ChoiceField(IdentifierKind.choices)
    value = serializers.CharField(max_length=254)


class FoundRequests(Shape):
    """Requests of that person, newest first, at most fifty."""

    results = SubjectRequestShape(many=True)


def request_body(
    row: Any, *, parties: Collection[UUID], on: date, known: Readings
) -> dict[str, Any]:
    """Return a row of ``requests`` as JSON."""
    first = running(row, on=on, known=known)
    return {
        "id": row.pk,
        "reference": row.reference,
        "received_by": _named(row.received_by),
        "rights": row.rights,
        "channel": row.channel,
        "received_at": row.received_at,
        "received_date": row.received_on,
        "language": row.language.upper(),
        "state": state_of(row, parties).value,
        "due_date": first.clock.due_on if first else None,
        "parts": [_part(part, row, on, known) for part in row.seen_parts],
        "steps": [_step(step) for step in row.seen_steps],
    }


def persons_body(row: Any) -> dict[str, Any]:
    """Return who is in a request."""
    found = {each.capacity: each for each in row.persons.all()}
    content = getattr(row, "content", None)
    return {
        "subject": _person(found.get("SUBJECT")),
        "requester": _person(found.get("REQUESTER")),
        "identifiers": [{"kind": x.kind, "value": x.value} for x in row.identifiers.all()],
        "words": content.words if content else "",
        "mandate": content.mandate if content else "",
    }


def _person(row: Any) -> dict[str, Any] | None:
    return row and {"name": row.name, "email": row.email, "phone": row.phone}


def _part(part: Any, row: Any, on: date, known: Readings) -> dict[str, Any]:
    part.request = row
    clock = clock_of(part, on=on, steps=row.seen_steps, known=known)
    return {
        "id": part.pk,
        "kind": part.kind,
        "data_category": part.category or None,
        "purposes": part.purposes,
        "about": _named(part.about),
        "controller": _named(part.controller),
        "clock": {
            "due_date": clock.due_on,
            "strict_date": clock.strict_on,
            "extend_by_date": clock.extend_by,
            "extended": clock.extended,
            "standing": clock.standing.value,
            "reasons": [
                {
                    "why": reason.why.value,
                    "start_date": reason.start,
                    "end_date": reason.end,
                    "days_off": list(reason.past),
                    "cites": [str(cite) for cite in reason.cites],
                }
                for reason in clock.reasons
            ],
        },
        "duties": [_duty(duty, row) for duty in part.seen_duties],
    }


def _duty(duty: Any, row: Any) -> dict[str, Any]:
    return {
        "party": _named(duty.party),
        "duty": duty.duty,
        "role": duty.role,
        "upstream": _named(duty.upstream),
        "open": bool(duty.reached_at) and undone(duty, row.seen_steps),
        "reached_at": duty.reached_at,
        "grounds": [
            {
                "rule": ground["rule"],
                "sentence": str(Localised(**ground["sentence"])),
                "cites": ground["cites"],
            }
            for ground in duty.grounds
        ],
        "path": duty.path,
    }


def _step(step: Any) -> dict[str, Any]:
    return {
        "number": step.number,
        "kind": step.kind,
        "part_id": step.part_id,
        "party": _named(step.party),
        "other": _named(step.other),
        "said_date": step.said_on,
        "name": step.name,
        "text": step.text,
        "entered_at": step.entered_at,
        "entered_by": step.entered_by,
    }


def _named(party: Any) -> dict[str, Any] | None:
    return party and {"id": party.pk, "name": party.name, "kind": party.kind}

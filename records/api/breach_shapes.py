"""Incidents as the document describes them, and as JSON."""

from dataclasses import fields
from typing import Any

from rest_framework import serializers

from records.incidents.choices import (
    ClockKind,
    Decision,
    EnteredBy,
    Level,
    Means,
    Nature,
    OpenDuty,
    Phase,
    Regime,
    Risk,
    StepKind,
)
from records.incidents.services import Facts, Upload
from records.incidents.services.files import STARTS
from records.incidents.showing import Shown
from roles.api.serializers import Base64File, StrictSerializer
from roles.api.shapes import Page, PartyName, Shape
from roles.choices import Role

STATES = ("OPEN", "CLOSED")
PROOFS = (*STARTS, "text/plain")


class BreachClock(Shape):
    """A clock of the caller: when it ends, and whether anything answered it. Instants are UTC."""

    kind = serializers.ChoiceField(ClockKind.choices)
    grounds = serializers.ListField(child=serializers.CharField())
    data_categories = serializers.ListField(child=serializers.CharField())
    started_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    running = serializers.BooleanField()


class BreachRole(Shape):
    """What the recipient is for one category of data."""

    data_category = serializers.CharField()
    role = serializers.ChoiceField(Role.choices)


class BreachNotice(Shape):
    """What one party told another, or will: only about the recipient's part.

    `told_at` is null while it waits. Counts are approximate, and null while unknown.
    """

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    sender = PartyName()
    recipient = PartyName()
    roles = BreachRole(many=True)
    grounds = serializers.ListField(child=serializers.CharField())
    parties = serializers.IntegerField()
    persons = serializers.IntegerField(allow_null=True)
    records = serializers.IntegerField(allow_null=True)
    nature = serializers.ListField(child=serializers.ChoiceField(Nature.choices))
    service_features = serializers.ListField(child=serializers.CharField())
    began_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    discovered_at = serializers.DateTimeField(allow_null=True)
    text = serializers.CharField(allow_blank=True)
    consequences = serializers.CharField(allow_blank=True)
    measures = serializers.CharField(allow_blank=True)
    told_at = serializers.DateTimeField(allow_null=True)
    means = serializers.ChoiceField(Means.choices, allow_null=True)


class BreachNoticePage(Page):
    """The notices that the caller sends."""

    results = BreachNotice(many=True)


class BreachFacts(Shape):
    """A version of what the caller knows (GDPR Art. 33(5)).

    Without `service_features` it is conveyance that is touched. While `ended_at` is null it goes
    on; who is told are all that had a role on any of its days.
    """

    version = serializers.IntegerField()
    what = serializers.CharField()
    nature = serializers.ListField(child=serializers.ChoiceField(Nature.choices))
    data_categories = serializers.ListField(child=serializers.CharField())
    service_features = serializers.ListField(child=serializers.CharField())
    began_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    discovered_at = serializers.DateTimeField(allow_null=True)
    persons = serializers.IntegerField(allow_null=True)
    records = serializers.IntegerField(allow_null=True)
    consequences = serializers.CharField(allow_blank=True)
    measures = serializers.CharField(allow_blank=True)
    advice = serializers.CharField(allow_blank=True)
    abroad = serializers.CharField(allow_blank=True)
    lessons = serializers.CharField(allow_blank=True)
    entered_at = serializers.DateTimeField()


class BreachProof(Shape):
    """A paper that proves a step: fetched at `/breaches/{id}/proofs/{proof}`."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    content_type = serializers.CharField()
    sha256 = serializers.CharField()


class BreachStep(Shape):
    """A notification, a reason not to notify, a decision, or that the file was closed."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(StepKind.choices)
    regime = serializers.ChoiceField(Regime.choices, allow_null=True)
    phase = serializers.ChoiceField(Phase.choices, allow_null=True)
    decision = serializers.ChoiceField(Decision.choices, allow_null=True)
    means = serializers.ChoiceField(Means.choices, allow_null=True)
    persons = serializers.IntegerField(allow_null=True)
    done_at = serializers.DateTimeField()
    reference = serializers.CharField(allow_blank=True)
    delay_reasons = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    proof = BreachProof(allow_null=True)
    name = serializers.CharField(allow_blank=True)
    entered_at = serializers.DateTimeField()
    entered_by = serializers.ChoiceField(EnteredBy.choices)


class BreachNotificationPage(Page):
    """The notifications to the authority on record."""

    results = BreachStep(many=True)


class BreachSummary(Shape):
    """An incident in a list: since when the caller knows, and when its first clock ends."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    registrant = PartyName()
    state = serializers.ChoiceField([(state, state) for state in STATES])
    aware_at = serializers.DateTimeField()
    first_clock_ends_at = serializers.DateTimeField(allow_null=True)


class BreachPage(Page):
    """A page of incidents."""

    results = BreachSummary(many=True)


class BreachShape(BreachSummary):
    """An incident as the caller's own file has it: never what others were told.

    `open_duties` is what keeps it from being closed; `waiting_notices` how many below the caller
    are still to be told, and `waiting_letters` how many letters to persons are still to be sent.
    """

    severity = serializers.ChoiceField(Level.choices, allow_null=True)
    risk = serializers.ChoiceField(Risk.choices, allow_null=True)
    facts = BreachFacts(allow_null=True)
    notices = BreachNotice(many=True)
    clocks = BreachClock(many=True)
    steps = BreachStep(many=True)
    open_duties = serializers.ListField(child=serializers.ChoiceField(OpenDuty.choices))
    waiting_notices = serializers.IntegerField()
    waiting_letters = serializers.IntegerField()


def _text(most: int) -> serializers.CharField:
    return serializers.CharField(max_length=most, required=False, default="", allow_blank=True)


def _moment() -> serializers.DateTimeField:
    return serializers.DateTimeField(required=False, default=None, allow_null=True)


def _number() -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=0, max_value=2_000_000_000, required=False, default=None, allow_null=True
    )


class GivenFacts(StrictSerializer):
    """What is known, and by whom it is recorded. Name no affected persons."""

    name = serializers.CharField(max_length=120)
    what = serializers.CharField(max_length=4_000)
    nature = serializers.ListField(
        child=serializers.ChoiceField(Nature.choices), min_length=1, max_length=3
    )
    data_categories = serializers.ListField(
        child=serializers.CharField(max_length=40), min_length=1, max_length=20
    )
    service_features = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, default=list, max_length=50
    )
    began_at = _moment()
    ended_at = _moment()
    discovered_at = _moment()
    persons = _number()
    records = _number()
    consequences = _text(4_000)
    measures = _text(4_000)
    advice = _text(2_000)
    abroad = _text(1_000)
    lessons = _text(4_000)


class NewBreach(GivenFacts):
    """An incident of the caller's own, and since when it is known."""

    aware_at = serializers.DateTimeField()


class NewProof(Base64File):
    """A paper that proves something: PDF, PNG, JPEG or plain text, at most 10 MB."""

    content_type = serializers.RegexField(f"^({'|'.join(PROOFS)})$")

    def to_internal_value(self, data: Any) -> Upload:
        """Return what is kept; raises ValidationError."""
        given = super().to_internal_value(data)
        return Upload(given["content_base64"], given["content_type"], given["name"])


class NewNotification(StrictSerializer):
    """A notification that the caller made to the authority; after the clock with the reasons."""

    regime = serializers.ChoiceField(Regime.choices)
    phase = serializers.ChoiceField(Phase.choices)
    done_at = serializers.DateTimeField()
    name = serializers.CharField(max_length=120)
    reference = _text(120)
    delay_reasons = _text(2_000)
    text = _text(4_000)
    proof = NewProof(required=False, default=None, allow_null=True, source="evidence")


TELLING = tuple(each.value for each in Means if each != Means.PUBLIC)


class NewTelling(StrictSerializer):
    """Passing on to everyone who waits, in words of the caller's own or as the facts have it.

    By mail only who has an address or an account is told; the others keep waiting, until they are
    told by other `means`: then `told_at` is when that was.
    """

    means = serializers.ChoiceField(TELLING, required=False, default=Means.MAIL.value)
    told_at = _moment()
    text = _text(4_000)


def facts_given(given: dict[str, Any]) -> Facts:
    """Return the facts in what was sent, which is left without them."""
    renamed = {"categories": "data_categories", "features": "service_features"}
    names = [each.name for each in fields(Facts) if each.name != "stores"]
    return Facts(**{name: given.pop(renamed.get(name, name)) for name in names})


def summary(row: Any) -> dict[str, Any]:
    """Return a row of ``dossiers`` as lists show it."""
    return {
        "id": row.pk,
        "reference": row.incident.reference,
        "registrant": party_body(row.incident.registrant),
        "state": "CLOSED" if row.is_closed else "OPEN",
        "aware_at": row.aware_at,
        "first_clock_ends_at": row.runs_until,
    }


def breach_body(shown: Shown) -> dict[str, Any]:
    """Return a file with all that belongs to it."""
    return {
        **summary(shown.row),
        "severity": shown.row.level,
        "risk": shown.row.risk,
        "facts": facts_body(shown.facts) if shown.facts else None,
        "notices": [notice_body(each) for each in shown.received],
        "clocks": [breach_clock(each) for each in shown.clocks],
        "steps": [step_body(each) for each in shown.steps],
        "open_duties": [duty.value for duty in shown.open],
        "waiting_notices": shown.waiting,
        "waiting_letters": shown.letters_waiting,
    }


def notice_body(row: Any) -> dict[str, Any]:
    """Return a notice as JSON."""
    roles = [{"data_category": code, "role": role} for code, role in row.roles.items()]
    same = (
        "number",
        "grounds",
        "persons",
        "records",
        "nature",
        "began_at",
        "ended_at",
        "discovered_at",
        "text",
        "consequences",
        "measures",
        "told_at",
    )
    return {
        "id": row.pk,
        "sender": party_body(row.sender),
        "recipient": party_body(row.recipient),
        "roles": roles,
        "parties": row.customers,
        "means": row.means or None,
        "service_features": row.features,
        **{name: getattr(row, name) for name in same},
    }


def step_body(row: Any) -> dict[str, Any]:
    """Return a step as JSON."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "regime": row.regime or None,
        "phase": row.phase or None,
        "decision": row.decision or None,
        "means": row.means or None,
        "persons": row.persons,
        "done_at": row.done_at,
        "reference": row.reference,
        "delay_reasons": row.delay,
        "text": row.text,
        "proof": _proof(row.evidence) if row.evidence else None,
        "name": row.name,
        "entered_at": row.entered_at,
        "entered_by": row.entered_by,
    }


def _proof(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "content_type": row.content_type,
        "sha256": row.sha256,
    }


def facts_body(row: Any) -> dict[str, Any]:
    """Return a version of the facts as JSON."""
    renamed = {
        "version": "number",
        "data_categories": "categories",
        "service_features": "features",
    }
    return {name: getattr(row, renamed.get(name, name)) for name in map(str, BreachFacts().fields)}


def breach_clock(row: Any) -> dict[str, Any]:
    """Return a clock as JSON."""
    return {
        "kind": row.kind,
        "grounds": row.grounds,
        "data_categories": row.categories,
        "started_at": row.started_at,
        "ends_at": row.ends_at,
        "running": row.runs,
    }


def party_body(party: Any) -> dict[str, Any]:
    """Return a party as JSON: who it is."""
    return {"id": party.pk, "name": party.name, "kind": party.kind}

"""What is recorded in the file of an incident, step by step, as the document describes it."""

from typing import Any

from rest_framework import serializers

from records.api.breach_shapes import BreachFacts, BreachStep, GivenFacts, NewProof, party_body
from records.incidents.choices import (
    AddressKind,
    Decision,
    EnteredBy,
    Level,
    Means,
    OpenDuty,
    Regime,
    Risk,
)
from records.incidents.services.touching import DIGITS
from roles.api.fields import PartyReferences
from roles.api.serializers import StrictSerializer
from roles.api.shapes import Page, PartyName, Shape

MOST_PARTIES = 10_000
SCORES = ("processing_context", "identification", "confidentiality", "integrity", "availability")


class BreachFactsPage(Page):
    """All versions of what is known, the newest first."""

    results = BreachFacts(many=True)


class NewBreachFacts(GivenFacts):
    """What is known now; a version takes the place of the one before, which stays.

    `reason` is asked where a notice that waits is taken back by it.
    """

    reason = serializers.CharField(max_length=4_000, required=False, default="", allow_blank=True)


class AffectedPartyShape(Shape):
    """A party whose people an incident touches, as said last; counts are approximate."""

    id = serializers.UUIDField()
    party = PartyName()
    persons = serializers.IntegerField(allow_null=True)
    records = serializers.IntegerField(allow_null=True)
    entered_at = serializers.DateTimeField()


class AffectedPartyPage(Page):
    """Whom an incident touches, of those that the caller is told about."""

    results = AffectedPartyShape(many=True)


def _count() -> serializers.IntegerField:
    most = 10**DIGITS - 1
    return serializers.IntegerField(
        min_value=0, max_value=most, required=False, default=None, allow_null=True
    )


class NewAffectedParty(StrictSerializer):
    """A party that is touched, with counts; `touched` false: after all it is not."""

    party = serializers.CharField(
        max_length=200, help_text="UUID or external number of a party that the caller served."
    )
    persons = _count()
    records = _count()
    touched = serializers.BooleanField(required=False, default=True)


class NewAffectedParties(StrictSerializer):
    """Whom the incident touches: some parties, and all customers of some sellers.

    Who is not named stays as it was. Taking a party back takes `reason` and `name`.
    """

    parties = serializers.ListField(
        child=NewAffectedParty(), required=False, default=list, max_length=MOST_PARTIES
    )
    all_of = PartyReferences(
        required=False,
        default=list,
        max_length=1_000,
        help_text="Sellers, the caller itself among them, all of whose customers are touched.",
    )
    reason = serializers.CharField(max_length=4_000, required=False, default="", allow_blank=True)
    name = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)


def _score(name: str) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=3, decimal_places=2, help_text=name)


class NewSeverityAssessment(StrictSerializer):
    """Scores of ENISA's method (2013), and what a person concludes: that decides, with reasons."""

    processing_context = _score("Data processing context: 1 to 4.")
    identification = _score("Ease of identification: 0.25, 0.5, 0.75 or 1.")
    confidentiality = _score("Loss of confidentiality: 0, 0.25 or 0.5.")
    integrity = _score("Loss of integrity: 0, 0.25 or 0.5.")
    availability = _score("Loss of availability: 0, 0.25 or 0.5.")
    malicious = serializers.BooleanField()
    risk = serializers.ChoiceField(Risk.choices)
    reasons = serializers.CharField(max_length=4_000)
    name = serializers.CharField(max_length=120)


class BreachAssessment(Shape):
    """An assessment of the severity: what was scored, and what was concluded."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    method = serializers.CharField()
    processing_context = serializers.DecimalField(max_digits=3, decimal_places=2)
    identification = serializers.DecimalField(max_digits=3, decimal_places=2)
    confidentiality = serializers.DecimalField(max_digits=3, decimal_places=2)
    integrity = serializers.DecimalField(max_digits=3, decimal_places=2)
    availability = serializers.DecimalField(max_digits=3, decimal_places=2)
    malicious = serializers.BooleanField()
    severity = serializers.DecimalField(max_digits=4, decimal_places=2)
    level = serializers.ChoiceField(Level.choices)
    risk = serializers.ChoiceField(Risk.choices)
    reasons = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    entered_at = serializers.DateTimeField()
    entered_by = serializers.ChoiceField(EnteredBy.choices)


class BreachAssessmentPage(Page):
    """All assessments, the newest first: that one counts."""

    results = BreachAssessment(many=True)


class BreachStepPage(Page):
    """Steps of one kind on record, oldest first."""

    results = BreachStep(many=True)


class NewNonNotification(StrictSerializer):
    """Why the authority is not notified: a risk is unlikely (GDPR), or it is no breach at all."""

    regime = serializers.ChoiceField(Regime.choices)
    text = serializers.CharField(max_length=4_000)
    name = serializers.CharField(max_length=120)


class NewBreachDecision(StrictSerializer):
    """Whether the persons are told, or which exception of GDPR Art. 34(3) holds, with reasons."""

    decision = serializers.ChoiceField(Decision.choices)
    text = serializers.CharField(max_length=4_000)
    name = serializers.CharField(max_length=120)


class BreachLetter(Shape):
    """A letter to a person: `sent_at` is null while it waits.

    `person_reference` is what the caller knows the person by; it is empty once erased. What was
    taken off the list before it was sent has `taken_off_at`, and `replaced_by_id` if another came
    instead; one that corrects a letter that was sent has `corrects_id`.
    """

    id = serializers.UUIDField()
    person_reference = serializers.CharField(allow_blank=True)
    address_kind = serializers.ChoiceField(AddressKind.choices)
    sent_at = serializers.DateTimeField(allow_null=True)
    means = serializers.ChoiceField(Means.choices, allow_null=True)
    reference = serializers.CharField(allow_blank=True, help_text="Reference of the proof.")
    taken_off_at = serializers.DateTimeField(allow_null=True)
    replaced_by_id = serializers.UUIDField(allow_null=True)
    corrects_id = serializers.UUIDField(allow_null=True)


class BreachLetterPage(Page):
    """The letters to persons, those that were taken off the list too."""

    results = BreachLetter(many=True)


class NewBreachLetters(StrictSerializer):
    """Who gets a letter at one kind of address: references of the caller's own.

    No names, no addresses. Who is on the list already is not listed twice.
    """

    address_kind = serializers.ChoiceField(AddressKind.choices)
    person_references = serializers.ListField(
        child=serializers.CharField(max_length=120), min_length=1, max_length=MOST_PARTIES
    )


class NewLetterCorrection(StrictSerializer):
    """A reference that is wrong, and the right one; null: nobody, it is taken off."""

    person_reference = serializers.CharField(max_length=120)
    right_reference = serializers.CharField(
        max_length=120, required=False, default=None, allow_null=True
    )


class NewLetterCorrections(StrictSerializer):
    """What was wrong in the list of letters that wait, with the reasons; it stays on record."""

    address_kind = serializers.ChoiceField(AddressKind.choices, source="kind")
    corrections = serializers.ListField(
        child=NewLetterCorrection(), min_length=1, max_length=MOST_PARTIES
    )
    text = serializers.CharField(max_length=4_000)
    name = serializers.CharField(max_length=120)


class NewLetterFollowUps(StrictSerializer):
    """Who was sent a letter that was wrong, and what was wrong in it; both stay on record."""

    address_kind = serializers.ChoiceField(AddressKind.choices, source="kind")
    references = serializers.ListField(
        child=serializers.CharField(max_length=120), min_length=1, max_length=MOST_PARTIES
    )
    text = serializers.CharField(max_length=4_000)
    name = serializers.CharField(max_length=120)


class NewTellingOfPersons(StrictSerializer):
    """That the persons were told, how, how many, and by what that is proved (GDPR Art. 34).

    `letters` are the kinds of address of which all letters that wait were sent so. `proof` is
    kept with its SHA-256, and handed out by the link of its step.
    """

    letters = serializers.ListField(
        child=serializers.ChoiceField(AddressKind.choices),
        required=False,
        default=list,
        max_length=3,
    )
    means = serializers.ChoiceField(Means.choices)
    persons = _count()
    done_at = serializers.DateTimeField()
    reference = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    text = serializers.CharField(max_length=4_000, required=False, default="", allow_blank=True)
    proof = NewProof(required=False, default=None, allow_null=True, source="evidence")
    name = serializers.CharField(max_length=120)


class NewBreachStatement(StrictSerializer):
    """A statement with its reasons, by whom."""

    text = serializers.CharField(max_length=4_000)
    name = serializers.CharField(max_length=120)


class NewBreachClosing(StrictSerializer):
    """By whom a file is closed, in which every duty is met or reasoned."""

    name = serializers.CharField(max_length=120)


class OpenDutyShape(Shape):
    """What keeps the file from being closed, in the reader's language."""

    duty = serializers.ChoiceField(OpenDuty.choices)
    title = serializers.CharField()


class OpenDutyPage(Page):
    """What is still to do."""

    results = OpenDutyShape(many=True)


def letter_body(row: Any) -> dict[str, Any]:
    """Return a letter as JSON."""
    step = row.step
    return {
        "id": row.pk,
        "person_reference": row.reference,
        "address_kind": row.kind,
        "sent_at": step.done_at if step else None,
        "means": step.means if step else None,
        "reference": step.reference if step else "",
        "taken_off_at": row.off.done_at if row.off else None,
        "replaced_by_id": row.instead_id,
        "corrects_id": row.follows_id,
    }


def affected_body(row: Any) -> dict[str, Any]:
    """Return a party that is touched as JSON."""
    same = ("persons", "records", "entered_at")
    party = party_body(row.party)
    return {"id": row.pk, "party": party, **{name: getattr(row, name) for name in same}}


def assessment_body(row: Any) -> dict[str, Any]:
    """Return an assessment as JSON."""
    renamed = {
        "id": "pk",
        "version": "number",
        "severity": "score",
        "processing_context": "context",
    }
    names = map(str, BreachAssessment().fields)
    found = {name: getattr(row, renamed.get(name, name)) for name in names}
    numbers = (*SCORES, "severity")
    return {**found, **{name: str(found[name]) for name in numbers}}

"""Runs and holds as the document describes them."""

from rest_framework import serializers

from records.choices import JobState, Technique
from roles.api.shapes import Page, PartyName, Shape

ACTIVE, RELEASED = "ACTIVE", "RELEASED"


class AnonymisationRunShape(Shape):
    """A run of a retention rule, in figures of the own rows alone.

    `for_request` says that it was about rows of somebody who asked, not of a term that ended. What
    a run did when it stopped is in its certificates (`/deletion-certificates/{id}`).
    """

    id = serializers.UUIDField()
    rule = serializers.CharField(help_text="Code of the retention rule.")
    rule_id = serializers.UUIDField()
    data_category = serializers.CharField()
    data_element = serializers.CharField(allow_null=True)
    store = serializers.CharField(help_text="Code of the data store.")
    technique = serializers.ChoiceField(Technique.choices)
    cut_off_date = serializers.DateField()
    for_request = serializers.BooleanField()
    state = serializers.ChoiceField(JobState.choices)
    rows_due = serializers.IntegerField()
    rows_done = serializers.IntegerField()
    planned_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    certificate_ids = serializers.ListField(child=serializers.UUIDField())


class AnonymisationRunPage(Page):
    """A page of runs."""

    results = AnonymisationRunShape(many=True)


class LegalHoldShape(Shape):
    """Own data that stays although its term ended, for a case (GDPR Art. 17(3)(e), 18(1)(c)).

    What is filled in must fit a row for the hold to reach it. The reason, and the number of whom a
    hold is about, stay with VoIPGRID's officers.
    """

    id = serializers.UUIDField()
    case = serializers.CharField()
    party = PartyName(allow_null=True)
    store = serializers.CharField(allow_null=True, help_text="Code of the data store.")
    about_one_number = serializers.BooleanField()
    calls_from_date = serializers.DateField(allow_null=True)
    calls_until_date = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField([ACTIVE, RELEASED])
    placed_at = serializers.DateTimeField()
    released_at = serializers.DateTimeField(allow_null=True)


class LegalHoldPage(Page):
    """A page of legal holds."""

    results = LegalHoldShape(many=True)

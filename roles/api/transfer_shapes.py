"""Transfers as the document describes them, and as JSON."""

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from roles.api.fields import (
    CategoryReference,
    ContractReference,
    MeasureReference,
    PartyReference,
)
from roles.api.serializers import StrictSerializer
from roles.api.shapes import Page, PartyName, Shape
from roles.models import Transfer
from roles.models.parties import Party
from roles.transfers.choices import (
    GROUND_CHOICES,
    ClauseNine,
    Covers,
    Derogation,
    Instrument,
    Outcome,
    Region,
    Verdict,
)
from roles.transfers.exporting import flow_body, ground_body
from roles.transfers.models import AdequacyCoverage, TransferDocument
from roles.transfers.models.transfers import ROLE_CHOICES
from roles.transfers.queries import Flow


class TransferReason(Shape):
    """Why a transfer may or may not go on, and where the law says so."""

    code = serializers.CharField()
    sentence = serializers.CharField()
    cites = serializers.ListField(child=serializers.CharField())


class TransferRoles(Shape):
    """The roles of both for a category of data, and the module of (EU) 2021/914 that fits them."""

    data_category = serializers.CharField()
    exporter_role = serializers.ChoiceField(ROLE_CHOICES)
    importer_role = serializers.ChoiceField(ROLE_CHOICES)
    module = serializers.IntegerField(allow_null=True)


class TransferGround(Shape):
    """What a transfer was recorded to rest on."""

    id = serializers.UUIDField()
    mechanism = serializers.ChoiceField(GROUND_CHOICES)
    instrument = serializers.ChoiceField(Instrument.choices, allow_null=True)
    modules = serializers.ListField(child=serializers.IntegerField())
    clause_nine = serializers.ChoiceField(ClauseNine.choices, allow_null=True)
    clause_nine_days = serializers.IntegerField(allow_null=True)
    derogation = serializers.CharField(allow_null=True)
    signed_date = serializers.DateField(allow_null=True)
    reference = serializers.CharField(allow_blank=True)
    measures = serializers.ListField(child=serializers.CharField())
    valid_from_date = serializers.DateField()


class TransferAssessmentShape(Shape):
    """A transfer impact assessment."""

    done_date = serializers.DateField()
    outcome = serializers.ChoiceField(Outcome.choices)
    review_date = serializers.DateField()


class TransferFlow(Shape):
    """Data that goes from one party to another outside the EEA on a day, and whether it may.

    `lapses_date` is the first day, as far as was known on that day, without a ground.
    """

    exporter = PartyName()
    importer = PartyName()
    country = serializers.CharField()
    organisation = serializers.CharField(allow_null=True)
    country_status = serializers.ChoiceField(Region.choices)
    verdict = serializers.ChoiceField(Verdict.choices)
    since_date = serializers.DateField(allow_null=True)
    lapses_date = serializers.DateField(allow_null=True)
    reasons = TransferReason(many=True)
    roles = TransferRoles(many=True)
    data_categories = serializers.ListField(child=serializers.CharField())
    contract_ids = serializers.ListField(child=serializers.UUIDField())
    grounds = TransferGround(many=True)
    assessments = TransferAssessmentShape(many=True)


class TransferPage(Page):
    """All transfers of a day that the caller may know of."""

    asof_date = serializers.DateField()
    known_at = serializers.DateTimeField(allow_null=True)
    results = TransferFlow(many=True)


class TransferShape(Shape):
    """A recorded transfer, and the answer that the register gives with it on a day."""

    id = serializers.UUIDField()
    exporter = PartyName()
    importer = PartyName()
    country = serializers.CharField()
    organisation = serializers.CharField(allow_null=True)
    contract_id = serializers.UUIDField(allow_null=True)
    data_categories = serializers.ListField(child=serializers.CharField())
    ground = TransferGround()
    valid_until_date = serializers.DateField(allow_null=True)
    standing = TransferFlow(allow_null=True)


class TransferDocumentShape(Shape):
    """A document: its bytes are at `/transfers/{id}/documents/{document}`, and hash to `sha256`."""

    id = serializers.UUIDField()
    transfer_id = serializers.UUIDField()
    name = serializers.CharField(allow_blank=True)
    sha256 = serializers.CharField()
    added_at = serializers.DateTimeField()


class TransferDocumentPage(Page):
    """The documents of a transfer."""

    results = TransferDocumentShape(many=True)


class CoveredImporter(Shape):
    """An importer that falls under an adequacy decision which does not cover everyone."""

    id = serializers.UUIDField()
    importer = PartyName()
    decision = serializers.CharField()
    decision_title = serializers.CharField()
    covers = serializers.ChoiceField(Covers.choices)
    checked_date = serializers.DateField()
    evidence = serializers.CharField(allow_blank=True)
    valid_from_date = serializers.DateField()
    valid_until_date = serializers.DateField(allow_null=True)


class CoveredImporterPage(Page):
    """Importers of which the caller may know that they are covered."""

    results = CoveredImporter(many=True)


class NewCoveredImporter(StrictSerializer):
    """That an importer which the own party entered is covered, and where that was seen."""

    importer = PartyReference(help_text="UUID or external number of the party abroad.")
    decision = serializers.CharField(max_length=50, help_text="Code of the decision: `US_DPF`.")
    covers = serializers.ChoiceField(Covers.choices, required=False, default=Covers.ALL.value)
    checked_date = serializers.DateField(source="checked_on")
    evidence = serializers.URLField(required=False, allow_blank=True, max_length=200)
    valid_from_date = serializers.DateField(source="on")
    valid_until_date = serializers.DateField(
        source="until",
        required=False,
        default=None,
        allow_null=True,
        help_text="The first day on which it no longer holds.",
    )


class NewTransfer(StrictSerializer):
    """A transfer that the own party makes; without modules those that fit the roles."""

    exporter = PartyReference(help_text="UUID or external number of the own party.")
    importer = PartyReference(help_text="UUID or external number of the party abroad.")
    country = serializers.RegexField(r"^[A-Z]{2}$")
    organisation = serializers.CharField(
        max_length=10, required=False, default="", allow_blank=True
    )
    contract = ContractReference(required=False, default=None, allow_null=True)
    data_categories = serializers.ListField(
        child=CategoryReference(), required=False, default=list, source="categories", max_length=20
    )
    staff = serializers.BooleanField(
        required=False, default=False, help_text="Data about the exporter's own staff."
    )
    exporter_role = serializers.ChoiceField(
        ROLE_CHOICES, required=False, default="", allow_blank=True
    )
    importer_role = serializers.ChoiceField(
        ROLE_CHOICES, required=False, default="", allow_blank=True
    )
    mechanism = serializers.ChoiceField(GROUND_CHOICES)
    instrument = serializers.ChoiceField(
        Instrument.choices, required=False, default="", allow_blank=True
    )
    modules = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=4),
        required=False,
        default=list,
        max_length=4,
    )
    clause_nine = serializers.ChoiceField(
        ClauseNine.choices, required=False, default="", allow_blank=True
    )
    clause_nine_days = serializers.IntegerField(
        required=False, default=None, allow_null=True, min_value=0, max_value=365
    )
    derogation = serializers.RegexField(
        f"^[{''.join(Derogation.values)}]?$",
        required=False,
        default="",
        allow_blank=True,
        help_text="The letter of Art. 49(1), or 2 for its second subparagraph.",
    )
    signed_date = serializers.DateField(
        source="signed_on", required=False, default=None, allow_null=True
    )
    reference = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    measures = serializers.ListField(
        child=MeasureReference(), required=False, default=list, max_length=50
    )
    valid_from_date = serializers.DateField(source="on")
    valid_until_date = serializers.DateField(
        source="until",
        required=False,
        default=None,
        allow_null=True,
        help_text="The first day on which it no longer holds.",
    )


class TransferChange(StrictSerializer):
    """What is otherwise from a day; what is left out stays as it is."""

    effective_date = serializers.DateField(
        source="on", help_text="From which day. On the first day the record itself is corrected."
    )
    data_categories = serializers.ListField(
        child=CategoryReference(), required=False, source="categories", max_length=20
    )
    staff = serializers.BooleanField(required=False)
    mechanism = serializers.ChoiceField(GROUND_CHOICES, required=False)
    instrument = serializers.ChoiceField(Instrument.choices, required=False, allow_blank=True)
    modules = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=4), required=False, max_length=4
    )
    clause_nine = serializers.ChoiceField(ClauseNine.choices, required=False, allow_blank=True)
    clause_nine_days = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=365
    )
    derogation = serializers.RegexField(
        f"^[{''.join(Derogation.values)}]?$", required=False, allow_blank=True
    )
    signed_date = serializers.DateField(source="signed_on", required=False, allow_null=True)
    reference = serializers.CharField(max_length=200, required=False, allow_blank=True)
    measures = serializers.ListField(child=MeasureReference(), required=False, max_length=50)


class TransferTermination(StrictSerializer):
    """When a transfer ends."""

    effective_date = serializers.DateField(
        source="on", help_text="The first day on which the transfer no longer takes place."
    )


class NewAssessment(StrictSerializer):
    """What an assessment of the importer's law came to."""

    done_date = serializers.DateField(source="done_on")
    outcome = serializers.ChoiceField(Outcome.choices)
    review_date = serializers.DateField(source="review_on")
    assessor = serializers.CharField(
        max_length=200, help_text="A function or a firm; name no persons."
    )
    reference = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


def flow_of_api(flow: Flow) -> dict[str, Any]:
    """Return a transfer of a day as JSON, with what is going to be of its ground."""
    return flow_body(flow) | {"lapses_date": flow.lapses_on}


def transfer_body(row: Transfer, flow: Flow | None) -> dict[str, Any]:
    """Return a recorded transfer as JSON, with its answer where data goes there that day."""
    return {
        "id": row.pk,
        "exporter": _named(row.exporter),
        "importer": _named(row.importer),
        "country": row.country,
        "organisation": row.organisation or None,
        "contract_id": row.contract_id,
        "data_categories": row.categories,
        "ground": ground_body(row),
        "valid_until_date": row.valid_until,
        "standing": flow and flow_of_api(flow),
    }


def document_body(row: TransferDocument) -> dict[str, Any]:
    """Return a document, without what is in it."""
    return {
        "id": row.pk,
        "transfer_id": row.transfer_id,
        "name": row.name,
        "sha256": row.sha256,
        "added_at": row.added_at,
    }


def coverage_bodies(
    rows: Iterable[AdequacyCoverage], titles: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return that importers are covered, by which decisions."""
    return [_coverage_body(row, titles[row.decision]) for row in rows]


def _coverage_body(row: AdequacyCoverage, title: str) -> dict[str, Any]:
    return {
        "id": row.pk,
        "importer": _named(row.importer),
        "decision": row.decision,
        "decision_title": title,
        "covers": row.covers,
        "checked_date": row.checked_on,
        "evidence": row.evidence,
        "valid_from_date": row.valid_from,
        "valid_until_date": row.valid_until,
    }


def _named(party: Party) -> dict[str, Any]:
    return {"id": party.pk, "name": party.name, "kind": party.kind}

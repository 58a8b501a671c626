"""Links of the chain of agreements, and what papers cover, as the document describes them."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from roles.agreements.links import ChainLink, Want
from roles.agreements.models import (
    AgreementCoverage,
    ClauseEvidence,
    ClauseItem,
    EnteredBy,
    EvidenceKind,
)
from roles.api.fields import CategoryReference, MeasureReference, Reference
from roles.api.serializers import StrictSerializer
from roles.api.shapes import Page, PartyName, Shape
from roles.choices import Severity
from roles.models import Party
from roles.queries.lookup import the_one
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer


class WantShape(Shape):
    """Something that a link lacks; `code` is that of a finding, `about` what it is about."""

    code = serializers.CharField()
    severity = serializers.ChoiceField(Severity.choices)
    sentence = serializers.CharField()
    next_step = serializers.CharField()
    about = serializers.ListField(child=serializers.CharField())
    cites = serializers.ListField(child=serializers.CharField())


class FlowDownShape(Shape):
    """Whom the engager has process data of others, under which agreement, and what that lacks."""

    engager = PartyName()
    engaged = PartyName()
    data_categories = serializers.ListField(child=serializers.CharField())
    agreement_id = serializers.UUIDField(allow_null=True)
    agreement_reference = serializers.CharField(allow_null=True)
    promised_count = serializers.IntegerField()
    promised_notice_days = serializers.IntegerField()
    notice_days = serializers.IntegerField(allow_null=True)
    missing = WantShape(many=True)


class FlowDownPage(Page):
    """The links below the own party."""

    asof_date = serializers.DateField()
    results = FlowDownShape(many=True)


class CoverageShape(Shape):
    """Where an outside document settles an item of GDPR Art. 28(3), or names a kind of data."""

    item = serializers.CharField(allow_null=True)
    data_category = serializers.CharField(allow_null=True)
    place = serializers.CharField()
    stated_at = serializers.DateTimeField()
    stated_by = serializers.ChoiceField(EnteredBy.choices)


class CoveragePage(Page):
    """What was stated last."""

    results = CoverageShape(many=True)


@extend_schema_field(OpenApiTypes.STR)
class ItemReference(Reference):
    """An item of the law by its code: `a` to `h`."""

    def find(self, text: str, viewer: Viewer) -> ClauseItem:
        """Return the item of today."""
        today = legal_day(timezone.now())
        return the_one(ClauseItem.objects.visible_to(viewer).in_force(today), code=text)


def _place() -> serializers.CharField:
    return serializers.CharField(max_length=120, allow_blank=True)


def _words(most: int) -> serializers.CharField:
    return serializers.CharField(max_length=most, required=False, default="", allow_blank=True)


class NewItemPlace(StrictSerializer):
    """Where an item is settled; empty: not there."""

    item = ItemReference()
    place = _place()


class NewDataPlace(StrictSerializer):
    """Where a kind of data is named; empty: not there."""

    data_category = CategoryReference()
    place = _place()


class NewCoverage(StrictSerializer):
    """What is stated; what is not mentioned stays as it was."""

    items = NewItemPlace(many=True, required=False, default=list)
    categories = NewDataPlace(many=True, required=False, default=list)


class EvidenceShape(Shape):
    """What shows that an item is kept, who entered it and when."""

    id = serializers.UUIDField()
    item = serializers.CharField()
    kind = serializers.ChoiceField(EvidenceKind.choices)
    measure = serializers.CharField(allow_null=True)
    instruction_id = serializers.UUIDField(allow_null=True)
    document_id = serializers.UUIDField(allow_null=True)
    reference = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    entered_at = serializers.DateTimeField()
    entered_by = serializers.ChoiceField(EnteredBy.choices)


class EvidencePage(Page):
    """All evidence of an agreement; `absent_items` are the items without any.

    `service_end_ids` are complete ends of service, which show by themselves that (g) is kept.
    `stated_measures` are those that the processor states: what shows item `c`.
    """

    results = EvidenceShape(many=True)
    absent_items = serializers.ListField(child=serializers.CharField())
    service_end_ids = serializers.ListField(child=serializers.UUIDField())
    stated_measures = serializers.ListField(child=serializers.CharField())


class NewEvidence(StrictSerializer):
    """What shows that an item is kept: the field that belongs to `kind`, and words."""

    item = ItemReference()
    kind = serializers.ChoiceField(EvidenceKind.choices)
    measure = MeasureReference(required=False, allow_null=True, default=None)
    instruction_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    document_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    reference = _words(300)
    note = _words(2_000)
    name = _words(120)


def link_body(link: ChainLink) -> dict[str, Any]:
    """Return a link as JSON."""
    return {
        "engager": _named(link.engager),
        "engaged": _named(link.engaged),
        "data_categories": list(link.codes),
        "agreement_id": link.lower.agreement if link.lower else None,
        "agreement_reference": link.lower.reference if link.lower else None,
        "promised_count": link.promised,
        "promised_notice_days": link.notice,
        "notice_days": link.mandate.notice if link.mandate else None,
        "missing": [_want(want) for want in link.wants],
    }


def coverage_body(row: AgreementCoverage) -> dict[str, Any]:
    """Return what was stated as JSON."""
    return {
        "item": row.item.code if row.item else None,
        "data_category": row.category.code if row.category else None,
        "place": row.place,
        "stated_at": row.stated_at,
        "stated_by": row.stated_by,
    }


def evidence_body(row: ClauseEvidence) -> dict[str, Any]:
    """Return evidence as JSON."""
    return {
        "id": row.pk,
        "item": row.item.code,
        "kind": row.kind,
        "measure": row.measure.code if row.measure else None,
        "instruction_id": row.instruction_id,
        "document_id": row.document_id,
        "reference": row.reference,
        "note": row.note,
        "name": row.name,
        "entered_at": row.entered_at,
        "entered_by": row.entered_by,
    }


def _want(want: Want) -> dict[str, Any]:
    kind = want.kind
    return {
        "code": kind.code,
        "severity": kind.severity.value,
        "sentence": str(kind.sentence),
        "next_step": str(kind.next_step),
        "about": list(want.what),
        "cites": [str(cite) for cite in kind.cites],
    }


def _named(party: Party) -> dict[str, Any]:
    return {"id": party.pk, "name": party.name, "kind": party.kind}

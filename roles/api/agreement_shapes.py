"""Agreements, their papers and signatures as the document describes them, and as JSON."""

from datetime import date
from typing import Any

from rest_framework import serializers

from roles.agreements.models import (
    Agreement,
    AgreementDocument,
    AgreementSignature,
    AgreementState,
    DocumentKind,
    DocumentState,
    Language,
    MandateKind,
    Side,
    Way,
)
from roles.api.fields import PartyReference, PartyReferences
from roles.api.serializers import StrictSerializer
from roles.api.shapes import Page, PartyName, Shape
from roles.api.shapes import Party as PartyShape
from roles.models import Party
from voipgrid_privacy.api.expanding import expanded_of


class SignatureShape(Shape):
    """Who signed for which side.

    What was signed by hand has no name, and a hash only where that paper was sent from here.
    """

    side = serializers.ChoiceField(Side.choices)
    party = PartyName()
    way = serializers.ChoiceField(Way.choices)
    signed_date = serializers.DateField()
    signed_at = serializers.DateTimeField(allow_null=True)
    document_hash = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    function = serializers.CharField(allow_blank=True)


class PaperShape(Shape):
    """A paper: its bytes are at `/agreements/{id}/documents/{document}`, and hash to `sha256`."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    kind = serializers.ChoiceField(DocumentKind.choices)
    state = serializers.ChoiceField(DocumentState.choices)
    language = serializers.ChoiceField([(each.value.upper(), each.label) for each in Language])
    template_version = serializers.CharField(allow_null=True)
    asof_date = serializers.DateField()
    data_categories = serializers.ListField(
        child=serializers.CharField(), help_text="Which kinds of data a generated paper names."
    )
    sha256 = serializers.CharField()
    made_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)


class PaperPage(Page):
    """The papers of an agreement, newest first."""

    results = PaperShape(many=True)


class AgreementShape(Shape):
    """What a processor agreed with the party it acts for; `state` is that of today,
    or of the day of `knownat`.
    """

    id = serializers.UUIDField()
    processor = PartyName()
    controller = PartyName()
    contract_id = serializers.UUIDField(allow_null=True)
    reference = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(AgreementState.choices)
    valid_from_date = serializers.DateField(allow_null=True)
    valid_until_date = serializers.DateField(allow_null=True)
    processor_signed_date = serializers.DateField(allow_null=True)
    controller_signed_date = serializers.DateField(allow_null=True)
    signatures = SignatureShape(many=True)
    expanded = expanded_of("Agreement", processor=PartyShape, controller=PartyShape)


class AgreementPage(Page):
    """A page of agreements."""

    results = AgreementShape(many=True)


class LanguageField(serializers.ChoiceField):
    """The language of a paper, as the API writes choices."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__([(each.value.upper(), each.label) for each in Language], **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """Return it as the register writes it."""
        return str(super().to_internal_value(data)).lower()


class NewAgreement(StrictSerializer):
    """With whom the own party agrees, and what the register does not know of it."""

    controller = PartyReference()
    valid_from_date = serializers.DateField(source="on")
    valid_until_date = serializers.DateField(
        source="until", required=False, allow_null=True, default=None
    )
    reference = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    authorisation = serializers.ChoiceField(MandateKind.choices, required=False, default="")
    engages = PartyReferences(
        required=False,
        default=list,
        help_text="Whom a specific authorisation names: others need consent first.",
    )
    notice_days = serializers.IntegerField(
        min_value=0, max_value=365, required=False, allow_null=True, default=None
    )
    language = LanguageField(required=False, default="nl")


class NewPaper(StrictSerializer):
    """In which language the paper is made."""

    language = LanguageField(required=False, default="nl")


class Nothing(StrictSerializer):
    """Nothing but the wish: an empty object."""


class NewSignature(StrictSerializer):
    """Who signs for the own party, and the hash of what is signed."""

    document_hash = serializers.RegexField(r"^[0-9a-f]{64}$")
    name = serializers.CharField(max_length=120)
    function = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)


def agreement_body(row: Agreement, on: date) -> dict[str, Any]:
    """Return an agreement as JSON."""
    return {
        "id": row.pk,
        "processor": _named(row.processor),
        "controller": _named(row.controller),
        "contract_id": row.contract_id,
        "reference": row.reference,
        "state": row.state(on).value,
        "valid_from_date": row.valid_from,
        "valid_until_date": row.valid_until,
        "processor_signed_date": row.processor_signed_on,
        "controller_signed_date": row.controller_signed_on,
        "signatures": [_signature(each) for each in row.signatures.all() if not each.lapsed_at],
    }


def paper_body(row: AgreementDocument) -> dict[str, Any]:
    """Return what is known of a paper, apart from what it says."""
    return {
        "id": row.pk,
        "reference": row.reference,
        "kind": row.kind,
        "state": row.state,
        "language": row.language.upper(),
        "template_version": row.template.version if row.template else None,
        "asof_date": row.asof,
        "data_categories": sorted(each.category.code for each in row.named.all()),
        "sha256": row.sha256,
        "made_at": row.made_at,
        "sent_at": row.sent_at,
    }


def _signature(row: AgreementSignature) -> dict[str, Any]:
    return {
        "side": row.side,
        "party": _named(row.party),
        "way": row.way,
        "signed_date": row.signed_on,
        "signed_at": row.signed_at,
        "document_hash": row.document_hash,
        "name": row.name,
        "function": row.function,
    }


def _named(party: Party) -> dict[str, Any]:
    return {"id": party.pk, "name": party.name, "kind": party.kind}

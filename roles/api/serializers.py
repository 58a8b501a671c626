"""What bodies hold. Those that are written have the service's parameters as fields."""

from base64 import b64decode
from dataclasses import fields
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from roles.api.fields import CategoryReference, PartyReference, ServiceReference
from roles.choices import ContractKind, PartyKind, Role
from roles.models.parties import ExternalSystem, LegalForm
from roles.rules.facts import Involvement
from roles.services.authority import REGISTERED_BY_PARTNERS

UNKNOWN = _("There is no such property.")
WRONG_KIND = _("This is not the kind of value that is asked for: text, number or true and false.")
REGISTRABLE = [(kind, label) for kind, label in PartyKind.choices if kind in REGISTERED_BY_PARTNERS]


# JSON has kinds of its own; a number that is taken for a text hides a mistake at the other end.
TEXTS = (serializers.CharField, serializers.UUIDField)
Field = serializers.Field[Any, Any, Any, Any]


def is_of_its_kind(field: Field, value: Any) -> bool:
    """Say whether ``value`` has the JSON type that the document gives for ``field``."""
    if isinstance(field, TEXTS):
        return value is None or isinstance(value, str)
    if isinstance(field, serializers.BooleanField):
        return value is None or isinstance(value, bool)
    if isinstance(field, serializers.IntegerField):
        return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
    if isinstance(field, serializers.ListField) and isinstance(value, list):
        return all(is_of_its_kind(field.child, each) for each in value)
    return True


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses names it does not know and values of another JSON type: no silent defaults."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the values; raises ValidationError with every error, unknown names included."""
        unknown = set(data) - set(self.fields) if isinstance(data, dict) else set()
        errors: dict[str, Any] = {
            name: [serializers.ErrorDetail(str(UNKNOWN), "unknown_property")]
            for name in sorted(unknown)
        } | self._of_another_kind(data)
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if isinstance(error.detail, dict):
                errors = {**error.detail, **errors}
                raise serializers.ValidationError(errors) from error
            raise
        if errors:
            raise serializers.ValidationError(errors)
        return values

    def _of_another_kind(self, data: Any) -> dict[str, Any]:
        given = data if isinstance(data, dict) else {}
        return {
            name: [serializers.ErrorDetail(str(WRONG_KIND), "invalid")]
            for name, field in self.fields.items()
            if name in given and not is_of_its_kind(field, given[name])
        }


def bytes_of(value: str) -> bytes:
    """Return what Base64 stands for; raises ValidationError for what is none."""
    try:
        return b64decode(value, validate=True)
    except (
        ValueError
    ) as error:  # binascii's own is one; for a letter beyond ASCII it is a plain one
        raise serializers.ValidationError(str(error), code="invalid") from error


class Base64File(StrictSerializer):
    """A file in a body: its name, and its bytes in Base64."""

    name = serializers.CharField(max_length=200)
    content_base64 = serializers.CharField()

    def validate_content_base64(self, value: str) -> bytes:
        """Return the bytes."""
        return bytes_of(value)


class ExternalIdSerializer(StrictSerializer):
    """A party's number in another system."""

    system = serializers.ChoiceField(ExternalSystem.choices)
    value = serializers.CharField(max_length=100)


class NewParty(StrictSerializer):
    """A party to enter."""

    kind = serializers.ChoiceField(REGISTRABLE)
    name = serializers.CharField(max_length=200)
    legal_form = serializers.ChoiceField(LegalForm.choices, default=LegalForm.LEGAL_PERSON)
    kvk_number = serializers.RegexField(r"^(\d{8})?$", required=False, default="", allow_blank=True)
    country = serializers.RegexField(r"^[A-Z]{2}$", default="NL")
    external_ids = ExternalIdSerializer(many=True, required=False, default=list)


class PartyCorrection(StrictSerializer):
    """What is corrected of a party; what is left out stays."""

    name = serializers.CharField(max_length=200, required=False)
    legal_form = serializers.ChoiceField(LegalForm.choices, required=False)
    kvk_number = serializers.RegexField(r"^(\d{8})?$", required=False, allow_blank=True)
    country = serializers.RegexField(r"^[A-Z]{2}$", required=False)


class NewContract(StrictSerializer):
    """A contract to conclude. Without data categories it concerns all of the service."""

    provider = PartyReference(help_text="UUID or external number of the party that delivers.")
    acquirer = PartyReference(help_text="UUID or external number of the party that receives.")
    service = ServiceReference(help_text="Code of the service.")
    kind = serializers.ChoiceField(ContractKind.choices)
    reference = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    data_categories = serializers.ListField(
        child=CategoryReference(), required=False, default=list, source="categories", max_length=20
    )
    valid_from_date = serializers.DateField(source="on")
    valid_until_date = serializers.DateField(
        source="until",
        required=False,
        default=None,
        allow_null=True,
        help_text="The first day on which it no longer holds.",
    )


class Termination(StrictSerializer):
    """When a contract ends."""

    effective_date = serializers.DateField(
        source="on", help_text="The first day on which the contract no longer holds."
    )


def _fact(name: str, type_name: object) -> serializers.Field[Any, Any, Any, Any]:
    """Return the field of one fact: a role, a yes or no, or a code."""
    if name == "instructed_by":
        return serializers.ChoiceField(Role.choices, required=False, allow_null=True)
    if type_name is bool:
        return serializers.BooleanField(required=False)
    return serializers.CharField(required=False, allow_blank=True, max_length=60)


class Facts(StrictSerializer):
    """What a party does with the data; what is not stated is not so."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return one field per fact that the rulebook knows."""
        return {fact.name: _fact(fact.name, fact.type) for fact in fields(Involvement)}


class Question(StrictSerializer):
    """Facts about conduct, and the day whose law applies."""

    asof_date = serializers.DateField(required=False, help_text="Today when left out.")
    facts = Facts()

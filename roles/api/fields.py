"""References in a body: to what the caller may not know of exactly as to nothing."""

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from roles.models import Contract, DataCategory, Measure, Party, Service
from roles.queries.lookup import contracts, data_categories, parties_named, party_named, the_one
from voipgrid_privacy.api.parameters import as_uuid
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.tenancy import Viewer

LONGEST = 200


class Reference(serializers.Field[Any, str, str, Any]):
    """Names something of the register; the same error for hidden and for absent."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": serializers.CharField.default_error_messages["invalid"]
    }

    def to_internal_value(self, data: Any) -> Any:
        """Return what ``data`` names; raises ValidationError with the code of the refusal."""
        if not is_reference(data):
            self.fail("invalid")
        try:
            return self.find(data, self.context["viewer"])
        except DomainError as error:
            raise serializers.ValidationError(error.sentence, error.code) from error

    def find(self, text: str, viewer: Viewer) -> Any:
        """Return what ``text`` names; raises DomainError."""
        raise NotImplementedError


@extend_schema_field(OpenApiTypes.STR)
class PartyReference(Reference):
    """A party by UUID or by a number in another system."""

    def find(self, text: str, viewer: Viewer) -> Party:
        """Return the party."""
        return party_named(viewer=viewer, reference=text)


class PartyReferences(serializers.ListField):
    """Parties by UUID or number, looked up together: a long list costs no query each."""

    child = PartyReference()

    def run_child_validation(self, data: list[Any]) -> list[Party]:
        """Return the parties; raises ValidationError with every error, by place in the list."""
        texts = {each for each in data if is_reference(each)}
        found = parties_named(viewer=self.context["viewer"], references=texts)
        errors: dict[int, list[serializers.ErrorDetail]] = {}
        named: list[Party] = []
        for number, each in enumerate(data):
            party = found[each] if is_reference(each) else None
            if isinstance(party, Party):
                named.append(party)
            else:
                errors[number] = [_refusal(party)]
        if errors:
            raise serializers.ValidationError(errors)  # type: ignore[arg-type]  # places
        return named


def is_reference(data: Any) -> bool:
    """Say whether ``data`` is a text that can name something."""
    return isinstance(data, str) and "\x00" not in data and len(data) <= LONGEST


def _refusal(kind: type[DomainError] | None) -> serializers.ErrorDetail:
    if kind is None:
        return serializers.ErrorDetail(Reference.default_error_messages["invalid"], "invalid")
    refusal = kind()
    return serializers.ErrorDetail(refusal.sentence, refusal.code)


@extend_schema_field(OpenApiTypes.STR)
class ServiceReference(Reference):
    """A service by its code."""

    def find(self, text: str, viewer: Viewer) -> Service:
        """Return the service."""
        return the_one(Service.objects.visible_to(viewer), code=text)


@extend_schema_field(OpenApiTypes.STR)
class CategoryReference(Reference):
    """A data category by its code."""

    def find(self, text: str, viewer: Viewer) -> DataCategory:
        """Return the category."""
        return the_one(data_categories(viewer=viewer), code=text)


@extend_schema_field(OpenApiTypes.UUID)
class ContractReference(Reference):
    """A contract by its UUID."""

    def find(self, text: str, viewer: Viewer) -> Contract:
        """Return the contract."""
        identifier = as_uuid(text)
        if identifier is None:
            raise NotFound
        return the_one(contracts(viewer=viewer), pk=identifier)


@extend_schema_field(OpenApiTypes.STR)
class MeasureReference(Reference):
    """A security measure by its code."""

    def find(self, text: str, viewer: Viewer) -> Measure:
        """Return the measure."""
        return the_one(Measure.objects.visible_to(viewer), code=text)

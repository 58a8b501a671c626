"""A customer as it is sent and as it is answered."""

from typing import Any

from rest_framework import serializers

from roles.api.features import UsedFeatureShape
from roles.api.fields import ServiceReference
from roles.api.serializers import REGISTRABLE, ExternalIdSerializer, StrictSerializer
from roles.api.shapes import Page, Party, Shape
from roles.models.parties import LegalForm
from roles.queries.features import service_features
from roles.services.customers import CustomerFacts, Delivery, Use
from voipgrid_privacy.kernel.errors import NotFound

MOST_SERVICES = 20
MOST_FEATURES = 50
LAST = "The first day on which it no longer holds."
STAYS = "Left out: stays as it is."
USUALLY_LEGAL = f"{STAYS} Of a new customer: LEGAL_PERSON."
USUALLY_NL = f"{STAYS} Of a new customer: NL."


class DeliveredServiceShape(Shape):
    """What the caller delivers to the customer under one contract."""

    contract = serializers.UUIDField()
    service = serializers.CharField()
    reference = serializers.CharField()
    valid_from_date = serializers.DateField()
    valid_until_date = serializers.DateField(allow_null=True)
    features = UsedFeatureShape(many=True)


class CustomerShape(Party):
    """A customer or sub-reseller, and what the caller delivers to it."""

    services = DeliveredServiceShape(many=True)


class CustomerPage(Page):
    """A page of customers."""

    results = CustomerShape(many=True)


class FeatureInUse(StrictSerializer):
    """A feature and its days; as long as the contract where nothing is said."""

    feature = serializers.CharField(max_length=40, help_text="Code of the feature.")
    valid_from_date = serializers.DateField(source="on", required=False, allow_null=True)
    valid_until_date = serializers.DateField(source="until", required=False, allow_null=True)


class DeliveredService(StrictSerializer):
    """A service that is delivered from a day on; service and day are what it is known by."""

    service = ServiceReference(help_text="Code of the service.")
    valid_from_date = serializers.DateField(source="on")
    valid_until_date = serializers.DateField(
        source="until", required=False, default=None, allow_null=True, help_text=LAST
    )
    reference = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    features: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=FeatureInUse(), required=False, default=list, max_length=MOST_FEATURES
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the delivery with the features of its service; raises ValidationError."""
        rows = service_features(viewer=self.context["viewer"]).filter(service=attrs["service"])
        known = {row.code: row for row in rows}
        refusal = NotFound()
        wrong = {
            number: {"feature": [serializers.ErrorDetail(refusal.sentence, refusal.code)]}
            for number, use in enumerate(attrs["features"])
            if use["feature"] not in known
        }
        if wrong:
            raise serializers.ValidationError({"features": wrong})  # type: ignore[dict-item]  # places
        uses = (Use(**{**use, "feature": known[use["feature"]]}) for use in attrs["features"])
        return {"delivery": Delivery(**{**attrs, "features": tuple(uses)})}


class CustomerRecord(StrictSerializer):
    """All that the caller's system says of a customer."""

    kind = serializers.ChoiceField(REGISTRABLE)
    name = serializers.CharField(max_length=200)
    legal_form = serializers.ChoiceField(LegalForm.choices, required=False, help_text=USUALLY_LEGAL)
    kvk_number = serializers.RegexField(
        r"^(\d{8})?$", required=False, allow_blank=True, help_text=STAYS
    )
    country = serializers.RegexField(r"^[A-Z]{2}$", required=False, help_text=USUALLY_NL)
    external_ids: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=ExternalIdSerializer(), required=False, default=list, max_length=MOST_SERVICES
    )
    services: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=DeliveredService(), required=False, default=list, max_length=MOST_SERVICES
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the facts."""
        numbers = tuple((each["system"], each["value"]) for each in attrs.pop("external_ids"))
        sold = tuple(each["delivery"] for each in attrs.pop("services"))
        return {"facts": CustomerFacts(**attrs, numbers=numbers, deliveries=sold)}

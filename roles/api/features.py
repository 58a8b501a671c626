"""``/service-features``, and switching them on and off under a contract."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from roles import services
from roles.api.contracts import ContractView
from roles.api.rendering import keeping_body
from roles.api.serializers import StrictSerializer
from roles.api.shapes import KeepingShape, Page, Shape, TextInTwoLanguages
from roles.models import Contract, ContractFeature, ServiceFeature
from roles.queries.features import (
    Consequence,
    consequences_of,
    had_by,
    is_secret,
    service_features,
)
from roles.queries.lookup import the_one
from roles.rules.functions import HadBy, function
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.api.views import ResourceView


class ServiceFeatureShape(Shape):
    """A feature: who has it done, with which data (none: all of the service), and what is kept."""

    code = serializers.CharField()
    service = serializers.CharField()
    name = TextInTwoLanguages()
    always_on = serializers.BooleanField()
    had_by = serializers.ChoiceField([each.name for each in HadBy])
    secret = serializers.BooleanField()
    data_categories = serializers.ListField(child=serializers.CharField())
    keeping = KeepingShape(many=True)


class ServiceFeaturePage(Page):
    """A page of features."""

    results = ServiceFeatureShape(many=True)


class UsedFeatureShape(Shape):
    """A feature under a contract, and when it is on."""

    feature = serializers.CharField()
    valid_from_date = serializers.DateField()
    valid_until_date = serializers.DateField(allow_null=True)


class UsedFeaturesShape(Page):
    """What is, was or will be on under a contract."""

    results = UsedFeatureShape(many=True)


class SwitchOn(StrictSerializer):
    """Which feature, from which day."""

    feature = serializers.CharField(max_length=40, help_text="Code of the feature.")
    valid_from_date = serializers.DateField(source="on")
    valid_until_date = serializers.DateField(
        source="until",
        required=False,
        default=None,
        allow_null=True,
        help_text="The first day without it; as long as the contract when left out.",
    )


class SwitchOff(StrictSerializer):
    """Which feature, and the first day without it."""

    feature = serializers.CharField(max_length=40, help_text="Code of the feature.")
    effective_date = serializers.DateField(source="on", help_text="The first day without it.")


class ServiceFeaturesView(ResourceView):
    """The features that services have."""

    resource = "service-features"
    operations = {
        "GET": Operation(
            "listServiceFeatures",
            ServiceFeaturePage,
            sortable={"code": "code"},
            query=frozenset({"asof"}),
        )
    }

    def get(self, request: Request) -> Response:
        """List the features, with what each means for keeping data on one day."""
        on = parameters.day(request, "asof", timezone.localdate())
        rows = service_features(viewer=self.viewer)
        return page(
            request, rows, body=lambda row: feature_body(row, consequences_of(row.code, on))
        )


class ServiceFeatureView(ResourceView):
    """One feature."""

    resource = "service-features"
    operations = {
        "GET": Operation(
            "getServiceFeature", ServiceFeatureShape, single=True, query=frozenset({"asof"})
        )
    }

    def get(self, request: Request, code: str) -> Response:
        """Return the feature with this code, with what it means for keeping data on one day."""
        on = parameters.day(request, "asof", timezone.localdate())
        row = the_one(service_features(viewer=self.viewer), code=code)
        return single(request, feature_body(row, consequences_of(row.code, on)))


class ContractFeaturesView(ContractView):
    """What is switched on under a contract."""

    operations = {
        "GET": Operation(
            "listContractFeatures",
            UsedFeaturesShape,
            sortable={"valid_from_date": "valid_during__startswith", "feature": "feature__code"},
        ),
        "POST": Operation("switchOnFeature", UsedFeatureShape, SwitchOn, 201),
    }

    def get(self, request: Request, reference: str) -> Response:
        """List what is, was or will be on under the contract."""
        rows = self.contract(reference).features.select_related("feature")
        return page(request, rows, body=used_body)

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Switch on a feature for a period within the contract's."""
        return once(request, lambda: self.switch(reference))

    def switch(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        contract, given = self.contract(reference), self.read(SwitchOn)
        given["feature"] = self.feature(contract, given["feature"])
        made = services.switch_on_feature(contract=contract, **given, by=self.viewer)
        return single(self.request, used_body(made), 201)

    def feature(self, contract: Contract, code: str) -> ServiceFeature:
        """Return the feature of the contract's service; raises NotFound."""
        rows = service_features(viewer=self.viewer)
        return the_one(rows, code=code, service=contract.service_id)


class FeatureTerminationsView(ContractFeaturesView):
    """Switching off a feature of a contract."""

    http_method_names = ["post", "options"]
    operations = {"POST": Operation("switchOffFeature", UsedFeatureShape, SwitchOff, 201)}

    def switch(self, reference: str) -> Response:
        """End the feature's use; raises DomainError."""
        contract, given = self.contract(reference), self.read(SwitchOff)
        given["feature"] = self.feature(contract, given["feature"])
        ended = services.switch_off_feature(contract=contract, **given, by=self.viewer)
        return single(self.request, used_body(ended), 201)


def feature_body(row: ServiceFeature, keeping: tuple[Consequence, ...]) -> dict[str, Any]:
    """Return a feature with what it means for keeping data."""
    return {
        "code": row.code,
        "service": row.service.code,
        "name": {"nl": row.name.nl, "en": row.name.en},
        "always_on": row.always_on,
        "had_by": had_by(row).name,
        "secret": is_secret(row.code),
        "data_categories": sorted(function(row.code).categories),
        "keeping": [keeping_body(each) for each in keeping],
    }


def used_body(row: ContractFeature) -> dict[str, Any]:
    """Return when a feature is on under a contract."""
    return {
        "feature": row.feature.code,
        "valid_from_date": row.valid_from,
        "valid_until_date": row.valid_until,
    }

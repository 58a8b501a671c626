"""``POST /role-simulations``: what would change if something were so. Nothing is stored."""

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from roles.api import shapes
from roles.api.fields import CategoryReference, PartyReference
from roles.api.rendering import ground_body, party_body
from roles.api.serializers import StrictSerializer
from roles.queries.differences import Difference
from roles.queries.matrix import TELEPHONY, MatrixCell
from roles.queries.refs import PartyRef
from roles.supposing.consequences import Consequence
from roles.supposing.queries import Chain, Simulation, chain_to_suppose, suppose
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.views import ResourceView

PARTS = {
    "SUB_RESELLS": ("party",),
    "FEATURE_ON": ("service_feature",),
    "CONTRACT_ENDS": ("contract",),
    "OWN_USE": ("party", "data_category"),
}
"""What each kind of supposition is about."""


class NewSimulation(StrictSerializer):
    """Something that is supposed of a chain; without a customer: of the caller's own relation."""

    customer = PartyReference(required=False, help_text="UUID or external number of a customer.")
    asof_date = serializers.DateField(required=False, help_text="From when; today if left out.")
    service = serializers.CharField(required=False, default=TELEPHONY, max_length=40)
    kind = serializers.ChoiceField([(kind, kind) for kind in PARTS])
    party = PartyReference(required=False, help_text="Who sub-resells, or uses data for itself.")
    service_feature = serializers.CharField(required=False, max_length=40)
    contract = serializers.UUIDField(required=False)
    data_category = CategoryReference(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Raise ValidationError for a kind without what it is about."""
        missing = [name for name in PARTS[attrs["kind"]] if name not in attrs]
        if missing:
            required = serializers.Field.default_error_messages["required"]
            raise serializers.ValidationError(dict.fromkeys(missing, required), "required")
        return attrs


class SimulationsView(ResourceView):
    """Asking what would change."""

    resource = "roles"
    only_asks = True
    operations = {"POST": Operation("simulateRoles", shapes.RoleSimulation, NewSimulation)}

    def post(self, request: Request) -> Response:
        """Return the roles before and after, and what would have to be done; nothing is stored."""
        given = self.read(NewSimulation)
        customer = given["customer"].pk if "customer" in given else self.caller.party
        chain = chain_to_suppose(
            viewer=self.viewer,
            party=customer,
            on=given.get("asof_date") or timezone.localdate(),
            service=given["service"],
        )
        return Response(simulation_body(self.simulate(chain, given)))

    def simulate(self, chain: Chain, given: dict[str, Any]) -> Simulation:
        """Return the simulation; raises ``supposition_not_possible``."""
        parts = [given[name] for name in PARTS[given["kind"]]]
        names = [str(getattr(part, "code", getattr(part, "pk", part))) for part in parts]
        return suppose(viewer=self.viewer, chain=chain, what=":".join([given["kind"], *names]))


def simulation_body(simulation: Simulation) -> dict[str, Any]:
    """Return a simulation as JSON."""
    return {
        "asof_date": simulation.chain.on,
        "supposed": simulation.supposed.label,
        "differences": [_difference(each) for each in simulation.differences],
        "consequences": [_consequence(each) for each in simulation.consequences],
    }


def _difference(difference: Difference) -> dict[str, Any]:
    cell = difference.cell
    return {
        "party": _party(difference.party),
        "data_category": cell.category,
        "service_feature": cell.feature,
        "purpose": cell.purpose,
        "before": _then(difference.before),
        "after": _then(difference.after),
    }


def _then(cell: MatrixCell | None) -> dict[str, Any] | None:
    if cell is None:
        return None
    return {
        "role": cell.role.value,
        "depth": cell.depth,
        "upstream": cell.upstream.name if cell.upstream else None,
        "grounds": [ground_body(ground, get_language() or "en") for ground in cell.grounds],
    }


def _consequence(consequence: Consequence) -> dict[str, Any]:
    return {
        "kind": consequence.kind.value,
        "party": _party(consequence.party),
        "other_party": _party(consequence.other) if consequence.other else None,
        "sentence": consequence.sentence,
        "cites": [str(citation) for citation in consequence.cites],
    }


def _party(party: PartyRef) -> dict[str, Any]:
    """Return a party; one that is only supposed has no identifier."""
    return {**party_body(party), "id": None if party.id.int < FIRST_REAL else party.id}


FIRST_REAL = 1 << 64

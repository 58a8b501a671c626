"""Transfers of contracts and parties, and ends of chains; each with a preview beside it."""

from typing import Any

from django.http.response import HttpResponseBase
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from roles import services
from roles.api.bodies import contract_body
from roles.api.contracts import ContractView
from roles.api.fields import PartyReference, PartyReferences
from roles.api.parties import PartyView
from roles.api.serializers import StrictSerializer, Termination
from roles.api.shapes import Contract, MovePreview, MoveResult
from roles.queries.moving import MovePreview as Preview
from roles.queries.moving import RoleThen
from roles.services import moving
from roles.services.moving.carrying import Moved
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import must_match, single
from voipgrid_privacy.api.idempotency import once

MOST = 10_000


class ContractTransfer(StrictSerializer):
    """To whom a contract goes, from which day."""

    provider = PartyReference(
        source="to_partner", help_text="UUID or external number of the new provider."
    )
    effective_date = serializers.DateField(
        source="on", help_text="The first day at the new provider."
    )
    with_features = serializers.BooleanField(
        default=False, help_text="Whether what is switched on stays on; else it is agreed anew."
    )


class PartyTransfer(ContractTransfer):
    """To whom the customers of a party go, from which day; without acquirers: all of them."""

    with_features = serializers.BooleanField(
        default=True, help_text="Whether what is switched on stays on; else it is agreed anew."
    )
    acquirers = PartyReferences(
        required=False,
        max_length=MOST,
        help_text="Only these; without them the party is taken over.",
    )
    ends_own = serializers.BooleanField(
        required=False, help_text="Whether the party's own contracts end; only of a take-over."
    )


class ContractTransfersView(ContractView):
    """Letting another provider deliver what a contract is for."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation("transferContract", Contract, ContractTransfer, 201, single=True)
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Move the customer to another provider: no day is lost, and none is there twice."""
        return once(request, lambda: self.transfer(reference))

    def transfer(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        contract = self.contract(reference)
        must_match(self.request, contract_body(contract))
        made = services.move_customer(
            customer=contract.acquirer,
            service=contract.service,
            **self.read(ContractTransfer),
            by=self.viewer,
        )
        return single(self.request, contract_body(self.contract(str(made.pk))), 201)


class ContractTransferPreviewsView(ContractView):
    """What letting another provider deliver would come to."""

    only_asks = True
    http_method_names = ["post", "options"]
    operations = {"POST": Operation("previewContractTransfer", MovePreview, ContractTransfer)}

    def post(self, request: Request, reference: str) -> Response:
        """Return the roles before and after the transfer; nothing changes."""
        contract = self.contract(reference)
        plan = moving.plan_move(
            customer=contract.acquirer,
            service=contract.service,
            **self.read(ContractTransfer),
            by=self.viewer,
        )
        return Response(preview_body(moving.preview(plan, by=self.viewer)))


class PartyTransfersView(PartyView):
    """Letting another partner take over, or take some of a partner's customers."""

    resource = "contracts"
    http_method_names = ["post", "options"]
    operations = {"POST": Operation("transferParty", MoveResult, PartyTransfer, 201)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Move all customers and sub-resellers of the party, or those named: all or nothing."""
        return once(request, lambda: self.transfer(reference))

    def transfer(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        asked = {"partner": self.party(reference), **self.read(PartyTransfer), "by": self.viewer}
        split = "acquirers" in asked
        if split:
            asked.pop("ends_own", None)
        done = services.split_partner(**asked) if split else services.take_over_partner(**asked)
        return Response(result_body(done), 201)


class PartyTransferPreviewsView(PartyView):
    """What a take-over or a split would come to."""

    resource = "contracts"
    only_asks = True
    http_method_names = ["post", "options"]
    operations = {"POST": Operation("previewPartyTransfer", MovePreview, PartyTransfer)}

    def post(self, request: Request, reference: str) -> Response:
        """Return the roles before and after the transfer; nothing changes."""
        asked = {"partner": self.party(reference), **self.read(PartyTransfer), "by": self.viewer}
        split = "acquirers" in asked
        if split:
            asked.pop("ends_own", None)
        plan = moving.plan_split(**asked) if split else moving.plan_take_over(**asked)
        return Response(preview_body(moving.preview(plan, by=self.viewer)))


class PartyTerminationsView(PartyView):
    """Ending what a party gets, with everything below it."""

    resource = "contracts"
    http_method_names = ["post", "options"]
    operations = {"POST": Operation("endParty", MoveResult, Termination, 201)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """End the party's contracts and everything it sells, all the way down."""
        return once(request, lambda: self.terminate(reference))

    def terminate(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        party = self.party(reference)
        done = services.end_chain(party=party, **self.read(Termination), by=self.viewer)
        return Response(result_body(done), 201)


class PartyTerminationPreviewsView(PartyView):
    """What ending a chain would come to."""

    resource = "contracts"
    only_asks = True
    http_method_names = ["post", "options"]
    operations = {"POST": Operation("previewPartyTermination", MovePreview, Termination)}

    def post(self, request: Request, reference: str) -> Response:
        """Return whose roles stop; nothing changes."""
        party = self.party(reference)
        plan = moving.plan_end(party=party, **self.read(Termination), by=self.viewer)
        return Response(preview_body(moving.preview(plan, by=self.viewer)))


def result_body(done: Moved) -> dict[str, Any]:
    """Return what was done."""
    return {"contracts": list(done.contracts), "contracts_ended": done.ended}


def preview_body(found: Preview) -> dict[str, Any]:
    """Return what a move comes to."""
    return {
        "effective_date": found.on,
        "contracts_moved": found.moved,
        "contracts_ended": found.ended,
        "customers": found.customers,
        "changes": [
            {
                "party": change.party,
                "kind": change.kind,
                "data_category": change.code,
                "before": _role(change.before),
                "after": _role(change.after),
                "customers": change.customers,
            }
            for change in found.changes
        ],
        "features_along": _counted(found.along),
        "features_anew": _counted(found.anew),
        "limits_along": _counted(found.limits),
    }


def _role(role: RoleThen | None) -> dict[str, Any] | None:
    if role is None:
        return None
    return {"role": role.role, "depth": role.depth, "upstream": role.upstream or None}


def _counted(rows: tuple[tuple[Any, int], ...]) -> list[dict[str, Any]]:
    return [{"name": str(name), "contracts": number} for name, number in rows]

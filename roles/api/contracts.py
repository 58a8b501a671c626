"""``/contracts``: the edges of the chain, concluded and ended, never edited."""

from typing import Any

from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from roles import services
from roles.acm.queries import unregistered_seller
from roles.api import shapes
from roles.api.bodies import contract_body, warning_body
from roles.api.contract_shapes import ConcludedContract
from roles.api.serializers import NewContract, Termination
from roles.models import Contract
from roles.queries.lookup import contracts, party_named, the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import must_match, single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound

LISTED = frozenset({"party", "asof"})
SORTABLE = {"reference": "reference", "id": "pk"}


class ContractsView(ResourceView):
    """Contracts of which the caller may see both ends, and concluding new ones."""

    resource = "contracts"
    operations = {
        "GET": Operation("listContracts", shapes.ContractPage, sortable=SORTABLE, query=LISTED),
        "POST": Operation("concludeContract", ConcludedContract, NewContract, 201),
    }

    def get(self, request: Request) -> Response:
        """List contracts; of one party, or in force on one day, if asked for."""
        party = parameters.text(request, "party")
        named = party_named(viewer=self.viewer, reference=party).pk if party else None
        rows = contracts(viewer=self.viewer, party=named)
        if on := parameters.day_or_none(request, "asof"):
            rows = rows.filter(valid_during__contains=on)
        return page(request, rows, body=contract_body)

    def post(self, request: Request) -> HttpResponseBase:
        """Conclude a contract: the provider delivers the service to the acquirer."""
        return once(request, self.conclude)

    def conclude(self) -> Response:
        """Do it; raises DomainError."""
        made = services.conclude_contract(**self.read(NewContract), by=self.viewer)
        contract = the_one(contracts(viewer=self.viewer), pk=made.pk)
        answer = single(self.request, contract_body(contract), 201, self.address(contract.pk))
        # The tag stays the contract's own: what is wrong today is no part of it.
        answer.data = {**contract_body(contract), "warnings": self.warnings(contract)}
        return answer

    def warnings(self, contract: Contract) -> list[dict[str, Any]]:
        """Return what should not stand in the way, and is wrong all the same."""
        seller = unregistered_seller(viewer=self.viewer, contract=contract)
        return [] if seller is None else [warning_body("acm_registration_missing", seller)]


class ContractView(ResourceView):
    """One contract."""

    resource = "contracts"
    operations = {"GET": Operation("getContract", shapes.Contract, single=True)}

    def get(self, request: Request, reference: str) -> Response:
        """Return the contract with this UUID."""
        return single(request, contract_body(self.contract(reference)))

    def contract(self, reference: str) -> Contract:
        """Return the contract; raises NotFound."""
        identifier = parameters.as_uuid(reference)
        if identifier is None:
            raise NotFound
        return the_one(contracts(viewer=self.viewer), pk=identifier)


class TerminationsView(ContractView):
    """Ending a contract."""

    http_method_names = ["post", "options"]
    operations = {"POST": Operation("endContract", shapes.Contract, Termination, 201, single=True)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """End the contract; a contract is never edited or deleted."""
        return once(request, lambda: self.terminate(reference))

    def terminate(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        contract = self.contract(reference)
        must_match(self.request, contract_body(contract))
        services.end_contract(contract=contract, **self.read(Termination), by=self.viewer)
        return single(self.request, contract_body(self.contract(reference)), 201)

"""``/contracts``: the edges of the chain, concluded and ended, never edited."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from roles import services
from roles.acm.queries import unregistered_seller
from roles.api import expansions, shapes
from roles.api.bodies import contract_body, version_body, warning_body
from roles.api.contract_shapes import ConcludedContract
from roles.api.serializers import NewContract, Termination
from roles.models import Contract
from roles.queries.lookup import contracts, party_named, the_one
from roles.queries.recorded import contracts_known, limits_known, still_seen
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import must_match, single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page, page_of
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import read_as_application, scope_within

LISTED = frozenset({"party", "asof", "knownat"})
SORTABLE = {"reference": "reference", "id": "id"}
ENDS = {"provider": expansions.party("provider_id"), "acquirer": expansions.party("acquirer_id")}


class ContractsView(ResourceView):
    """Contracts of which the caller may see both ends, and concluding new ones."""

    resource = "contracts"
    operations = {
        "GET": Operation(
            "listContracts",
            shapes.ContractPage,
            sortable=SORTABLE,
            query=LISTED,
            expandable=ENDS,
        ),
        "POST": Operation("concludeContract", ConcludedContract, NewContract, 201),
    }

    def get(self, request: Request) -> Response:
        """List contracts; of one party, or in force on one day, if asked for.

        With `knownat` as the register had them at that instant.
        """
        party = parameters.text(request, "party")
        named = party_named(viewer=self.viewer, reference=party).pk if party else None
        on, known_at = (
            parameters.day_or_none(request, "asof"),
            parameters.instant(request, "knownat"),
        )
        in_force = Q(valid_during__contains=on) if on else Q()
        if known_at is None:
            rows = contracts(viewer=self.viewer, party=named).filter(in_force)
            return page(request, rows, body=contract_body)
        known = contracts_known(viewer=self.viewer, known_at=known_at, party=named)
        with read_as_application():
            return page_of(
                request, known.filter(in_force), bodies=self.versions(known_at), key="id"
            )

    def versions(self, known_at: datetime) -> Callable[[list[Any]], list[dict[str, Any]]]:
        """Return how versions that were read as the application are told: judged once more."""

        def bodies(found: list[Any]) -> list[dict[str, Any]]:
            with scope_within(self.viewer):
                if still_seen(found) != {row.pgh_id for row in found}:
                    raise NotFound
            limits = limits_known([row.id for row in found], known_at)
            return [version_body(row, limits.get(row.id, ())) for row in found]

        return bodies

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
    operations = {
        "GET": Operation(
            "getContract",
            shapes.Contract,
            single=True,
            query=frozenset({"knownat"}),
            expandable=ENDS,
        )
    }

    def get(self, request: Request, reference: str) -> Response:
        """Return the contract with this UUID, as the register has it, or had it then."""
        if known_at := parameters.instant(request, "knownat"):
            return self.version(request, reference, known_at)
        row = self.contract(reference)
        return single(request, contract_body(row), row=row)

    def version(self, request: Request, reference: str, known_at: datetime) -> Response:
        """Return what the register had of the contract at an instant; raises NotFound."""
        identifier = parameters.as_uuid(reference)
        if identifier is None:
            raise NotFound
        known = contracts_known(viewer=self.viewer, known_at=known_at)
        with read_as_application():
            row = the_one(known, id=identifier)
        if not still_seen([row]):
            raise NotFound
        limits = limits_known([identifier], known_at).get(identifier, ())
        return single(request, version_body(row, limits), row=row)

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

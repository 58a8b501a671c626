"""``/customers``: those to whom the caller delivers, by the number of its own system."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from roles import services
from roles.api.bodies import party_body
from roles.api.customer_shapes import CustomerPage, CustomerRecord, CustomerShape
from roles.api.features import used_body
from roles.api.serializers import ExternalIdSerializer
from roles.models import Contract, Party
from roles.models.parties import ExternalSystem
from roles.queries.customers import KINDS, customer_numbered, customers
from roles.queries.lookup import the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import must_match, single
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.api.problems import StaleVersion
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound


class SellerView(ResourceView):
    """What belongs to the customers of one seller."""

    resource = "customers"

    @property
    def seller(self) -> Party:
        """The party in whose name the caller acts."""
        return the_one(Party.objects.visible_to(self.viewer), pk=self.caller.party)


class CustomersView(SellerView):
    """Whom the caller entered or delivers to."""

    operations = {
        "GET": Operation(
            "listCustomers",
            CustomerPage,
            sortable={"name": "name", "id": "pk"},
            query=frozenset({"kind"}),
            words={"kind": KINDS},
        )
    }

    def get(self, request: Request) -> Response:
        """List the own customers and sub-resellers, with what they bought."""
        rows = customers(viewer=self.viewer, seller=self.seller)
        if kind := parameters.text(request, "kind"):
            rows = rows.filter(kind=kind)
        return page(request, rows, body=customer_body)


class CustomerView(SellerView):
    """One customer, by the number that the caller's system has for it."""

    operations = {
        "GET": Operation("getCustomer", CustomerShape, single=True),
        "PUT": Operation("putCustomer", CustomerShape, CustomerRecord, single=True),
    }

    def get(self, request: Request, reference: str) -> Response:
        """Return the customer with this number or UUID."""
        seller = self.seller
        identifier = parameters.as_uuid(reference)
        if identifier is None:
            found = customer_numbered(
                viewer=self.viewer, seller=seller, number=number_in(reference)
            )
            identifier = found.pk if found else None
        rows = customers(viewer=self.viewer, seller=seller)
        return single(request, customer_body(the_one(rows, pk=identifier)))

    def put(self, request: Request, reference: str) -> Response:
        """Enter the customer with this number (201), or bring it up to date (200).

        The number is written `RELATIECODE:K-1`; without a system it is a relation code. The same
        body twice changes nothing the second time. What is left out stays: a contract ends by
        its own last day, and is recognised by its service and its first.
        """
        number, seller = number_in(reference), self.seller
        before = services.held_customer(seller=seller, number=number, by=self.viewer)
        self.must_be(before)
        facts = self.read(CustomerRecord)["facts"]
        party, new = services.put_customer(
            seller=seller, number=number, facts=facts, by=self.viewer
        )
        rows = customers(viewer=self.viewer, seller=seller)
        body = customer_body(the_one(rows, pk=party.pk))
        return single(request, body, 201 if new else 200, request.path if new else "")

    def must_be(self, before: Party | None) -> None:
        """Raise StaleVersion where ``If-Match`` names another version, or one of nothing."""
        rows = customers(viewer=self.viewer, seller=self.seller)
        known = rows.filter(pk=before.pk).first() if before else None
        if known is not None:
            must_match(self.request, customer_body(known))
        elif self.request.headers.get("If-Match"):
            raise StaleVersion


def number_in(reference: str) -> tuple[str, str]:
    """Return system and value of a number; raises NotFound for what can be none."""
    system, colon, value = reference.partition(":")
    said = {"system": system, "value": value} if colon else {"value": reference}
    given = ExternalIdSerializer(data={"system": ExternalSystem.RELATIECODE, **said})
    if parameters.as_uuid(reference) or not given.is_valid():
        raise NotFound
    return given.validated_data["system"], given.validated_data["value"]


def customer_body(party: Party) -> dict[str, Any]:
    """Return a customer with the contracts under which the seller delivers to it."""
    bought: list[Contract] = getattr(party, "bought", [])
    return {**party_body(party), "services": [_delivered(contract) for contract in bought]}


def _delivered(contract: Contract) -> dict[str, Any]:
    return {
        "contract": contract.pk,
        "service": contract.service.code,
        "reference": contract.reference,
        "valid_from_date": contract.valid_from,
        "valid_until_date": contract.valid_until,
        "features": [used_body(row) for row in contract.features.all()],
    }

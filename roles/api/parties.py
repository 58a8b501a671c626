"""``/parties``: everyone in the chain that the caller may see."""

from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from roles import services
from roles.api import shapes
from roles.api.bodies import party_body
from roles.api.serializers import NewParty, PartyCorrection
from roles.choices import PartyKind
from roles.models import Party
from roles.queries.lookup import parties, party_named
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import must_match, single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.api.views import ResourceView


class PartiesView(ResourceView):
    """Parties that the caller may see, and entering its own."""

    resource = "parties"
    operations = {
        "GET": Operation(
            "listParties",
            shapes.PartyPage,
            sortable={"name": "name", "id": "pk"},
            query=frozenset({"kind"}),
            words={"kind": PartyKind.values},
        ),
        "POST": Operation("createParty", shapes.Party, NewParty, 201),
    }

    def get(self, request: Request) -> Response:
        """List the parties that the caller may see."""
        rows = parties(viewer=self.viewer)
        if kind := parameters.text(request, "kind"):
            rows = rows.filter(kind=kind)
        return page(request, rows, body=party_body)

    def post(self, request: Request) -> HttpResponseBase:
        """Enter a customer or sub-reseller as the caller's own."""
        return once(request, self.register)

    def register(self) -> Response:
        """Do it; raises DomainError."""
        values = self.read(NewParty)
        numbers = [(each["system"], each["value"]) for each in values.pop("external_ids")]
        party = services.register_party(**values, external_ids=numbers, by=self.viewer)
        return single(self.request, party_body(party), 201, self.address(party.pk))


class PartyView(ResourceView):
    """One party."""

    resource = "parties"
    operations = {
        "GET": Operation("getParty", shapes.Party, single=True),
        "PATCH": Operation("correctParty", shapes.Party, PartyCorrection, single=True),
    }

    def get(self, request: Request, reference: str) -> Response:
        """Return the party with this UUID or external number."""
        return single(request, party_body(self.party(reference)))

    def patch(self, request: Request, reference: str) -> Response:
        """Correct a party that the caller entered."""
        party = self.party(reference)
        must_match(request, party_body(party))
        values = self.read(PartyCorrection)
        corrected = services.correct_party(party=party, **values, by=self.viewer)
        return single(request, party_body(corrected))

    def party(self, reference: str) -> Party:
        """Return the party; raises NotFound."""
        return party_named(viewer=self.viewer, reference=reference)

"""``/contacts``: whom to reach at a party about privacy, as the portal has them."""

from typing import Any

from django.http.response import HttpResponseBase
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from roles import services
from roles.api import expansions
from roles.api.fields import PartyReference
from roles.api.serializers import StrictSerializer
from roles.api.shapes import Page, PartyName, Shape
from roles.api.shapes import Party as PartyShape
from roles.models import Contact
from roles.models.parties import ContactKind
from roles.queries.lookup import party_named, the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import must_match, single
from voipgrid_privacy.api.expanding import expanded_of
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound

PARTY = {"party": expansions.party("party_id")}


class ContactShape(Shape):
    """A contact point: at least an e-mail address or a telephone number."""

    id = serializers.UUIDField()
    party = PartyName()
    kind = serializers.ChoiceField(ContactKind.choices)
    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    expanded = expanded_of("Contact", party=PartyShape)


class ContactPage(Page):
    """A page of contacts."""

    results = ContactShape(many=True)


class RemovedContact(Shape):
    """Which contact is none any more; who it was is erased."""

    id = serializers.UUIDField()


class ContactCorrection(StrictSerializer):
    """How a contact is reached; what is left out stays."""

    name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)


class NewContact(ContactCorrection):
    """A contact of the own party, or of one that it may write for."""

    party = PartyReference(help_text="UUID or external number of the party.")
    kind = serializers.ChoiceField(ContactKind.choices)


class Removal(StrictSerializer):
    """Nothing has to be said."""


class ContactsView(ResourceView):
    """Contacts of parties that the caller may see, and adding one."""

    resource = "contacts"
    operations = {
        "GET": Operation(
            "listContacts",
            ContactPage,
            sortable={"kind": "kind", "id": "pk"},
            query=frozenset({"party", "kind"}),
            words={"kind": ContactKind.values},
            said={"party": "Only contacts of this party: UUID or external number."},
            expandable=PARTY,
        ),
        "POST": Operation("addContact", ContactShape, NewContact, 201),
    }

    def get(self, request: Request) -> Response:
        """List contacts; of one party, or of one kind, if asked for."""
        rows = Contact.objects.visible_to(self.viewer).select_related("party")
        if reference := parameters.text(request, "party"):
            rows = rows.filter(party=party_named(viewer=self.viewer, reference=reference))
        if kind := parameters.text(request, "kind"):
            rows = rows.filter(kind=kind)
        return page(request, rows.distinct(), body=contact_body)

    def post(self, request: Request) -> HttpResponseBase:
        """Add a contact, such as the data protection officer (GDPR Art. 37(7))."""
        return once(request, self.add)

    def add(self) -> Response:
        """Do it; raises DomainError."""
        made = services.add_contact(**self.read(NewContact), by=self.viewer)
        return single(self.request, contact_body(made), 201, self.address(made.pk))


class ContactView(ResourceView):
    """One contact."""

    resource = "contacts"
    operations = {
        "GET": Operation("getContact", ContactShape, single=True, expandable=PARTY),
        "PATCH": Operation("correctContact", ContactShape, ContactCorrection, single=True),
    }

    def get(self, request: Request, reference: str) -> Response:
        """Return the contact with this UUID."""
        row = self.contact(reference)
        return single(request, contact_body(row), row=row)

    def patch(self, request: Request, reference: str) -> Response:
        """Correct how a contact is reached."""
        contact = self.contact(reference)
        must_match(request, contact_body(contact))
        had = {"name": contact.name, "email": contact.email, "phone": contact.phone}
        given = had | self.read(ContactCorrection)
        corrected = services.correct_contact(contact=contact, **given, by=self.viewer)
        return single(request, contact_body(corrected))

    def contact(self, reference: str) -> Contact:
        """Return the contact; raises NotFound."""
        identifier = parameters.as_uuid(reference)
        if identifier is None:
            raise NotFound
        rows = Contact.objects.visible_to(self.viewer).select_related("party")
        return the_one(rows, pk=identifier)


class ContactRemovalsView(ContactView):
    """Removing a contact."""

    http_method_names = ["post", "options"]
    operations = {"POST": Operation("removeContact", RemovedContact, Removal, 201)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Remove who is no contact any more, and erase it (GDPR Art. 5(1)(d), 17)."""
        return once(request, lambda: self.remove(reference))

    def remove(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        contact = self.contact(reference)
        self.read(Removal)
        identifier = contact.pk
        services.remove_contact(contact=contact, by=self.viewer)
        return Response({"id": identifier}, 201)


def contact_body(contact: Contact) -> dict[str, Any]:
    """Return a contact with its party."""
    party = contact.party
    return {
        "id": contact.pk,
        "party": {"id": party.pk, "name": party.name, "kind": party.kind},
        "kind": contact.kind,
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
    }

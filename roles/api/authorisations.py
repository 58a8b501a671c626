"""``/authorisations``: who may engage other processors, any or only those named."""

from typing import Any

from django.http.response import HttpResponseBase
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from roles.agreements import services
from roles.agreements.models import Mandate, MandateKind
from roles.agreements.queries import authorisations
from roles.api import expansions
from roles.api.fields import PartyReference
from roles.api.serializers import StrictSerializer
from roles.api.shapes import Page, PartyName, Shape
from roles.api.shapes import Party as PartyShape
from roles.api.versions import KNOWN, asked_for, listed, one
from roles.models import Party
from roles.queries.lookup import the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import must_match, single
from voipgrid_privacy.api.expanding import expanded_of
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound

RESOURCE = "agreements"

EXPANDABLE = {name: expansions.party(f"{name}_id") for name in ("giver", "holder", "engages")}


class AuthorisationShape(Shape):
    """That `giver` lets `holder`, which acts for it, engage others (GDPR Art. 28(2)).

    A general one is for any, with days of notice; a specific one names whom it `engages`.
    """

    id = serializers.UUIDField()
    giver = PartyName()
    holder = PartyName()
    kind = serializers.ChoiceField(MandateKind.choices)
    engages = PartyName(allow_null=True)
    notice_days = serializers.IntegerField(allow_null=True)
    agreement_id = serializers.UUIDField(allow_null=True)
    valid_from_date = serializers.DateField()
    valid_until_date = serializers.DateField(allow_null=True)
    expanded = expanded_of("Authorisation", giver=PartyShape, holder=PartyShape, engages=PartyShape)


class AuthorisationPage(Page):
    """Authorisations that the own party gave or holds."""

    results = AuthorisationShape(many=True)


class NewAuthorisation(StrictSerializer):
    """Who authorises whom, in general or to engage the party that is named."""

    giver = PartyReference()
    holder = PartyReference()
    kind = serializers.ChoiceField(MandateKind.choices)
    engages = PartyReference(required=False, allow_null=True, default=None)
    notice_days = serializers.IntegerField(
        min_value=0, max_value=365, required=False, allow_null=True, default=None
    )
    valid_from_date = serializers.DateField(source="on")
    valid_until_date = serializers.DateField(
        source="until", required=False, allow_null=True, default=None
    )


class AuthorisationTermination(StrictSerializer):
    """From when others may no longer be engaged by it."""

    effective_date = serializers.DateField(
        source="on", help_text="The first day on which the authorisation no longer holds."
    )


class AuthorisationsView(ResourceView):
    """Authorisations to engage other processors."""

    resource = RESOURCE
    operations = {
        "GET": Operation(
            "listAuthorisations",
            AuthorisationPage,
            sortable={"valid_from_date": "valid_during__startswith"},
            query=frozenset({"party", "asof", "knownat"}),
            expandable=EXPANDABLE,
        ),
        "POST": Operation("giveAuthorisation", AuthorisationShape, NewAuthorisation, 201),
    }

    def get(self, request: Request) -> Response:
        """List authorisations; with one party, or in force on one day, if asked for.

        With `knownat` as the register had them at that instant.
        """
        only = asked_for(self, "giver", "holder")
        rows = authorisations(viewer=self.viewer)
        return listed(request, rows, viewer=self.viewer, body=_body, only=only)

    def post(self, request: Request) -> HttpResponseBase:
        """Record an authorisation that the own party gives or holds (GDPR Art. 28(2))."""
        return once(request, self.give)

    def give(self) -> Response:
        """Do it; raises DomainError."""
        made = services.give_mandate(**self.read(NewAuthorisation), by=self.viewer)
        row = the_one(authorisations(viewer=self.viewer), pk=made.pk)
        return single(self.request, _body(row), 201, self.address(row.pk))


class AuthorisationView(ResourceView):
    """One authorisation."""

    resource = RESOURCE
    operations = {
        "GET": Operation(
            "getAuthorisation",
            AuthorisationShape,
            single=True,
            query=KNOWN,
            expandable=EXPANDABLE,
        )
    }

    def get(self, request: Request, reference: str) -> Response:
        """Return the authorisation with this UUID, as the register has it, or had it then."""
        return one(request, authorisations(viewer=self.viewer), reference, body=_body)

    def authorisation(self, reference: str) -> Mandate:
        """Return the authorisation; raises NotFound."""
        pk = parameters.as_uuid(reference)
        if pk is None:
            raise NotFound
        return the_one(authorisations(viewer=self.viewer), pk=pk)


class AuthorisationTerminationsView(AuthorisationView):
    """Ending an authorisation."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation(
            "endAuthorisation", AuthorisationShape, AuthorisationTermination, 201, single=True
        )
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """End an authorisation that the own party gave or holds."""
        return once(request, lambda: self.end(reference))

    def end(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        row = self.authorisation(reference)
        must_match(self.request, _body(row))
        services.end_mandate(mandate=row, **self.read(AuthorisationTermination), by=self.viewer)
        return single(self.request, _body(self.authorisation(reference)), 201)


def _body(row: Mandate) -> dict[str, Any]:
    return {
        "id": row.pk,
        "giver": _party(row.giver),
        "holder": _party(row.holder),
        "kind": row.kind,
        "engages": _party(row.engages) if row.engages else None,
        "notice_days": row.notice_days,
        "agreement_id": row.agreement_id,
        "valid_from_date": row.valid_from,
        "valid_until_date": row.valid_until,
    }


def _party(party: Party) -> dict[str, Any]:
    return {"id": party.pk, "name": party.name, "kind": party.kind}

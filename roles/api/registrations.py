"""``/acm-registrations``: under which number ACM knows the own party and its resellers."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from roles.acm.models import AcmRegistration
from roles.acm.queries import registrations
from roles.acm.reporting import record_turnover_report
from roles.acm.services import record_acm_registration
from roles.api import expansions
from roles.api.fields import PartyReference
from roles.api.serializers import StrictSerializer
from roles.api.shapes import Page, PartyName, Shape
from roles.api.shapes import Party as PartyShape
from roles.models import Party
from roles.queries.lookup import party_named, the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.expanding import expanded_of
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound

PARTY = {"party": expansions.party("party_id")}


class RegistrationShape(Shape):
    """A registration, and what VoIPGRID saw of it in the public register of ACM."""

    id = serializers.UUIDField()
    party = PartyName()
    number = serializers.CharField()
    valid_from_date = serializers.DateField()
    valid_until_date = serializers.DateField(allow_null=True)
    registered_name = serializers.CharField()
    name_matches = serializers.BooleanField(allow_null=True)
    checked_on = serializers.DateField(allow_null=True)
    turnover_reported_for = serializers.IntegerField(allow_null=True)
    expanded = expanded_of("Registration", party=PartyShape)


class RegistrationPage(Page):
    """A page of registrations."""

    results = RegistrationShape(many=True)


class NewRegistration(StrictSerializer):
    """A registration of the own party or of a reseller below it."""

    party = PartyReference(help_text="UUID or external number of the party that is registered.")
    number = serializers.CharField(max_length=30)
    valid_from_date = serializers.DateField(source="on")
    valid_until_date = serializers.DateField(
        source="until",
        required=False,
        default=None,
        allow_null=True,
        help_text="The first day on which it no longer holds.",
    )


class TurnoverReport(StrictSerializer):
    """Nothing has to be said: it is of this year."""


class RegistrationView(ResourceView):
    """One registration."""

    resource = "acm-registrations"
    operations = {
        "GET": Operation("getAcmRegistration", RegistrationShape, single=True, expandable=PARTY)
    }

    def get(self, request: Request, reference: str) -> Response:
        """Return the registration with this UUID."""
        row = self.registration(reference)
        return single(request, registration_body(row), row=row)

    @property
    def party(self) -> Party:
        """The party in whose name the caller acts."""
        return the_one(Party.objects.visible_to(self.viewer), pk=self.caller.party)

    def registration(self, reference: str) -> AcmRegistration:
        """Return the registration; raises NotFound."""
        identifier = parameters.as_uuid(reference)
        if identifier is None:
            raise NotFound
        return the_one(registrations(viewer=self.viewer, party=self.party), pk=identifier)


class RegistrationsView(RegistrationView):
    """Registrations of the own party and of its resellers, and recording one."""

    operations = {
        "GET": Operation(
            "listAcmRegistrations",
            RegistrationPage,
            sortable={"party": "party__name", "id": "pk"},
            query=frozenset({"party", "asof"}),
            said={
                "party": "Only registrations of this party: UUID or external number.",
                "asof": "Only registrations that hold on this day.",
            },
            expandable=PARTY,
        ),
        "POST": Operation("recordAcmRegistration", RegistrationShape, NewRegistration, 201),
    }

    def get(self, request: Request) -> Response:  # type: ignore[override]  # no part in its address
        """List registrations; of one party, or in force on one day, if asked for."""
        rows = registrations(viewer=self.viewer, party=self.party)
        if reference := parameters.text(request, "party"):
            rows = rows.filter(party=party_named(viewer=self.viewer, reference=reference))
        if on := parameters.day_or_none(request, "asof"):
            rows = rows.filter(valid_during__contains=on)
        return page(request, rows, body=registration_body)

    def post(self, request: Request) -> HttpResponseBase:
        """Record the number under which ACM knows a party as a provider (Tw Art. 2.1)."""
        return once(request, self.record)

    def record(self) -> Response:
        """Do it; raises DomainError."""
        made = record_acm_registration(**self.read(NewRegistration), by=self.viewer)
        return single(self.request, registration_body(made), 201, self.address(made.pk))


class TurnoverReportsView(RegistrationView):
    """Recording that turnover was reported."""

    http_method_names = ["post", "options"]
    operations = {"POST": Operation("recordTurnoverReport", RegistrationShape, TurnoverReport, 201)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Record that the turnover of this year was reported to ACM under the registration."""
        return once(request, lambda: self.report(reference))

    def report(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        row = self.registration(reference)
        self.read(TurnoverReport)
        record_turnover_report(registration=row, on=timezone.localdate(), by=self.viewer)
        return single(self.request, registration_body(self.registration(reference)), 201)


def registration_body(row: AcmRegistration) -> dict[str, Any]:
    """Return a registration with its party."""
    return {
        "id": row.pk,
        "party": {"id": row.party.pk, "name": row.party.name, "kind": row.party.kind},
        "number": row.number,
        "valid_from_date": row.valid_from,
        "valid_until_date": row.valid_until,
        "registered_name": row.registered_name,
        "name_matches": row.name_matches,
        "checked_on": row.checked_on,
        "turnover_reported_for": row.turnover_reported_for,
    }

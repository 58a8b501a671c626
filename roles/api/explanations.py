"""``/role-explanations``: one answer with its facts, why not, and the same again by reference."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from roles.api import shapes
from roles.api.explaining import explanation_body, recalled_body
from roles.api.fields import CategoryReference, PartyReference
from roles.api.serializers import StrictSerializer
from roles.choices import Feature, Role
from roles.explaining.paper import on_paper
from roles.explaining.queries import Asked, explain, recalled
from roles.explaining.services import record_question
from roles.queries.lookup import party_named
from roles.queries.matrix import TELEPHONY
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.problems import InvalidParameter
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.documents import as_pdf

ASKED = frozenset(
    {"customer", "party", "category", "feature", "purpose", "service", "asof", "knownat", "role"}
)


class NewQuestion(StrictSerializer):
    """A question to put on record; without a customer: about the caller's own relation."""

    party = PartyReference(help_text="UUID or external number of the party whose role is asked.")
    customer = PartyReference(
        required=False, help_text="UUID or external number of the customer whose chain it is."
    )
    data_category = CategoryReference(source="category")
    service_feature = serializers.CharField(
        source="feature", required=False, default=Feature.CONVEYANCE, max_length=40
    )
    purpose = serializers.CharField(
        required=False, default=None, allow_null=True, max_length=40, help_text="An own purpose."
    )
    service = serializers.CharField(required=False, default=TELEPHONY, max_length=40)
    asof_date = serializers.DateField(source="on", required=False, help_text="Today if left out.")
    known_at = serializers.DateTimeField(required=False, help_text="Now if left out.")
    expected_role = serializers.ChoiceField(
        Role.choices, source="expected", required=False, help_text="Say why it is not this role."
    )


class ExplanationsView(ResourceView):
    """Explaining an answer, and putting its question on record."""

    resource = "roles"
    operations = {
        "GET": Operation(
            "explainRole",
            shapes.RoleExplanations,
            query=ASKED,
            required=frozenset({"party", "category"}),
            words={"role": Role.values},
        ),
        "POST": Operation("recordRoleQuestion", shapes.RecordedExplanation, NewQuestion, 201),
    }

    def get(self, request: Request) -> Response:
        """Return the answer about one party and data category, and why not ``role``."""
        asked = self.asked(request)
        body = explanation_body(explain(viewer=self.viewer, asked=asked), language())
        told = {"asof_date": asked.on, "known_at": asked.known_at, "results": [body]}
        return Response(told)

    def asked(self, request: Request) -> Asked:
        """Return the question in the parameters; raises NotFound, InvalidParameter."""
        customer = parameters.text(request, "customer") or str(self.caller.party)
        return Asked(
            subject=party_named(viewer=self.viewer, reference=customer).pk,
            party=party_named(viewer=self.viewer, reference=self.needed(request, "party")).pk,
            category=self.needed(request, "category"),
            on=parameters.day(request, "asof", timezone.localdate()),
            known_at=parameters.instant(request, "knownat") or timezone.now(),
            feature=parameters.text(request, "feature", Feature.CONVEYANCE),
            purpose=parameters.text(request, "purpose") or None,
            service=parameters.text(request, "service", TELEPHONY),
            expected=_role(parameters.text(request, "role")),
        )

    def needed(self, request: Request, name: str) -> str:
        """Return a parameter that cannot be left out; raises InvalidParameter."""
        value = parameters.text(request, name)
        if not value:
            raise InvalidParameter(field=name, parameter=name)
        return value

    def post(self, request: Request) -> HttpResponseBase:
        """Put a question with its two clocks on record; the same question keeps its reference."""
        return once(request, self.record)

    def record(self) -> Response:
        """Do it; raises DomainError."""
        asked = _asked(self.read(NewQuestion), self.caller.party)
        made = record_question(asked=asked, by=self.viewer)
        found = recalled(viewer=self.viewer, reference=made.reference)
        headers = {"Location": self.address(made.reference)}
        return Response(recalled_body(found, language()), 201, headers=headers)


class ExplanationView(ResourceView):
    """A question on record, with its answer derived anew."""

    resource = "roles"
    operations = {"GET": Operation("getRoleExplanation", shapes.RecordedExplanation, single=True)}

    def get(self, request: Request, reference: str) -> Response:
        """Return the answer under this reference, and whether it is the one that was given."""
        found = recalled(viewer=self.viewer, reference=reference)
        return single(request, recalled_body(found, language()))


class ExplanationDocumentView(ResourceView):
    """The same on paper."""

    resource = "roles"
    operations = {
        "GET": Operation(
            "getRoleExplanationDocument", shapes.RecordedExplanation, media="application/pdf"
        )
    }

    def get(self, request: Request, reference: str) -> HttpResponse:
        """Return the answer under this reference as one page of tagged PDF (PDF/UA)."""
        return as_pdf(on_paper(recalled(viewer=self.viewer, reference=reference)))


def language() -> str:
    """Return the language of the answer."""
    return get_language() or "en"


def _role(text: str) -> Role | None:
    return Role(text) if text else None


def _asked(given: dict[str, Any], own: UUID) -> Asked:
    """Return the question of a body; an instant that is still to come is now."""
    subject = given["customer"].pk if "customer" in given else own
    now = timezone.now()
    expected = given.get("expected")
    return Asked(
        subject=subject,
        party=given["party"].pk,
        category=given["category"].code,
        on=given.get("on") or timezone.localdate(),
        known_at=min(given.get("known_at") or now, now),
        feature=given["feature"],
        purpose=given["purpose"],
        service=given["service"],
        expected=Role(expected) if expected else None,
    )

"""``/agreements``: what was agreed, the papers, and signing them."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from roles.agreements import services
from roles.agreements.models import Agreement, AgreementDocument
from roles.agreements.paper import as_file
from roles.agreements.queries import agreements, papers, with_signatures_known
from roles.agreements.services.drafting import OPEN
from roles.api import agreement_shapes as shapes
from roles.api import expansions
from roles.api.versions import KNOWN, asked_for, listed, one
from roles.models import Party
from roles.queries.lookup import the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import must_match, single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound

RESOURCE = "agreements"
SORTABLE = {"valid_from_date": "valid_during__startswith", "reference": "reference"}

SIDES = {
    "processor": expansions.party("processor_id"),
    "controller": expansions.party("controller_id"),
}


def _body(row: Agreement) -> dict[str, Any]:
    return shapes.agreement_body(row, timezone.localdate())


def _body_at(request: Request) -> Callable[[Agreement], dict[str, Any]]:
    """Return how an agreement is told on the day of ``knownat``, or today."""
    known_at = parameters.instant(request, "knownat")
    on = timezone.localdate(known_at) if known_at else timezone.localdate()
    return lambda row: shapes.agreement_body(row, on)


class AgreementsView(ResourceView):
    """The agreements of the caller, as processor and as the party that is acted for."""

    resource = RESOURCE
    operations = {
        "GET": Operation(
            "listAgreements",
            shapes.AgreementPage,
            sortable=SORTABLE,
            query=frozenset({"party", "asof", "knownat"}),
            said={"asof": "Only agreements in force on this day."},
            expandable=SIDES,
        ),
        "POST": Operation("draftAgreement", shapes.AgreementShape, shapes.NewAgreement, 201),
    }

    def get(self, request: Request) -> Response:
        """List agreements; with one party, or in force on one day, if asked for.

        With `knownat` as the register had them, and who had signed, at that instant.
        """
        return listed(
            request,
            _rows(self),
            viewer=self.viewer,
            body=_body_at(request),
            only=asked_for(self, "processor", "controller"),
            filled=with_signatures_known,
        )

    def post(self, request: Request) -> HttpResponseBase:
        """Draft an agreement of the own party as processor, with its paper, not yet sent."""
        return once(request, self.draft)

    def draft(self) -> Response:
        """Do it; raises DomainError."""
        given = self.read(shapes.NewAgreement)
        own = the_one(Party.objects.visible_to(self.viewer), pk=self.caller.party)
        made = services.draft_agreement(processor=own, **given, at=timezone.now(), by=self.viewer)
        row = the_one(_rows(self), pk=made.agreement_id)
        return single(self.request, _body(row), 201, self.address(row.pk))


class AgreementView(ResourceView):
    """One agreement."""

    resource = RESOURCE
    operations = {
        "GET": Operation(
            "getAgreement", shapes.AgreementShape, single=True, query=KNOWN, expandable=SIDES
        )
    }

    def get(self, request: Request, reference: str) -> Response:
        """Return the agreement with this UUID, and who signed, now or as known then."""
        body = _body_at(request)
        return one(request, _rows(self), reference, body=body, filled=with_signatures_known)

    def agreement(self, reference: str) -> Agreement:
        """Return the agreement; raises NotFound."""
        pk = parameters.as_uuid(reference)
        if pk is None:
            raise NotFound
        return the_one(_rows(self), pk=pk)

    def open_paper(self, agreement: Agreement) -> AgreementDocument:
        """Return the paper that is being made or signed; raises NotFound."""
        rows = papers(viewer=self.viewer).filter(agreement=agreement, state__in=OPEN)
        found = rows.first()
        if found is None:
            raise NotFound
        return found

    def as_it_is(self, reference: str) -> Response:
        """Return the agreement after something was done with it."""
        return single(self.request, _body(self.agreement(reference)), 201)


class PapersView(AgreementView):
    """The papers of an agreement."""

    operations = {
        "GET": Operation(
            "listAgreementDocuments",
            shapes.PaperPage,
            sortable={"made_at": "made_at"},
            downwards=True,
        ),
        "POST": Operation(
            "generateAgreementDocument", shapes.PaperShape, shapes.NewPaper, 201, single=True
        ),
    }

    def get(self, request: Request, reference: str) -> Response:
        """List the papers of an agreement, newest first, without their bytes."""
        rows = papers(viewer=self.viewer).filter(agreement=self.agreement(reference))
        return page(request, rows, body=shapes.paper_body)

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Make the paper anew from the register of today; an unsigned draft is superseded."""
        return once(request, lambda: self.generate(reference))

    def generate(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        agreement = self.agreement(reference)
        must_match(self.request, _body(agreement))
        given = self.read(shapes.NewPaper)
        made = services.generate_document(
            agreement=agreement, **given, at=timezone.now(), by=self.viewer
        )
        row = the_one(papers(viewer=self.viewer), pk=made.pk)
        return single(self.request, shapes.paper_body(row), 201, self.address(row.pk))


class PaperView(AgreementView):
    """One paper."""

    operations = {
        "GET": Operation("getAgreementDocument", shapes.PaperShape, media="application/pdf")
    }

    def get(self, request: Request, reference: str, document: str = "") -> HttpResponse:  # type: ignore[override]  # a file
        """Return the paper as the bytes that were kept: they hash to its `sha256`."""
        pk = parameters.as_uuid(document)
        if pk is None:
            raise NotFound
        rows = papers(viewer=self.viewer).filter(agreement=self.agreement(reference))
        return as_file(the_one(rows, pk=pk))


class SendingsView(AgreementView):
    """Laying the draft before both."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation("sendAgreement", shapes.AgreementShape, shapes.Nothing, 201, single=True)
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Lay the draft before both parties to be signed; the other is written to."""
        return once(request, lambda: self.send(reference))

    def send(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        agreement = self.agreement(reference)
        must_match(self.request, _body(agreement))
        self.read(shapes.Nothing)
        document = self.open_paper(agreement)
        services.send_document(document=document, at=timezone.now(), by=self.viewer)
        return self.as_it_is(reference)


class SignaturesView(AgreementView):
    """Signing for the own party."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation(
            "signAgreement", shapes.AgreementShape, shapes.NewSignature, 201, single=True
        )
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Sign, for the own party, the paper with that hash (GDPR Art. 28(9))."""
        return once(request, lambda: self.sign(reference))

    def sign(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        given, agreement = self.read(shapes.NewSignature), self.agreement(reference)
        must_match(self.request, _body(agreement))
        own = the_one(Party.objects.visible_to(self.viewer), pk=self.caller.party)
        document = self.open_paper(agreement)
        services.sign_document(
            document=document, party=own, **given, at=timezone.now(), by=self.viewer
        )
        return self.as_it_is(reference)


class WithdrawalsView(AgreementView):
    """Taking a paper back."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation(
            "withdrawAgreementDocument", shapes.AgreementShape, shapes.Nothing, 201, single=True
        )
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Take a paper back that not both have signed; a signature under it lapses."""
        return once(request, lambda: self.withdraw(reference))

    def withdraw(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        agreement = self.agreement(reference)
        must_match(self.request, _body(agreement))
        self.read(shapes.Nothing)
        services.withdraw_document(document=self.open_paper(agreement), by=self.viewer)
        return self.as_it_is(reference)


def _rows(view: ResourceView) -> QuerySet[Agreement]:
    return agreements(viewer=view.viewer).prefetch_related("signatures__party")

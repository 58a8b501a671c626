"""``/service-ends``: return or deletion after a service, step by step (GDPR Art. 28(3)(g))."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from roles.agreements import services
from roles.agreements.end_terms import terms
from roles.agreements.ends import ends, in_state, with_whose
from roles.agreements.models import EndOfService, EndState, EndStep
from roles.agreements.queries import papers, the_agreement
from roles.agreements.refusals import DocumentTooLarge
from roles.api import agreement_shapes as papers_of
from roles.api import service_end_shapes as shapes
from roles.api.agreements import RESOURCE, AgreementView
from roles.api.uploads import Upload, file_name, media_type, received
from roles.queries.lookup import party_named, the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import must_match, single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.api.problems import MediaTypeRefused
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound

PDF = "application/pdf"
SORTABLE = {"due_date": "due_on", "ended_date": "ended_on"}


class ServiceEndsView(ResourceView):
    """The ends of service of the caller, on either side."""

    resource = RESOURCE
    operations = {
        "GET": Operation(
            "listServiceEnds",
            shapes.ServiceEndPage,
            sortable=SORTABLE,
            query=frozenset({"party", "state"}),
            words={"state": EndState.values},
            said={"state": "Only ends that are this far; all of them when left out."},
        ),
        "POST": Operation("openServiceEnd", shapes.ServiceEndShape, shapes.NewServiceEnd, 201),
    }

    def get(self, request: Request) -> Response:
        """List ends of service; with one party or in one state, if asked for."""
        rows = _rows(self)
        if named := parameters.text(request, "party"):
            other = party_named(viewer=self.viewer, reference=named)
            rows = rows.filter(agreement__processor=other) | rows.filter(
                agreement__controller=other
            )
        if state := parameters.text(request, "state"):
            rows = in_state(rows, state)
        return page(request, rows, body=shapes.end_body)

    def post(self, request: Request) -> HttpResponseBase:
        """Open the end of the service under an agreement, and pass it on to those below."""
        return once(request, self.open)

    def open(self) -> Response:
        """Do it; raises DomainError."""
        given = self.read(shapes.NewServiceEnd)
        agreement = the_agreement(viewer=self.viewer, pk=given["agreement_id"])
        made = services.open_end(agreement=agreement, at=timezone.now(), by=self.viewer)
        row = the_one(_rows(self), pk=made.pk)
        return single(self.request, shapes.end_body(row), 201, self.address(row.pk))


class ServiceEndView(ResourceView):
    """One end of service."""

    resource = RESOURCE
    operations = {"GET": Operation("getServiceEnd", shapes.ServiceEndShape, single=True)}

    def get(self, request: Request, reference: str) -> Response:
        """Return the end of service with this UUID, its steps and those below it."""
        return single(request, shapes.end_body(self.end(reference)))

    def end(self, reference: str) -> Any:
        """Return the end; raises NotFound."""
        pk = parameters.as_uuid(reference)
        if pk is None:
            raise NotFound
        return the_one(_rows(self), pk=pk)

    def stepped(self, reference: str, step: Callable[[EndOfService], EndStep]) -> Response:
        """Take a step, as long as the end is what the caller read; raises DomainError."""
        row = self.end(reference)
        must_match(self.request, shapes.end_body(row))
        step(row)
        return single(self.request, shapes.end_body(self.end(reference)), 201)


class EndChoicesView(ServiceEndView):
    """Choosing."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation(
            "chooseServiceEnd", shapes.ServiceEndShape, shapes.NewChoice, 201, single=True
        )
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Choose, for whom the processor acts for, whether the data are returned or deleted."""
        return once(request, lambda: self.stepped(reference, self.choose))

    def choose(self, end: EndOfService) -> EndStep:
        """Do it; raises DomainError."""
        given = self.read(shapes.NewChoice)
        return services.choose_end(end=end, **given, at=timezone.now(), by=self.viewer)


class EndStatementsView(ServiceEndView):
    """Stating what was done."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation(
            "stateServiceEnd", shapes.ServiceEndShape, shapes.NewStatement, 201, single=True
        )
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """State, as the processor, what became of each kind of data, with proof."""
        return once(request, lambda: self.stepped(reference, self.state))

    def state(self, end: EndOfService) -> EndStep:
        """Do it; raises DomainError."""
        given = self.read(shapes.NewStatement)
        pk = given.pop("document_id")
        kept = papers(viewer=self.viewer).filter(agreement=end.agreement_id)
        document = the_one(kept, pk=pk) if pk else None
        parts = [services.Part(**each) for each in given.pop("outcomes")]
        return services.state_end(
            end=end,
            parts=parts,
            document=document,
            **given,
            at=timezone.now(),
            by=self.viewer,
        )


class EndProofsView(ServiceEndView):
    """Keeping a PDF that a statement is to rest on."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation("addServiceEndProof", papers_of.PaperShape, status=201, sent=(PDF,))
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Keep a PDF of at most 10 MB as proof; a statement then names it as `document_id`.

        `Content-Disposition` names the file.
        """
        if media_type(request) != PDF:
            raise MediaTypeRefused
        with received(request, most=services.MOST_BYTES, too_large=DocumentTooLarge) as upload:
            return once(request, lambda: self.keep(reference, upload))

    def keep(self, reference: str, upload: Upload) -> Response:
        """Do it; raises DomainError."""
        name = file_name(self.request, "proof.pdf", most=150)
        proof = services.Upload(b"".join(upload.pieces()), PDF, name)
        at, end = timezone.now(), self.end(reference)
        made = services.keep_proof(end=end, proof=proof, at=at, by=self.viewer)
        row = the_one(papers(viewer=self.viewer), pk=made.pk)
        return single(self.request, papers_of.paper_body(row), 201)


class EndConfirmationsView(ServiceEndView):
    """Confirming."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation(
            "confirmServiceEnd", shapes.ServiceEndShape, shapes.NewAnswer, 201, single=True
        )
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Confirm, for whom the processor acts for, the statement that was read."""
        return once(request, lambda: self.stepped(reference, self.confirm))

    def confirm(self, end: EndOfService) -> EndStep:
        """Do it; raises DomainError."""
        given = _about(self, end)
        return services.confirm_end(end=end, **given, at=timezone.now(), by=self.viewer)


class EndDisputesView(ServiceEndView):
    """Disputing."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation(
            "disputeServiceEnd", shapes.ServiceEndShape, shapes.NewAnswer, 201, single=True
        )
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Say what is wrong with the statement that was read, also after it was confirmed."""
        return once(request, lambda: self.stepped(reference, self.dispute))

    def dispute(self, end: EndOfService) -> EndStep:
        """Do it; raises DomainError."""
        given = _about(self, end)
        return services.dispute_end(end=end, **given, at=timezone.now(), by=self.viewer)


class EndTermsView(AgreementView):
    """What is agreed about the end of service."""

    operations = {
        "GET": Operation("listEndTerms", shapes.EndTermPage),
        "POST": Operation("agreeEndTerm", shapes.EndTermPage, shapes.NewEndTerm, 201),
    }

    def get(self, request: Request, reference: str) -> Response:
        """List what was agreed about the end of service, newest first."""
        return self.shown(reference, 200)

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Add what both agreed: days, and what is done unless it is chosen otherwise."""
        return once(request, lambda: self.agree(reference))

    def agree(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        agreement, given = self.agreement(reference), self.read(shapes.NewEndTerm)
        services.agree_end_term(agreement=agreement, **given, at=timezone.now(), by=self.viewer)
        return self.shown(reference, 201)

    def shown(self, reference: str, status: int) -> Response:
        """Return all of it."""
        found = [
            shapes.term_body(row)
            for row in terms(agreement=self.agreement(reference), viewer=self.viewer)
        ]
        body = {"results": found, "next_cursor": None, "total_count": len(found)}
        return Response(body, status=status)


def _rows(view: ResourceView) -> QuerySet[Any]:
    below = EndOfService.objects.visible_to(view.viewer)
    return with_whose(ends(viewer=view.viewer), view.viewer).prefetch_related(
        "steps__outcomes__category", "steps__outcomes__statute", Prefetch("below", below)
    )


def _about(view: ResourceView, end: EndOfService) -> dict[str, Any]:
    given = view.read(shapes.NewAnswer)
    rows, pk = EndStep.objects.visible_to(view.viewer).filter(end=end), given.pop("statement_id")
    return {**given, "statement": the_one(rows, pk=pk)}

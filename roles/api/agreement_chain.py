"""``/flow-downs`` and what agreements that were made elsewhere cover (GDPR Art. 28(4))."""

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from roles.agreements import services
from roles.agreements.evidence import evidence_of
from roles.agreements.links import chain_links
from roles.agreements.queries import papers
from roles.api import agreement_chain_shapes as shapes
from roles.api.agreements import RESOURCE, AgreementView
from roles.models import Party
from roles.queries.lookup import the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page_among
from voipgrid_privacy.api.views import ResourceView


class FlowDownsView(ResourceView):
    """The links below the caller, and what each lacks."""

    resource = RESOURCE
    operations = {
        "GET": Operation(
            "listFlowDowns",
            shapes.FlowDownPage,
            query=frozenset({"asof"}),
            sortable={"engaged": "engaged"},
        ),
    }

    def get(self, request: Request) -> Response:
        """List whom the own party engages for data of others, and what their agreements lack."""
        on = parameters.day(request, "asof", timezone.localdate())
        own = the_one(Party.objects.visible_to(self.viewer), pk=self.caller.party)
        links = chain_links(viewer=self.viewer, on=on, of=[own])
        answer = page_among(
            request,
            links,
            place=lambda link: (link.engaged.name, str(link.engaged.pk), link.service.code),
            bodies=lambda some: [shapes.link_body(link) for link in some],
        )
        answer.data["asof_date"] = on
        return answer


class AgreementCoverageView(AgreementView):
    """Where an outside document settles what."""

    operations = {
        "GET": Operation("listAgreementCoverage", shapes.CoveragePage),
        "POST": Operation("stateAgreementCoverage", shapes.CoveragePage, shapes.NewCoverage, 201),
    }

    def get(self, request: Request, reference: str) -> Response:
        """List what was stated last of each item and each kind of data, with its place."""
        return self.shown(reference, 200)

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """State where the document settles what; an empty place says that it is not there."""
        return once(request, lambda: self.state(reference))

    def state(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        agreement, given = self.agreement(reference), self.read(shapes.NewCoverage)
        services.state_coverage(
            agreement=agreement,
            items={each["item"]: each["place"] for each in given["items"]},
            categories={each["data_category"]: each["place"] for each in given["categories"]},
            at=timezone.now(),
            by=self.viewer,
        )
        return self.shown(reference, 201)

    def shown(self, reference: str, status: int) -> Response:
        """Return what stands."""
        rows = self.agreement(reference).coverage.visible_to(self.viewer).standing()
        found = [shapes.coverage_body(row) for row in rows.select_related("item", "category")]
        body = {"results": found, "next_cursor": None, "total_count": len(found)}
        return Response(body, status=status)


class AgreementEvidenceView(AgreementView):
    """What shows that the items of GDPR Art. 28(3) are kept."""

    operations = {
        "GET": Operation("listAgreementEvidence", shapes.EvidencePage),
        "POST": Operation("addAgreementEvidence", shapes.EvidencePage, shapes.NewEvidence, 201),
    }

    def get(self, request: Request, reference: str) -> Response:
        """List the evidence per item, newest first, and the items without any."""
        return self.shown(reference, 200)

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Add evidence that an item is kept; what is entered stays as it was."""
        return once(request, lambda: self.add(reference))

    def add(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        agreement, given = self.agreement(reference), self.read(shapes.NewEvidence)
        said = agreement.instructions.visible_to(self.viewer)
        kept = papers(viewer=self.viewer).filter(agreement=agreement)
        for name, rows in (("instruction", said), ("document", kept)):
            pk = given.pop(f"{name}_id")
            given[name] = the_one(rows, pk=pk) if pk else None
        services.add_evidence(agreement=agreement, **given, at=timezone.now(), by=self.viewer)
        return self.shown(reference, 201)

    def shown(self, reference: str, status: int) -> Response:
        """Return all evidence, and where there is none."""
        found = evidence_of(
            agreement=self.agreement(reference), viewer=self.viewer, on=timezone.localdate()
        )
        rows = [shapes.evidence_body(row) for each in found for row in each.rows]
        absent = [each.item.code for each in found if each.absent]
        whole = {
            "results": rows,
            "absent_items": absent,
            "service_end_ids": [row.pk for each in found for row in each.ends],
            "stated_measures": [row.measure.code for each in found for row in each.taken],
        }
        return Response({**whole, "next_cursor": None, "total_count": len(rows)}, status=status)

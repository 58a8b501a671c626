"""``/transfers``: which data goes outside the EEA on a day, whether it may, and recording it."""

from collections.abc import Callable
from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from roles.api import transfer_shapes as shapes
from roles.models import Transfer
from roles.queries.lookup import party_named, the_one
from roles.transfers import services
from roles.transfers.choices import Verdict
from roles.transfers.queries import Flow, flows, transfer_standing, transfers
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import must_match, single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page_among
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer

LISTED = frozenset({"asof", "knownat", "party", "country", "verdict"})
VERDICT = (
    "Only transfers with this answer: NO_TRANSFER goes to no third country, LAWFUL is permitted,"
    " INCOMPLETE has a ground but something is missing, UNLAWFUL has no valid ground."
)


class TransfersView(ResourceView):
    """Transfers of a day, derived from supplies, records and the law of that day."""

    resource = "transfers"
    operations = {
        "GET": Operation(
            "listTransfers",
            shapes.TransferPage,
            query=LISTED,
            words={"verdict": Verdict.values},
            said={"verdict": VERDICT},
            sortable={"exporter": "exporter"},
        ),
        "POST": Operation("recordTransfer", shapes.TransferShape, shapes.NewTransfer, 201),
    }

    def get(self, request: Request) -> Response:
        """List the own transfers of a day and those in the own chain (GDPR Art. 44)."""
        on = parameters.day(request, "asof", timezone.localdate())
        known_at = parameters.instant(request, "knownat")
        asked = self.asked(request)
        rows = flows(viewer=self.viewer, on=on, known_at=known_at)
        found = [flow for flow in rows if asked(flow)]
        answer = page_among(
            request,
            found,
            place=lambda flow: flow.place,
            bodies=lambda some: [shapes.flow_of_api(flow) for flow in some],
        )
        answer.data |= {"asof_date": on, "known_at": known_at}
        return answer

    def asked(self, request: Request) -> Callable[[Flow], bool]:
        """Return whether a flow passes the filters; raises NotFound."""
        verdict = parameters.text(request, "verdict")
        country, named = parameters.text(request, "country"), parameters.text(request, "party")
        end = party_named(viewer=self.viewer, reference=named).pk if named else None

        def passes(flow: Flow) -> bool:
            return (
                (not verdict or flow.verdict == verdict)
                and (not country or flow.to.country == country)
                and (end is None or end in {flow.exporter.pk, flow.importer.pk})
            )

        return passes

    def post(self, request: Request) -> HttpResponseBase:
        """Record a transfer that the own party makes, and what it rests on."""
        return once(request, self.record)

    def record(self) -> Response:
        """Do it; raises DomainError."""
        made = services.record_transfer(**self.read(shapes.NewTransfer), by=self.viewer)
        row = the_one(transfers(viewer=self.viewer), pk=made.pk)
        body = _body_today(row, self.viewer)
        return single(self.request, body, 201, self.address(row.pk))


class TransferView(ResourceView):
    """One recorded transfer."""

    resource = "transfers"
    operations = {
        "GET": Operation(
            "getTransfer", shapes.TransferShape, single=True, query=frozenset({"asof"})
        )
    }

    def get(self, request: Request, reference: str) -> Response:
        """Return the recorded transfer with this UUID, with the answer of a day."""
        row = self.transfer(reference)
        on = parameters.day(request, "asof", timezone.localdate())
        flow = transfer_standing(viewer=self.viewer, transfer=row, on=on)
        return single(request, shapes.transfer_body(row, flow))

    def transfer(self, reference: str) -> Transfer:
        """Return the transfer; raises NotFound."""
        pk = parameters.as_uuid(reference)
        if pk is None:
            raise NotFound
        return the_one(transfers(viewer=self.viewer), pk=pk)


class TransferTerminationsView(TransferView):
    """Ending a transfer."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation(
            "endTransfer", shapes.TransferShape, shapes.TransferTermination, 201, single=True
        )
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """End a transfer that the own party makes."""
        return once(request, lambda: self.write(reference))

    def write(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        row = self.transfer(reference)
        must_match(self.request, _body_today(row, self.viewer))
        self.call(row)
        return single(self.request, _body_today(self.transfer(reference), self.viewer), 201)

    def call(self, row: Transfer) -> None:
        """Call the service with what the body holds."""
        given = self.read(shapes.TransferTermination)
        services.end_transfer(transfer=row, **given, by=self.viewer)


class TransferAssessmentsView(TransferTerminationsView):
    """Recording a transfer impact assessment."""

    operations = {
        "POST": Operation(
            "assessTransfer", shapes.TransferShape, shapes.NewAssessment, 201, single=True
        )
    }

    def call(self, row: Transfer) -> None:
        """Call the service with what the body holds."""
        given = self.read(shapes.NewAssessment)
        services.assess_transfer(transfer=row, **given, on=timezone.localdate(), by=self.viewer)


class TransferChangesView(TransferTerminationsView):
    """Letting a transfer rest on something else."""

    operations = {
        "POST": Operation(
            "changeTransfer", shapes.TransferShape, shapes.TransferChange, 201, single=True
        )
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Change what a transfer of the own party rests on; days before keep their answer."""
        return once(request, lambda: self.change(reference))

    def change(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        row = self.transfer(reference)
        must_match(self.request, _body_today(row, self.viewer))
        given = self.read(shapes.TransferChange)
        made = services.change_transfer(transfer=row, **given, by=self.viewer)
        body = _body_today(self.transfer(str(made.pk)), self.viewer)
        place = self.request.path.removesuffix(f"{reference}/changes")
        return single(self.request, body, 201, f"{place}{made.pk}")


def _body_today(row: Transfer, viewer: Viewer) -> dict[str, Any]:
    """Return a recorded transfer with its answer of today."""
    flow = transfer_standing(viewer=viewer, transfer=row, on=timezone.localdate())
    return shapes.transfer_body(row, flow)

"""``/breaches/{id}/…``: what the caller did and decided about an incident, step by step."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from records.api import breach_shapes as shapes
from records.api import breach_step_shapes as step_shapes
from records.api.breach_parts import METHODS
from records.api.breaches import BreachView
from records.incidents import services
from records.incidents.choices import StepKind
from records.incidents.models import IncidentStep
from records.incidents.queries.dossiers import steps_of
from records.incidents.queries.evidence import handed_out, the_evidence
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.kernel.errors import NotFound


def _operations(name: str, one: str, body: type[BaseSerializer[Any]]) -> dict[str, Operation]:
    return {
        "GET": Operation(f"list{name}", step_shapes.BreachStepPage, sortable={"number": "number"}),
        "POST": Operation(one, shapes.BreachShape, body, 201, single=True),
    }


class _StepsView(BreachView):
    """Steps of one kind: listed, and added by POST as long as the file is what the caller read."""

    http_method_names = METHODS
    kind: ClassVar[StepKind]
    body: ClassVar[type[BaseSerializer[Any]]]
    run: ClassVar[Callable[..., Any]]

    def get(self, request: Request, reference: str) -> Response:  # type: ignore[override]
        """List the steps of this kind on record, oldest first."""
        rows = steps_of(self.file(reference), self.viewer).filter(kind=self.kind)
        return page(request, rows, body=shapes.step_body)

    def take(self, reference: str) -> Response:
        """Take the step; raises DomainError."""
        given = {**self.read(self.body), "at": timezone.now(), "by": self.viewer}
        return self.stepped(reference, lambda row: type(self).run(dossier=row, **given))


class NonNotificationsView(_StepsView):
    """Why the authority is not notified."""

    kind, body, run = StepKind.REASONED, step_shapes.NewNonNotification, services.give_reasons
    operations = _operations("BreachNonNotifications", "recordBreachNonNotification", body)

    def post(self, request: Request, reference: str) -> HttpResponseBase:  # type: ignore[override]
        """Record why the authority is not notified (GDPR Art. 33(1)): a risk is unlikely."""
        return once(request, lambda: self.take(reference))


class BreachDecisionsView(_StepsView):
    """Whether the persons are told."""

    kind, body, run = StepKind.DECIDED, step_shapes.NewBreachDecision, services.decide_on_telling
    operations = _operations("BreachDecisions", "decideOnBreach", body)

    def post(self, request: Request, reference: str) -> HttpResponseBase:  # type: ignore[override]
        """Decide whether the persons are told (GDPR Art. 34), with reasons."""
        return once(request, lambda: self.take(reference))


class PersonsToldView(_StepsView):
    """That the persons were told."""

    kind, body, run = StepKind.TOLD, step_shapes.NewTellingOfPersons, services.record_telling
    operations = _operations("BreachCommunications", "recordBreachCommunication", body)

    def post(self, request: Request, reference: str) -> HttpResponseBase:  # type: ignore[override]
        """Record that the persons were told, one by one or in public (GDPR Art. 34(1), (3)(c))."""
        return once(request, lambda: self.take(reference))


class LetterCorrectionsView(_StepsView):
    """That the list of letters was corrected."""

    kind, body = StepKind.AMENDED, step_shapes.NewLetterCorrections
    operations = _operations("BreachLetterCorrections", "correctPersonsToWriteTo", body)

    def post(self, request: Request, reference: str) -> HttpResponseBase:  # type: ignore[override]
        """Correct the list of letters that wait: the right one takes the place of the wrong one."""
        return once(request, lambda: self.take(reference))

    @staticmethod
    def run(*, corrections: list[dict[str, Any]], **given: Any) -> IncidentStep:
        """Do it; raises DomainError."""
        pairs = [(each["person_reference"], each["right_reference"] or "") for each in corrections]
        return services.correct_letters(corrections=pairs, **given)


class LetterFollowUpsView(_StepsView):
    """That letters are to be sent which correct what was sent."""

    kind, body, run = StepKind.AMENDED, step_shapes.NewLetterFollowUps, services.follow_letters
    operations = _operations("BreachLetterFollowUps", "correctLettersThatWereSent", body)

    def post(self, request: Request, reference: str) -> HttpResponseBase:  # type: ignore[override]
        """List letters that correct what was sent, to the same persons; both stay on record."""
        return once(request, lambda: self.take(reference))


class BreachProofView(BreachView):
    """A paper that proves a step."""

    operations = {
        "GET": Operation("getBreachProof", shapes.BreachProof, media="application/octet-stream")
    }

    def get(self, request: Request, reference: str, proof: str) -> HttpResponse:  # type: ignore[override]
        """Return the bytes of a paper that was kept as proof in the caller's file, to be saved."""
        row, pk = self.file(reference), parameters.as_uuid(proof)
        found = the_evidence(viewer=self.viewer, pk=pk) if pk else None
        if found is None or found.dossier_id != row.pk:
            raise NotFound
        answer = handed_out(found)
        answer["Content-Type"] = "application/octet-stream"
        answer["Cache-Control"] = "no-store"
        return answer


class ScopeStatementsView(_StepsView):
    """Why it touches nobody else."""

    kind, body, run = StepKind.ALONE, step_shapes.NewBreachStatement, services.touches_nobody_else
    operations = _operations("BreachScopeStatements", "recordBreachScopeStatement", body)

    def post(self, request: Request, reference: str) -> HttpResponseBase:  # type: ignore[override]
        """Record why the incident touches no other party; only who registered it does."""
        return once(request, lambda: self.take(reference))


class BreachClosingsView(_StepsView):
    """Closing."""

    kind, body, run = StepKind.CLOSED, step_shapes.NewBreachClosing, services.close
    operations = _operations("BreachClosings", "closeBreach", body)

    def post(self, request: Request, reference: str) -> HttpResponseBase:  # type: ignore[override]
        """Close the file; refused while a duty is neither met nor reasoned, and each is named."""
        return once(request, lambda: self.take(reference))


class BreachReopeningsView(_StepsView):
    """Opening again."""

    kind, body, run = StepKind.REOPENED, step_shapes.NewBreachStatement, services.reopen
    operations = _operations("BreachReopenings", "reopenBreach", body)

    def post(self, request: Request, reference: str) -> HttpResponseBase:  # type: ignore[override]
        """Open a closed file again, with the reasons."""
        return once(request, lambda: self.take(reference))

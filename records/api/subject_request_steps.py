"""What is done about a request, or about a part of it: steps that are added by POST."""

from collections.abc import Callable
from typing import Any, Final

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from records.api import subject_request_shapes as shapes
from records.api.subject_requests import RequestsBase
from records.intake.services import announcing
from records.requests import services
from records.requests.models import RequestPart
from roles.choices import PartyKind
from roles.models import Party
from roles.queries.lookup import the_one
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import must_match, single
from voipgrid_privacy.api.idempotency import once


def _step(name: str, body: type[BaseSerializer[Any]]) -> Operation:
    """Return what a step promises: the request as it is after it."""
    return Operation(name, shapes.SubjectRequestShape, body, 201, single=True)


class _StepsView(RequestsBase):
    """Steps are added by POST, as long as the request is what the caller read."""

    http_method_names = ["post", "options"]

    def stepped(self, reference: str, step: Callable[[Any], Any]) -> Response:
        """Take a step; raises DomainError."""
        row = self.found(reference)
        must_match(self.request, self.body_of(row))
        step(row)
        return single(self.request, self.body_of(self.found(reference)), 201)

    def on_part(self, reference: str, run: Callable[..., Any]) -> Response:
        """Take a step about the part that the body names."""
        return self.stepped(reference, lambda row: self.run_on_part(row, run))

    def run_on_part(self, row: Any, run: Callable[..., Any]) -> None:
        """Do it; raises DomainError."""
        given = self.read(shapes.NewPartStep)
        rows = RequestPart.objects.visible_to(self.viewer).filter(request=row)
        part = the_one(rows, pk=given.pop("part_id"))
        run(part=part, **given, at=timezone.now(), by=self.viewer)


class RequestForwardingsView(_StepsView):
    """Forwarding."""

    operations = {"POST": _step("forwardDataSubjectRequest", shapes.NewPartStep)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Send a part on, as a processor, to whom the caller acts for (GDPR Art. 28(3)(e))."""
        return once(request, lambda: self.on_part(reference, services.forward_part))


class RequestAnswersView(_StepsView):
    """Answering."""

    operations = {"POST": _step("answerDataSubjectRequest", shapes.NewPartStep)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Record that the controller answered a part (GDPR Art. 12(3))."""
        return once(request, lambda: self.on_part(reference, services.answer_part))


class RequestExtensionsView(_StepsView):
    """Extending."""

    operations = {"POST": _step("extendDataSubjectRequest", shapes.NewPartStep)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Extend a part by two months, once, with reasons, in the first month (GDPR Art. 12(3))."""
        return once(request, lambda: self.on_part(reference, announcing.extend_part_and_tell))


class RequestRefusalsView(_StepsView):
    """Refusing."""

    operations = {"POST": _step("refuseDataSubjectRequest", shapes.NewPartStep)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Refuse a part, with the reasons, complaint and court (GDPR Art. 12(4))."""
        return once(request, lambda: self.on_part(reference, announcing.refuse_part_and_tell))


class RequestPlacementsView(_StepsView):
    """Finding whose data it is."""

    operations = {"POST": _step("placeDataSubjectRequest", shapes.NewPlacement)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Record in whose chain the person is; the parts follow anew, for the day of receipt."""
        return once(request, lambda: self.stepped(reference, self.place))

    def place(self, row: Any) -> None:
        """Do it; raises DomainError."""
        given = self.read(shapes.NewPlacement)
        services.place_request(request=row, **given, at=timezone.now(), by=self.viewer)


class RequestDisplacementsView(_StepsView):
    """Taking back whose data it is."""

    operations = {"POST": _step("displaceDataSubjectRequest", shapes.NewPlacement)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Record that the person is not in that chain; parts that are not settled are dropped."""
        return once(request, lambda: self.stepped(reference, self.displace))

    def displace(self, row: Any) -> None:
        """Do it; raises DomainError."""
        given = self.read(shapes.NewPlacement)
        services.displace_request(request=row, **given, at=timezone.now(), by=self.viewer)


class RequestAssistanceRequestsView(_StepsView):
    """Asking for assistance."""

    operations = {"POST": _step("askDataSubjectRequestAssistance", shapes.NewPartStep)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Ask VoIPGRID, as a processor, for its share of the answer (GDPR Art. 28(3)(e))."""
        return once(request, lambda: self.on_part(reference, self.ask))

    def ask(self, **given: Any) -> None:
        """Do it; raises DomainError."""
        platform = the_one(Party.objects.visible_to(self.viewer), kind=PartyKind.PLATFORM)
        services.ask_assistance(of=platform, **given)


class RequestAssistancesView(_StepsView):
    """Giving assistance."""

    operations = {"POST": _step("assistDataSubjectRequest", shapes.NewPartStep)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Record that the controller has what the caller holds for it (GDPR Art. 28(3)(e))."""
        return once(request, lambda: self.on_part(reference, services.assist_part))


class _WholeView(_StepsView):
    """A step about the request as a whole."""

    step: Callable[..., Any]

    def whole(self, reference: str, body: Any = shapes.NewRequestStep) -> Response:
        """Take it; raises DomainError."""
        return self.stepped(reference, lambda row: self.run(row, self.read(body)))

    def run(self, row: Any, given: dict[str, Any]) -> None:
        """Do it; raises DomainError."""
        type(self).step(request=row, **given, at=timezone.now(), by=self.viewer)


class RequestIdentityChecksView(_WholeView):
    """Whether it is clear who asks."""

    operations = {"POST": _step("checkDataSubjectRequestIdentity", shapes.NewIdentityCheck)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Record that proof of identity was asked, was seen, or did not come (GDPR Art. 12(6)).

        Keep no copy of a document. Before data is handed over it must be confirmed who asks.
        """
        return once(request, lambda: self.whole(reference, shapes.NewIdentityCheck))

    def run(self, row: Any, given: dict[str, Any]) -> None:
        """Do it; raises DomainError."""
        run = CHECKS[given.pop("result")]
        run(request=row, **given, at=timezone.now(), by=self.viewer)


class RequestClarificationsView(_WholeView):
    """What is meant."""

    operations = {"POST": _step("clarifyDataSubjectRequest", shapes.NewClarification)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Record what was asked back, or what the requester explained; the month runs on."""
        return once(request, lambda: self.whole(reference, shapes.NewClarification))

    def run(self, row: Any, given: dict[str, Any]) -> None:
        """Do it; raises DomainError."""
        run = CLARIFIES[given.pop("result")]
        run(request=row, **given, at=timezone.now(), by=self.viewer)


class RequestWithdrawalsView(_WholeView):
    """The requester does not ask it any more."""

    step = services.withdraw_request
    operations = {"POST": _step("withdrawDataSubjectRequest", shapes.NewRequestStep)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Record that the requester withdrew it, and how that was said; the receiver does so."""
        return once(request, lambda: self.whole(reference))


class RequestClosuresView(_WholeView):
    """Nothing is left to be done."""

    step = services.close_request
    operations = {"POST": _step("closeDataSubjectRequest", shapes.NewRequestStep)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Close a request that the caller received. What is open in it becomes a finding."""
        return once(request, lambda: self.whole(reference))


class RequestReopeningsView(_WholeView):
    """It goes on."""

    step = services.reopen_request
    operations = {"POST": _step("reopenDataSubjectRequest", shapes.NewRequestStep)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Let a request go on that was closed or withdrawn; the day of receipt stays."""
        return once(request, lambda: self.whole(reference))


CHECKS: Final[dict[str, Callable[..., Any]]] = {
    "ASKED": announcing.ask_identity_and_tell,
    "CONFIRMED": services.confirm_identity,
    "NOT_CONFIRMED": services.fail_identity,
}
CLARIFIES: Final[dict[str, Callable[..., Any]]] = {
    "ASKED": announcing.ask_clarification_and_tell,
    "GIVEN": services.give_clarification,
}

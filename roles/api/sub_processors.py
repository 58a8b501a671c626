"""``/sub-processors``, ``/sub-processor-notices`` and ``/objections``."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from roles.api import sub_processor_shapes as shapes
from roles.models import Contract, Party
from roles.queries.lookup import party_named, the_one
from roles.sub_processors import services
from roles.sub_processors.models import Objection, SubProcessorNotice
from roles.sub_processors.queries import announced, notices, objections, sub_processors
from roles.sub_processors.recipients import DEFAULT_DAYS, under, untold
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import must_match, single
from voipgrid_privacy.api.expanding import Body, Expansion
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page, page_among, page_of
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer

OPEN, SETTLED = "OPEN", "SETTLED"


def _notices(viewer: Viewer, keys: Collection[UUID]) -> dict[Any, Body]:
    rows = notices(viewer=viewer).filter(pk__in=keys)
    return {row.pk: shapes.notice_body(row) for row in rows}


EXPANDABLE = {"notice": Expansion("notice_id", _notices)}


class SubProcessorsView(ResourceView):
    """Who processes for the caller, or for one of its customers, along the chain."""

    resource = "sub-processors"
    operations = {
        "GET": Operation(
            "listSubProcessors",
            shapes.SubProcessorPage,
            query=frozenset({"asof", "party"}),
            sortable={"name": "name"},
        )
    }

    def get(self, request: Request) -> Response:
        """List everyone who processes for the own party on a day (GDPR Art. 28(2), 28(4))."""
        on = parameters.day(request, "asof", timezone.localdate())
        rows = sub_processors(viewer=self.viewer, party=self.party(request), on=on)
        answer = page_among(
            request,
            rows,
            place=shapes.sub_processor_place,
            bodies=lambda some: [shapes.sub_processor_body(row) for row in some],
        )
        coming = [shapes.change_body(row) for row in announced(viewer=self.viewer)]
        answer.data |= {"asof_date": on, "announced": coming}
        return answer

    def party(self, request: Request) -> Party:
        """Return for whom it is asked: the own party, or one that the caller may see."""
        if named := parameters.text(request, "party"):
            return party_named(viewer=self.viewer, reference=named)
        return the_one(Party.objects.visible_to(self.viewer), pk=self.caller.party)


class NoticesView(ResourceView):
    """What the caller was told, and what it and those it told passed on."""

    resource = "sub-processor-notices"
    operations = {
        "GET": Operation(
            "listSubProcessorNotices",
            shapes.NoticePage,
            sortable={"notified_date": "notified_on", "last_date": "last_day"},
            query=frozenset({"party"}),
            said={"party": "Only notices to or from this party: UUID or external number."},
        )
    }

    def get(self, request: Request) -> Response:
        """List the notices to the own party and those that came down through it."""
        rows = notices(viewer=self.viewer)
        if named := parameters.text(request, "party"):
            other = party_named(viewer=self.viewer, reference=named)
            rows = rows.filter(Q(sender=other) | Q(recipient=other))
        return page(request, rows, body=shapes.notice_body)


class NoticeView(ResourceView):
    """One notice."""

    resource = "sub-processor-notices"
    operations = {"GET": Operation("getSubProcessorNotice", shapes.NoticeShape, single=True)}

    def get(self, request: Request, reference: str) -> Response:
        """Return the notice with this UUID, and the change that it is about."""
        return single(request, shapes.notice_body(self.notice(reference)))

    def notice(self, reference: str) -> SubProcessorNotice:
        """Return the notice; raises NotFound."""
        pk = parameters.as_uuid(reference)
        if pk is None:
            raise NotFound
        return the_one(notices(viewer=self.viewer), pk=pk)


class NoticeRecipientsView(NoticeView):
    """Whom the recipient of a notice is still to tell."""

    operations = {
        "GET": Operation(
            "listNoticeRecipients", shapes.RecipientPage, sortable={"contract_id": "pk"}
        )
    }

    def get(self, request: Request, reference: str) -> Response:
        """List who would be told today, with how many days, and whether by mail. Nobody is told."""
        notice = self.notice(reference)
        if notice.recipient_id != self.caller.party:
            raise NotFound
        asked: dict[str, Any] = {
            "sender": notice.recipient,
            "on": timezone.localdate(),
            "viewer": self.viewer,
        }

        def bodies(contracts: list[Contract]) -> list[dict[str, Any]]:
            found = under(contracts=contracts, default_days=DEFAULT_DAYS, **asked)
            return [shapes.recipient_body(one) for one in found]

        rows = untold(change=notice.change, **asked)
        return page_of(request, rows, bodies=bodies)


class OnwardNoticesView(NoticeView):
    """Passing a notice on."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation("passOnNotice", shapes.NoticePage, shapes.NewOnwardNotices, 201)
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Tell the own customers of a change, each with the days agreed with it; once each."""
        return once(request, lambda: self.tell(reference))

    def tell(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        given = self.read(shapes.NewOnwardNotices)
        notice = self.notice(reference)
        made = services.pass_on(notice=notice, **given, at=timezone.now(), by=self.viewer)
        rows = notices(viewer=self.viewer).filter(pk__in=[row.pk for row in made])
        body: dict[str, Any] = {
            "results": [shapes.notice_body(row) for row in rows],
            "next_cursor": None,
            "total_count": len(made),
        }
        return Response(body, 201)


class ConsentsView(NoticeView):
    """Agreeing to a sub-processor."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation(
            "agreeToNotice", shapes.NoticeShape, shapes.NoticeConsent, 201, single=True
        )
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Agree to a sub-processor under an authorisation that is specific (GDPR Art. 28(2))."""
        return once(request, lambda: self.agree(reference))

    def agree(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        notice = self.notice(reference)
        must_match(self.request, shapes.notice_body(notice))
        given = self.read(shapes.NoticeConsent)
        services.consent(notice=notice, **given, at=timezone.now(), by=self.viewer)
        return single(self.request, shapes.notice_body(self.notice(reference)), 201)


class RefusalsView(NoticeView):
    """Not agreeing to a sub-processor."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation("refuseNotice", shapes.ObjectionShape, shapes.NewObjection, 201)
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Refuse a sub-processor under an authorisation that is specific (GDPR Art. 28(2)).

        The refusal is kept as an objection with its reason; without consent nothing begins.
        """
        return once(request, lambda: self.refuse(reference))

    def refuse(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        given, notice = self.read(shapes.NewObjection), self.notice(reference)
        made = services.refuse_consent(notice=notice, **given, at=timezone.now(), by=self.viewer)
        row = the_one(objections(viewer=self.viewer), pk=made.pk)
        place = f"/api/v1/objections/{made.pk}"
        return single(self.request, shapes.objection_body(row), 201, place)


class NoticeObjectionsView(NoticeView):
    """Objecting under a notice."""

    http_method_names = ["post", "options"]
    resource = "objections"
    operations = {
        "POST": Operation("objectToNotice", shapes.ObjectionShape, shapes.NewObjection, 201)
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Object to a change, for the own party or for a customer that the party told of it."""
        return once(request, lambda: self.object_to(reference))

    def object_to(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        given, notice = self.read(shapes.NewObjection), self.notice(reference)
        made = services.object_to(notice=notice, **given, at=timezone.now(), by=self.viewer)
        row = the_one(objections(viewer=self.viewer), pk=made.pk)
        place = f"/api/v1/objections/{made.pk}"
        return single(self.request, shapes.objection_body(row), 201, place)


class ObjectionsView(ResourceView):
    """Objections of the caller, and of those that were told through it."""

    resource = "objections"
    operations = {
        "GET": Operation(
            "listObjections",
            shapes.ObjectionPage,
            sortable={"made_date": "made_on"},
            query=frozenset({"party", "state"}),
            words={"state": (OPEN, SETTLED)},
            said={"party": "Only objections of this party: UUID or external number."},
            expandable=EXPANDABLE,
        )
    }

    def get(self, request: Request) -> Response:
        """List the objections of the own party and of those below it, settled or not."""
        rows = objections(viewer=self.viewer)
        if named := parameters.text(request, "party"):
            objector = party_named(viewer=self.viewer, reference=named)
            rows = rows.filter(notice__recipient=objector)
        if state := parameters.text(request, "state"):
            rows = rows.filter(settled_on__isnull=state == OPEN)
        return page(request, rows, body=shapes.objection_body)


class ObjectionView(ResourceView):
    """One objection."""

    resource = "objections"
    operations = {
        "GET": Operation("getObjection", shapes.ObjectionShape, single=True, expandable=EXPANDABLE)
    }

    def get(self, request: Request, reference: str) -> Response:
        """Return the objection with this UUID."""
        row = self.objection(reference)
        return single(request, shapes.objection_body(row), row=row)

    def objection(self, reference: str) -> Objection:
        """Return the objection; raises NotFound."""
        pk = parameters.as_uuid(reference)
        if pk is None:
            raise NotFound
        return the_one(objections(viewer=self.viewer), pk=pk)


class SettlementsView(ObjectionView):
    """Settling an objection."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation(
            "settleObjection", shapes.ObjectionShape, shapes.NewSettlement, 201, single=True
        )
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Record how an objection ended; whoever objected can take its own back."""
        return once(request, lambda: self.settle(reference))

    def settle(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        objection = self.objection(reference)
        must_match(self.request, shapes.objection_body(objection))
        given = self.read(shapes.NewSettlement)
        services.settle_objection(objection=objection, **given, at=timezone.now(), by=self.viewer)
        return single(self.request, shapes.objection_body(self.objection(reference)), 201)

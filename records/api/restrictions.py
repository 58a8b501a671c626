"""Restricting the use of the data of a part, and lifting it (GDPR Art. 18)."""

from collections.abc import Callable
from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from records.api.recipient_notices import RecipientsBase
from records.restrictions import services
from records.restrictions.choices import Ground, ToldBy
from records.restrictions.models import Restriction
from records.restrictions.queries import restrictions_of
from roles.api.serializers import StrictSerializer
from roles.api.shapes import Shape
from roles.queries.lookup import the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.legal_days import legal_day


class RestrictionShape(Shape):
    """Data of the part that are kept, and with which nothing else is done, on one ground.

    `lifts_date` is the day that the data subject was told; `lifted_date` when it ended.
    """

    id = serializers.UUIDField()
    ground = serializers.ChoiceField(Ground.choices)
    restricted_date = serializers.DateField()
    text = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    entered_at = serializers.DateTimeField()
    announced_date = serializers.DateField(allow_null=True)
    told_by = serializers.ChoiceField(ToldBy.choices, allow_null=True)
    announced_text = serializers.CharField(allow_blank=True)
    lifts_date = serializers.DateField(allow_null=True)
    lifted_date = serializers.DateField(allow_null=True)


class RestrictionList(Shape):
    """The restrictions of a part, latest first."""

    restrictions = RestrictionShape(many=True)


class NewRestriction(StrictSerializer):
    """On which ground the data are restricted, and who says so; the person reads `text`."""

    ground = serializers.ChoiceField(Ground.choices)
    text = serializers.CharField(max_length=4_000, required=False, default="", allow_blank=True)
    name = serializers.CharField(max_length=120)


class NewLiftingAnnouncement(StrictSerializer):
    """When and why it is lifted; with `OTHERWISE`, how the person was told of it."""

    lifts_date = serializers.DateField(source="lifts_on")
    told_by = serializers.ChoiceField(ToldBy.choices)
    text = serializers.CharField(max_length=4_000)
    name = serializers.CharField(max_length=120)


class NewLifting(StrictSerializer):
    """Who lifts it."""

    name = serializers.CharField(max_length=120)


class _RestrictionsBase(RecipientsBase):
    """Restrictions of a part that is the caller's to answer."""

    def shown_of(self, reference: str, part: str, status: int = 200) -> Response:
        """Return the restrictions as they are now."""
        rows = restrictions_of(self.part(reference, part), viewer=self.viewer)
        return single(self.request, {"restrictions": list(map(_restriction, rows))}, status)

    def when(self) -> dict[str, Any]:
        """Return the day, the instant and the actor, as services ask for them."""
        now = timezone.now()
        return {"on": legal_day(now), "at": now, "by": self.viewer}

    def on_restriction(
        self, where: tuple[str, str, str], run: Callable[..., Any], given: dict[str, Any]
    ) -> Response:
        """Do something about one restriction of the part; raises DomainError."""
        reference, part, restriction = where
        pk = parameters.as_uuid(restriction)
        if pk is None:
            raise NotFound
        rows = Restriction.objects.visible_to(self.viewer)
        row = the_one(rows.filter(part=self.part(reference, part)), pk=pk)
        run(restriction=row, **given, **self.when())
        return self.shown_of(reference, part, 201)


class RestrictionsView(_RestrictionsBase):
    """What is restricted."""

    http_method_names = ["get", "post", "options"]
    operations = {
        "GET": Operation("listRestrictions", RestrictionList, single=True),
        "POST": Operation("restrictProcessing", RestrictionList, NewRestriction, 201, single=True),
    }

    def get(self, request: Request, reference: str, part: str) -> Response:
        """List what is and was restricted of the part, on which ground and until when."""
        return self.shown_of(reference, part)

    def post(self, request: Request, reference: str, part: str) -> HttpResponseBase:
        """Restrict the data of the part from now on (GDPR Art. 18(1)): runs keep off them.

        Whoever asks reads it at the link of the request, and gets a mail that says so.
        """
        return once(request, lambda: self.restrict(reference, part))

    def restrict(self, reference: str, part: str) -> Response:
        """Do it; raises DomainError."""
        row, given = self.part(reference, part), self.read(NewRestriction)
        ground = Ground(given.pop("ground"))
        services.restrict_part(part=row, ground=ground, **given, **self.when())
        return self.shown_of(reference, part, 201)


class LiftingAnnouncementsView(_RestrictionsBase):
    """Telling the data subject before."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation(
            "announceLifting", RestrictionList, NewLiftingAnnouncement, 201, single=True
        )
    }

    def post(
        self, request: Request, reference: str, part: str, restriction: str
    ) -> HttpResponseBase:
        """Tell the data subject when and why a restriction will be lifted (GDPR Art. 18(3))."""
        where = (reference, part, restriction)
        return once(request, lambda: self.announce(where))

    def announce(self, where: tuple[str, str, str]) -> Response:
        """Do it; raises DomainError."""
        given = self.read(NewLiftingAnnouncement)
        given["told_by"] = ToldBy(given["told_by"])
        return self.on_restriction(where, services.announce_lifting, given)


class LiftingsView(_RestrictionsBase):
    """Lifting."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation("liftRestriction", RestrictionList, NewLifting, 201, single=True)
    }

    def post(
        self, request: Request, reference: str, part: str, restriction: str
    ) -> HttpResponseBase:
        """Lift a restriction, not before the day that the data subject was told."""
        where = (reference, part, restriction)
        return once(request, lambda: self.lift(where))

    def lift(self, where: tuple[str, str, str]) -> Response:
        """Do it; raises DomainError."""
        return self.on_restriction(where, services.lift_restriction, self.read(NewLifting))


def _restriction(row: Restriction) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ground": row.ground,
        "restricted_date": row.said_on,
        "text": row.text,
        "name": row.name,
        "entered_at": row.entered_at,
        "announced_date": row.announced_on,
        "told_by": row.announced_by or None,
        "announced_text": row.announced_text,
        "lifts_date": row.lifts_on,
        "lifted_date": row.lifted_on,
    }

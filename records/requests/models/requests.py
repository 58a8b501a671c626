"""A request of a data subject, and how a party counts the month."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.requests.choices import Channel, Language, PartKind, Reading, Right
from roles.models import Party
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


def seen_by(viewer: Viewer, to: str = "") -> Q:
    """Return: the request was received by the viewer's party, or reached it; ``to`` leads there."""
    reached = {
        f"{to}parts__kind__in": (PartKind.DATA, PartKind.UNPLACED),
        f"{to}parts__dropped_at": None,
        f"{to}parts__duties__party__in": viewer.parties,
        f"{to}parts__duties__reached_at__isnull": False,
    }
    return Q(**{f"{to}received_by__in": viewer.parties}) | Q(**reached)


class SubjectRequestQuerySet(RegisteredQuerySet["SubjectRequest"]):
    """Requests that the viewer's parties received, or that reached them."""

    def _own(self, viewer: Viewer) -> Q:
        return seen_by(viewer)


@tracked
class SubjectRequest(RegisteredModel):
    """Somebody exercises rights under the GDPR (Art. 12-22); this row never changes.

    The database gives the reference, per party that received it and per year, and derives the legal
    day of receipt from the instant: it is the day on which it came in, never that of triage. Who
    asks, and about whom, is in tables of their own, which can be erased. What was done are steps.
    """

    received_by = models.ForeignKey(
        Party, models.PROTECT, related_name="+", verbose_name=_("received by")
    )
    reference = models.CharField(_("reference"), max_length=20, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), default=0)
    number = models.PositiveIntegerField(_("number"), default=0)
    rights = ArrayField(
        models.CharField(max_length=24, choices=Right.choices), verbose_name=_("rights")
    )
    channel = models.CharField(_("channel"), max_length=6, choices=Channel)
    received_at = models.DateTimeField(_("received at"))
    received_on = models.DateField(_("received on"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    entered_at = models.DateTimeField(_("entered at"))

    objects = SubjectRequestQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "received_by",
            "reference",
            "year",
            "number",
            "rights",
            "channel",
            "received_at",
            "received_on",
            "language",
            "entered_at",
        )
    )

    class Meta:
        verbose_name = _("data subject request")
        verbose_name_plural = _("data subject requests")
        ordering = ("-received_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("received_by", "year", "number"), name="request_numbered"
            ),
            models.CheckConstraint(
                name="request_known",
                condition=Q(
                    channel__in=Channel.values,
                    language__in=Language.values,
                    rights__len__gte=1,
                    rights__contained_by=Right.values,
                ),
            ),
        )
        indexes = (models.Index(fields=("received_on",), name="request_received_on"),)

    def __str__(self) -> str:
        return self.reference

    @property
    def listed(self) -> str:
        """The reference with who received it: numbers count per receiver, a list has several."""
        return f"{self.reference} · {self.received_by}"


class RequestPracticeQuerySet(RegisteredQuerySet["RequestPractice"]):
    """The viewer's own practice."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(party__in=viewer.parties)


@tracked
class RequestPractice(RegisteredModel):
    """How a party counts while it awaits proof of identity; without a row: the earlier day."""

    party = models.OneToOneField(
        Party, models.PROTECT, related_name="request_practice", verbose_name=_("party")
    )
    reading = models.CharField(_("reading"), max_length=9, choices=Reading, default=Reading.STRICT)

    objects = RequestPracticeQuerySet.as_manager()
    privacy = Privacy(not_personal=("id", "party", "reading"))

    class Meta:
        verbose_name = _("practice for requests")
        verbose_name_plural = _("practices for requests")
        constraints = (
            models.CheckConstraint(
                name="request_practice_known", condition=Q(reading__in=Reading.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.party}: {self.get_reading_display()}"


class OfRequestQuerySet(RegisteredQuerySet[Any]):
    """What belongs to requests that the viewer may see."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(request__in=SubjectRequest.objects.visible_to(viewer))

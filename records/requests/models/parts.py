"""The parts into which a request falls, and what each party has to do about a part."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.requests.choices import Duty, PartKind
from records.requests.models.requests import SubjectRequest
from roles.choices import Role
from roles.models import Party
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class RequestPartQuerySet(RegisteredQuerySet["RequestPart"]):
    """Parts that reached the viewer's parties; what law keeps secret only officers see."""

    def standing(self) -> "RequestPartQuerySet":
        """Return the parts that follow from what is known now."""
        return self.filter(dropped_at=None)

    def told(self) -> "RequestPartQuerySet":
        """Return the parts that may be spoken of to the requester."""
        return self.standing().exclude(kind=PartKind.WITHHELD)

    def _own(self, viewer: Viewer) -> Q:
        return Q(
            ~Q(kind=PartKind.WITHHELD),
            dropped_at=None,
            duties__party__in=viewer.parties,
            duties__reached_at__isnull=False,
        )


@tracked
class RequestPart(RegisteredModel):
    """One category of data, or what a controller does with it for itself, in somebody's chain.

    Derived from the role matrix of the day of receipt, and kept with its grounds as they were known
    when it was derived. Where nobody is known there is one part that says so. A part that no longer
    follows once more is known is dropped, once; the row stays.
    """

    request = models.ForeignKey(
        SubjectRequest, models.PROTECT, related_name="parts", verbose_name=_("request")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=PartKind)
    category = models.CharField(_("data category"), max_length=40, blank=True)
    purposes = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        verbose_name=_("purposes of its own"),
    )
    about = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("in whose chain"),
    )
    controller = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("controller"),
    )
    derived_at = models.DateTimeField(_("derived at"))
    dropped_at = models.DateTimeField(_("dropped at"), null=True, blank=True)

    objects = RequestPartQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "request",
            "kind",
            "category",
            "purposes",
            "about",
            "controller",
            "derived_at",
            "dropped_at",
        )
    )

    class Meta:
        verbose_name = _("part of a request")
        verbose_name_plural = _("parts of requests")
        ordering = ("request", "derived_at", "kind", "category", "pk")
        constraints = (
            models.CheckConstraint(
                name="request_part_known",
                condition=Q(kind="DATA") & ~Q(category="")
                | Q(kind__in=("UNPLACED", "WITHHELD"), category="", purposes=[]),
            ),
        )

    def __str__(self) -> str:
        return self.category or self.kind


class RequestDutyQuerySet(RegisteredQuerySet["RequestDuty"]):
    """The duties of the viewer's own parties, as far as the request reached them."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(
            ~Q(duty=Duty.WITHHOLD),
            party__in=viewer.parties,
            reached_at__isnull=False,
            part__dropped_at=None,
        )


@tracked
class RequestDuty(RegisteredModel):
    """What one party has to do about a part, by which role, and why.

    ``grounds`` are the rules with their sentences and citations, ``path`` the contracts by which
    the party acts. The database says when it reached the party: at once whoever received it, and
    others when it was forwarded to them; before that they do not see it.
    """

    part = models.ForeignKey(
        RequestPart, models.PROTECT, related_name="duties", verbose_name=_("part")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("party"))
    duty = models.CharField(_("duty"), max_length=8, choices=Duty)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    depth = models.PositiveSmallIntegerField(_("depth"), null=True, blank=True)
    upstream = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("acts for"),
    )
    grounds = models.JSONField(_("grounds"), default=list, blank=True)
    path = ArrayField(models.UUIDField(), default=list, blank=True, verbose_name=_("contracts"))
    reached_at = models.DateTimeField(_("with the party since"), null=True, blank=True)

    objects = RequestDutyQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "part",
            "party",
            "duty",
            "role",
            "depth",
            "upstream",
            "grounds",
            "path",
            "reached_at",
        )
    )

    class Meta:
        verbose_name = _("duty in a request")
        verbose_name_plural = _("duties in requests")
        ordering = ("part", "duty", "depth", "pk")
        constraints = (
            models.UniqueConstraint(fields=("part", "party", "duty"), name="request_duty_once"),
            models.CheckConstraint(
                name="request_duty_known",
                condition=Q(duty__in=Duty.values, role__in=Role.values),
            ),
        )

    def __str__(self) -> str:
        return f"{self.party}: {self.get_duty_display()}"

"""The restrictions that were placed on the data of parts of requests."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from records.requests.choices import Duty
from records.requests.models import RequestDuty, RequestPart
from records.restrictions.choices import Ground, ToldBy
from roles.models import Party
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class RestrictionQuerySet(RegisteredQuerySet["Restriction"]):
    """Restrictions of the viewer's own parties, and of customers for whom they act."""

    def _own(self, viewer: Viewer) -> Q:
        acts = RequestDuty.objects.filter(
            part=models.OuterRef("part"),
            party__in=viewer.parties,
            duty=Duty.FORWARD,
            upstream=models.OuterRef("party"),
            reached_at__isnull=False,
        )
        return Q(Q(party__in=viewer.parties) | models.Exists(acts))

    def in_force(self) -> "RestrictionQuerySet":
        """Return those that were not lifted."""
        return self.filter(lifted_on=None)


@tracked
class Restriction(RegisteredModel):
    """``party``, the controller, restricts the data of a part on one ground (GDPR Art. 18(1)).

    While it lasts nothing changes or erases them: it places holds, which runs of the engine keep
    to. It is lifted once, after ``lifts_on``, a day that the data subject was told before it
    (Art. 18(3)). Its words can be erased, and nothing else of it changes.
    """

    part = models.ForeignKey(
        RequestPart, models.PROTECT, related_name="restrictions", verbose_name=_("part")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("party"))
    ground = models.CharField(_("ground"), max_length=10, choices=Ground)
    said_on = models.DateField(_("restricted on"))
    text = models.TextField(_("explanation"), max_length=4_000, blank=True)
    name = models.CharField(_("restricted by (name)"), max_length=120, blank=True)
    entered_at = models.DateTimeField(_("entered at"))
    announced_on = models.DateField(_("lifting announced on"), null=True, blank=True)
    announced_by = models.CharField(
        _("how the lifting was announced"), max_length=9, choices=ToldBy, blank=True
    )
    announced_text = models.TextField(_("why it is lifted"), max_length=4_000, blank=True)
    announced_name = models.CharField(_("announced by (name)"), max_length=120, blank=True)
    lifts_on = models.DateField(_("lifted at the earliest on"), null=True, blank=True)
    lifted_on = models.DateField(_("lifted on"), null=True, blank=True)
    lifted_name = models.CharField(_("lifted by (name)"), max_length=120, blank=True)

    objects = RestrictionQuerySet.as_manager()
    privacy = Privacy(
        personal={
            "text": Erasure.BLANK,
            "name": Erasure.BLANK,
            "announced_text": Erasure.BLANK,
            "announced_name": Erasure.BLANK,
            "lifted_name": Erasure.BLANK,
        },
        not_personal=(
            "id",
            "part",
            "party",
            "ground",
            "said_on",
            "entered_at",
            "announced_on",
            "announced_by",
            "lifts_on",
            "lifted_on",
        ),
        kept=_("With the request: until its own term is over."),
    )

    class Meta:
        verbose_name = _("restriction of processing")
        verbose_name_plural = _("restrictions of processing")
        ordering = ("-entered_at", "pk")
        constraints = (
            models.CheckConstraint(name="restriction_known", condition=Q(ground__in=Ground.values)),
            models.CheckConstraint(
                name="restriction_announced_whole",
                condition=Q(announced_on=None, announced_by="", lifts_on=None)
                | Q(
                    announced_on__isnull=False,
                    announced_by__in=ToldBy.values,
                    lifts_on__gt=F("announced_on"),
                ),
            ),
            models.CheckConstraint(
                name="restriction_lifted_after_notice",
                condition=Q(lifted_on=None)
                | Q(lifted_on__gte=F("lifts_on"), lifts_on__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("part", "ground"),
                name="request_restricted_already",
                condition=Q(lifted_on=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_ground_display()} {self.said_on}"

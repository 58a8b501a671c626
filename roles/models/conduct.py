"""What parties do with data beyond what their contracts say (EDPB 07/2020: conduct decides)."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from roles.models.data import DataCategory, Purpose
from roles.models.parties import Party
from roles.models.services import Service
from roles.models.sources import Source
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import (
    PeriodModel,
    PeriodQuerySet,
    one_at_a_time,
    period_not_empty,
)
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class OwnUseQuerySet(PeriodQuerySet["OwnUse"]):
    """Own uses by parties that the viewer may see."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(Exists(Party.objects.visible_to(viewer).filter(pk=OuterRef("party"))))


@tracked
class OwnUse(PeriodModel):
    """``party`` uses a category of data for a purpose of its own (GDPR Art. 28(10))."""

    party = models.ForeignKey(
        Party, models.PROTECT, related_name="own_uses", verbose_name=_("party")
    )
    category = models.ForeignKey(DataCategory, models.PROTECT, verbose_name=_("data category"))
    purpose = models.ForeignKey(Purpose, models.PROTECT, verbose_name=_("purpose"))
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, verbose_name=_("source")
    )

    objects = OwnUseQuerySet.as_manager()
    privacy = Privacy(not_personal=("id", "party", "category", "purpose", "source", "valid_during"))

    class Meta:
        verbose_name = _("use for an own purpose")
        verbose_name_plural = _("uses for own purposes")
        constraints = (
            one_at_a_time(
                "own_use_one_at_a_time",
                "party",
                "category",
                "purpose",
                code="overlapping_own_use",
                message=_("This use is already recorded in that period."),
            ),
            period_not_empty("own_use_period_not_empty"),
        )

    def __str__(self) -> str:
        return f"{self.party}: {self.purpose}"


class JointQuerySet(PeriodQuerySet["JointDetermination"]):
    """Joint determinations of which the viewer may see both parties."""

    def _own(self, viewer: Viewer) -> Q:
        parties = Party.objects.visible_to(viewer).values("pk")
        return Q(party__in=parties) & Q(with_party__in=parties)


@tracked
class JointDetermination(PeriodModel):
    """``party`` decides why and how together with ``with_party`` (GDPR Art. 26)."""

    service = models.ForeignKey(Service, models.PROTECT, verbose_name=_("service"))
    category = models.ForeignKey(DataCategory, models.PROTECT, verbose_name=_("data category"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="joint", verbose_name=_("party"))
    with_party = models.ForeignKey(
        Party, models.PROTECT, related_name="joint_with", verbose_name=_("together with")
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, verbose_name=_("source")
    )

    objects = JointQuerySet.as_manager()
    privacy = Privacy(
        not_personal=("id", "service", "category", "party", "with_party", "source", "valid_during")
    )

    class Meta:
        verbose_name = _("joint determination")
        verbose_name_plural = _("joint determinations")
        constraints = (
            one_at_a_time(
                "joint_one_at_a_time",
                "service",
                "category",
                "party",
                "with_party",
                code="overlapping_joint",
                message=_("This is already recorded in that period."),
            ),
            period_not_empty("joint_period_not_empty"),
            models.CheckConstraint(name="joint_two_parties", condition=~Q(party=F("with_party"))),
        )

    def __str__(self) -> str:
        return f"{self.party} + {self.with_party}"

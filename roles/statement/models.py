"""Tables of what statements say, with the source it was read in and the days for which it holds."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from roles.choices import Role
from roles.models.data import DataCategory
from roles.models.parties import Party
from roles.models.services import ServiceFeature
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


class StatedRoleQuerySet(PeriodQuerySet["StatedRole"]):
    """Stated roles of which the viewer may see both parties."""

    def _own(self, viewer: Viewer) -> Q:
        parties = Party.objects.visible_to(viewer).values("pk")
        return Q(party__in=parties) & Q(stated_by__in=parties)


@tracked
class StatedRole(PeriodModel):
    """A role that ``stated_by`` asserts for ``party``: in a statement, a contract, a letter.

    It decides nothing: roles follow from conduct (EDPB 07/2020 para. 12). The register compares.
    """

    stated_by = models.ForeignKey(
        Party, models.PROTECT, related_name="roles_stated", verbose_name=_("stated by")
    )
    party = models.ForeignKey(
        Party, models.PROTECT, related_name="stated_roles", verbose_name=_("party")
    )
    category = models.ForeignKey(DataCategory, models.PROTECT, verbose_name=_("data category"))
    feature = models.ForeignKey(
        ServiceFeature,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("feature"),
        help_text=_("Empty: for delivering the service itself."),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"))
    place = models.CharField(_("place in the source"), max_length=200, blank=True)

    objects = StatedRoleQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "stated_by",
            "party",
            "category",
            "feature",
            "role",
            "source",
            "place",
            "valid_during",
        )
    )

    class Meta:
        verbose_name = _("stated role")
        verbose_name_plural = _("stated roles")
        ordering = ("party__name", "category__position")
        constraints = (
            one_at_a_time(
                "stated_role_one_at_a_time",
                "stated_by",
                "party",
                "category",
                condition=Q(feature__isnull=True),
                code="overlapping_stated_role",
                message=_("A role is already stated for these data in that period."),
            ),
            one_at_a_time(
                "stated_role_one_per_feature",
                "stated_by",
                "party",
                "category",
                "feature",
                condition=Q(feature__isnull=False),
                code="overlapping_stated_role",
                message=_("A role is already stated for these data in that period."),
            ),
            period_not_empty("stated_role_period_not_empty"),
            models.CheckConstraint(name="stated_role_known", condition=Q(role__in=Role.values)),
        )

    def __str__(self) -> str:
        return f"{self.party}: {self.get_role_display()}"


class StatementQuerySet(PeriodQuerySet["Disclosure"]):
    """What parties say that the viewer may see."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(Exists(Party.objects.visible_to(viewer).filter(pk=OuterRef("party"))))


class Disclosed(models.TextChoices):
    """What people must be told (GDPR Art. 13, 14) and the register looks for in a statement."""

    LAWFUL_BASIS = "LAWFUL_BASIS", _("The lawful basis of each purpose")
    RETENTION_PERIOD = "RETENTION_PERIOD", _("How long data are kept")
    COMPLAINT = "COMPLAINT", _("The right to complain to the supervisory authority")
    RIGHTS = "RIGHTS", _("Every right that people have")
    DPO = "DPO", _("That there is a data protection officer")
    TRANSFERS = "TRANSFERS", _("Countries and safeguards of transfers")
    SUB_PROCESSORS = "SUB_PROCESSORS", _("The list of sub-processors, available at all times")
    END_USER_DATA = "END_USER_DATA", _("What is done with data of end users, and when anonymous")
    DATE = "DATE", _("Date and version of the statement")


@tracked
class Disclosure(PeriodModel):
    """``party``'s statement tells people ``item``, for one data category or for all."""

    party = models.ForeignKey(
        Party, models.PROTECT, related_name="disclosures", verbose_name=_("party")
    )
    item = models.CharField(_("what it tells"), max_length=20, choices=Disclosed)
    category = models.ForeignKey(
        DataCategory,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("data category"),
        help_text=_("Empty: for all of them."),
    )
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"))
    place = models.CharField(_("place in the source"), max_length=200, blank=True)

    objects = StatementQuerySet.as_manager()
    privacy = Privacy(
        not_personal=("id", "party", "item", "category", "source", "place", "valid_during")
    )

    class Meta:
        verbose_name = _("what a statement tells")
        verbose_name_plural = _("what statements tell")
        ordering = ("party__name", "item")
        constraints = (
            one_at_a_time(
                "disclosure_one_for_all",
                "party",
                "item",
                condition=Q(category__isnull=True),
                code="overlapping_disclosure",
                message=_("This is already recorded in that period."),
            ),
            one_at_a_time(
                "disclosure_one_per_category",
                "party",
                "item",
                "category",
                condition=Q(category__isnull=False),
                code="overlapping_disclosure",
                message=_("This is already recorded in that period."),
            ),
            period_not_empty("disclosure_period_not_empty"),
            models.CheckConstraint(
                name="disclosure_item_known", condition=Q(item__in=Disclosed.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.party}: {self.get_item_display()}"


class RelianceQuerySet(PeriodQuerySet["Reliance"]):
    """What the statements that the viewer may see rely on."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(Exists(Party.objects.visible_to(viewer).filter(pk=OuterRef("party"))))


@tracked
class Reliance(PeriodModel):
    """``party``'s statement quotes or rests on ``rests_on``, and may ascribe that to someone."""

    party = models.ForeignKey(
        Party, models.PROTECT, related_name="reliances", verbose_name=_("party")
    )
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="relies", verbose_name=_("source")
    )
    rests_on = models.ForeignKey(
        Source, models.PROTECT, related_name="relied_on_by", verbose_name=_("true source")
    )
    ascribed_to = models.CharField(
        _("wrongly ascribed to"),
        max_length=100,
        blank=True,
        help_text=_("Empty: it names the true source."),
    )
    place = models.CharField(_("place in the source"), max_length=200, blank=True)

    objects = RelianceQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "party",
            "source",
            "rests_on",
            "ascribed_to",
            "place",
            "valid_during",
        )
    )

    class Meta:
        verbose_name = _("what a statement relies on")
        verbose_name_plural = _("what statements rely on")
        ordering = ("party__name", "rests_on__code")
        constraints = (
            one_at_a_time(
                "reliance_one_at_a_time",
                "party",
                "source",
                "rests_on",
                code="overlapping_reliance",
                message=_("This is already recorded in that period."),
            ),
            period_not_empty("reliance_period_not_empty"),
        )

    def __str__(self) -> str:
        return f"{self.party}: {self.rests_on}"

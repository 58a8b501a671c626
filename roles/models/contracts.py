"""Contracts: the edges of the chain along which roles are derived."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from roles.choices import ContractKind
from roles.models.data import DataCategory
from roles.models.parties import Party, below
from roles.models.services import Service, ServiceFeature
from roles.models.sources import Source
from voipgrid_privacy.kernel.among import Among
from voipgrid_privacy.kernel.history import tracked, tracked_in_bulk
from voipgrid_privacy.kernel.models import (
    PeriodModel,
    PeriodQuerySet,
    RegisteredModel,
    RegisteredQuerySet,
    one_at_a_time,
    period_not_empty,
)
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.tenancy import Viewer


class Delivered(Func):
    """Whether one of some parties delivered to a contract's provider during its period.

    ``Delivered(provider, service, period, parties)``: a function of the database, which row-level
    security uses as well.
    """

    function = "roles_delivered"
    output_field = models.BooleanField()


def contract_seen_by(viewer: Viewer) -> Q:
    """Return the condition that ``viewer`` may see a contract, or a version of it."""
    if viewer.sees_everything:
        return Q()
    public = Party.objects.filter(is_public=True).values("pk")
    near = Q(acquirer__in=viewer.parties | viewer.upstream) | Q(acquirer__in=public)
    up = near & (Q(provider__in=viewer.upstream) | Q(provider__in=public))
    parties = Value(list(viewer.parties), ArrayField(models.UUIDField()))
    down = Q(Delivered("provider", "service", "valid_during", parties))
    return Q(provider__in=viewer.parties) | up | (~Q(kind=ContractKind.SUPPLY) & down)


def contract_near(viewer: Viewer) -> Q:
    """Return a condition that every contract fits which ``viewer`` may see, and few others.

    One end is the viewer's, above, public, or below: indexes find those, so that the question along
    the chain is not asked of every contract there is. For lists that nothing else narrows down.
    """
    if viewer.sees_everything:
        return Q()
    public = Party.objects.filter(is_public=True).values("pk")
    there = Q(provider__in=viewer.parties) | below("provider", viewer)
    return there | Q(acquirer__in=viewer.parties | viewer.upstream) | Q(Among("acquirer", public))


class ContractQuerySet(PeriodQuerySet["Contract"]):
    """Contracts under which the viewer delivers, on its way up, or down its chain at the time."""

    def _own(self, viewer: Viewer) -> Q:
        return contract_seen_by(viewer)


@tracked_in_bulk
class Contract(PeriodModel):
    """``provider`` delivers ``service`` to ``acquirer`` for a period.

    Ended, never edited. No loops at any depth: a trigger refuses them under a lock. A
    reseller or customer has one provider of a service at a time; suppliers may be many.
    """

    provider = models.ForeignKey(
        Party, models.PROTECT, related_name="delivers", verbose_name=_("provider")
    )
    acquirer = models.ForeignKey(
        Party, models.PROTECT, related_name="acquires", verbose_name=_("acquirer")
    )
    service = models.ForeignKey(Service, models.PROTECT, verbose_name=_("service"))
    kind = models.CharField(_("kind"), max_length=20, choices=ContractKind)
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, verbose_name=_("source")
    )

    objects = ContractQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "provider",
            "acquirer",
            "service",
            "kind",
            "reference",
            "source",
            "valid_during",
        )
    )

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ("provider__name", "acquirer__name")
        constraints = (
            one_at_a_time(
                "contract_one_provider_at_a_time",
                "acquirer",
                "service",
                condition=Q(kind__in=(ContractKind.RESALE, ContractKind.SUBSCRIPTION)),
                code="overlapping_contract",
                message=_("This party already has a provider of this service in that period."),
            ),
            one_at_a_time(
                "contract_once_per_supplier",
                "acquirer",
                "service",
                "provider",
                # Every contract is of a kind. The planner need not see that, so that it looks for
                # the contracts of an acquirer in the B-tree, which costs less than it believes.
                condition=Q(kind__in=ContractKind.values),
                code="overlapping_contract",
                message=_("These parties already have a contract for this service in that period."),
            ),
            period_not_empty("contract_period_not_empty"),
            models.CheckConstraint(
                name="contract_kind_known", condition=Q(kind__in=ContractKind.values)
            ),
            models.CheckConstraint(
                name="contract_two_parties",
                condition=~Q(provider=F("acquirer")),
                violation_error_code="contract_with_itself",
                violation_error_message=_("A party cannot have a contract with itself."),
            ),
        )
        indexes = (
            models.Index(fields=("provider", "kind"), name="contract_provider_kind"),
            # Who counts those that a seller serves reads the index alone.
            models.Index(
                fields=("provider",),
                name="contract_served",
                include=("valid_during",),
                condition=Q(kind__in=(ContractKind.RESALE, ContractKind.SUBSCRIPTION)),
            ),
        )

    def __str__(self) -> str:
        return self.reference or f"{self.provider} – {self.acquirer}"


class ContractPartQuerySet(PeriodQuerySet["ContractFeature"]):
    """Parts of contracts that the viewer may see."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(Exists(Contract.objects.visible_to(viewer).filter(pk=OuterRef("contract"))))


@tracked_in_bulk
class ContractFeature(PeriodModel):
    """A feature switched on under a contract for a period."""

    contract = models.ForeignKey(
        Contract, models.CASCADE, related_name="features", verbose_name=_("contract")
    )
    feature = models.ForeignKey(
        ServiceFeature, models.PROTECT, related_name="uses", verbose_name=_("feature")
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, verbose_name=_("source")
    )

    objects = ContractPartQuerySet.as_manager()
    privacy = Privacy(not_personal=("id", "contract", "feature", "source", "valid_during"))

    class Meta:
        verbose_name = _("feature in use")
        verbose_name_plural = _("features in use")
        constraints = (
            one_at_a_time(
                "contract_feature_one_at_a_time",
                "contract",
                "feature",
                code="overlapping_feature",
                message=_("This feature is already switched on in that period."),
            ),
            period_not_empty("contract_feature_period_not_empty"),
        )

    def __str__(self) -> str:
        return f"{self.contract}: {self.feature}"


class ContractCategoryQuerySet(RegisteredQuerySet["ContractCategory"]):
    """Limits of contracts that the viewer may see."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(Exists(Contract.objects.visible_to(viewer).filter(pk=OuterRef("contract"))))


@tracked
class ContractCategory(RegisteredModel):
    """Limits a contract to this data category; one without limits handles all of its service."""

    contract = models.ForeignKey(
        Contract, models.CASCADE, related_name="limits", verbose_name=_("contract")
    )
    category = models.ForeignKey(DataCategory, models.PROTECT, verbose_name=_("data category"))

    objects = ContractCategoryQuerySet.as_manager()
    privacy = Privacy(not_personal=("id", "contract", "category"))

    class Meta:
        verbose_name = _("data category of a contract")
        verbose_name_plural = _("data categories of contracts")
        constraints = (
            models.UniqueConstraint(fields=("contract", "category"), name="contract_category_once"),
        )

    def __str__(self) -> str:
        return str(self.category)

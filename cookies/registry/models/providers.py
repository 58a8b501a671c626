"""Who sets and reads: providers, what binds them, and their role in each phase."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cookies.choices import Agreement, Phase
from cookies.registry.models.sites import validate_host
from records.retention.models import validate_citation
from roles.choices import Role
from roles.models import Party, Source
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.law import Citation, parse
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
from voipgrid_privacy.kernel.text import LocalisedTextField, in_two_languages


class ProviderQuerySet(RegisteredQuerySet["Provider"]):
    """Everyone's providers, and those that the viewer's own parties or their suppliers added."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(owner=None) | Q(owner__in=viewer.parties | viewer.upstream)


class ProviderRoleQuerySet(PeriodQuerySet["ProviderRole"]):
    """Roles of providers that the viewer may see."""

    def _own(self, viewer: Viewer) -> Q:
        mine = viewer.parties | viewer.upstream
        return Q(provider__owner=None) | Q(provider__owner__in=mine)


@tracked
class Provider(RegisteredModel):
    """Who sets an item or receives what it reads.

    ``owner`` is the party that added it; None: shared by all. ``hosts`` are the domains by which
    it is recognised, also in a pasted statement. ``is_site`` stands for the party of whichever
    site an item is on.
    """

    owner = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("added by")
    )
    code = models.SlugField(_("code"))
    name = models.CharField(_("name"), max_length=200)
    is_site = models.BooleanField(_("is the site's own party"), default=False)
    party = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("party in the register"),
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Two capital letters (ISO 3166)."), "country")],
    )
    hosts = ArrayField(
        models.CharField(max_length=253, validators=[validate_host]),
        verbose_name=_("domains"),
        default=list,
        blank=True,
    )
    privacy_url = models.URLField(_("privacy statement"), blank=True)
    agreement = models.CharField(
        pgettext_lazy("cookies", "agreement"),
        max_length=10,
        choices=Agreement,
        default=Agreement.NONE,
    )
    agreement_url = models.URLField(_("address of the agreement"), blank=True)
    advertises = models.BooleanField(_("uses data for advertising"), default=False)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, verbose_name=_("source")
    )

    objects = ProviderQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "owner",
            "code",
            "name",
            "is_site",
            "party",
            "country",
            "hosts",
            "privacy_url",
            "agreement",
            "agreement_url",
            "advertises",
            "source",
        )
    )

    class Meta:
        verbose_name = pgettext_lazy("cookies", "provider")
        verbose_name_plural = _("providers")
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(
                fields=("owner", "code"), name="provider_code_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="provider_agreement_known", condition=Q(agreement__in=Agreement.values)
            ),
        )

    def __str__(self) -> str:
        return self.name


@tracked
class ProviderRole(PeriodModel):
    """A provider's role in one phase: joint with the site at first, its own later (C-40/17)."""

    provider = models.ForeignKey(
        Provider,
        models.PROTECT,
        related_name="roles",
        verbose_name=pgettext_lazy("cookies", "provider"),
    )
    phase = models.CharField(_("phase"), max_length=20, choices=Phase)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    reason = LocalisedTextField(_("reason"))
    grounds = ArrayField(
        models.CharField(max_length=60, validators=[validate_citation]),
        verbose_name=_("legal grounds"),
    )

    objects = ProviderRoleQuerySet.as_manager()
    privacy = Privacy(
        not_personal=("id", "provider", "phase", "role", "reason", "grounds", "valid_during")
    )

    class Meta:
        verbose_name = _("role of a provider")
        verbose_name_plural = _("roles of providers")
        ordering = ("provider", "phase")
        constraints = (
            one_at_a_time(
                "provider_role_one_at_a_time",
                "provider",
                "phase",
                code="overlapping_provider_role",
                message=_("This provider already has a role in this phase then."),
            ),
            period_not_empty("provider_role_period_not_empty"),
            models.CheckConstraint(
                name="provider_role_phase_known", condition=Q(phase__in=Phase.values)
            ),
            models.CheckConstraint(
                name="provider_role_role_known", condition=Q(role__in=Role.values)
            ),
            models.CheckConstraint(name="provider_role_has_ground", condition=~Q(grounds=[])),
            in_two_languages("reason", "provider_role_reason_two_languages"),
        )

    def __str__(self) -> str:
        return f"{self.get_phase_display()}: {self.get_role_display()}"

    @property
    def cites(self) -> tuple[Citation, ...]:
        """The grounds as citations."""
        return tuple(parse(ground) for ground in self.grounds)

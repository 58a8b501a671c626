"""Items: everything a site stores on or reads from a device, and on which sites it stands."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cookies.choices import STORED, AdoptionState, ItemStatus, Technique
from cookies.registry.durations import DURATION
from cookies.registry.models.providers import Provider
from cookies.registry.models.sites import OfSiteQuerySet, Site
from records.retention.models import validate_citation
from roles.models import Party, Purpose, Source
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import (
    LocalisedTextField,
    in_two_languages,
    in_two_languages_if_given,
)

validate_lifetime = RegexValidator(
    DURATION, _("An ISO 8601 duration, “session” or “persistent”."), "lifetime"
)


@tracked
class ConsentCategory(RegisteredModel):
    """What visitors choose by; either exempt on a ground, or asked for.

    ``signals`` are the consent types of Google's Consent Mode that this category decides on.
    """

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = LocalisedTextField(_("name"))
    description = LocalisedTextField(_("description"))
    needs_consent = models.BooleanField(_("needs consent"), default=True)
    exempt_ground = models.CharField(
        _("ground of the exemption"), max_length=60, blank=True, validators=[validate_citation]
    )
    purpose = models.ForeignKey(
        Purpose, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("purpose")
    )
    advertises = models.BooleanField(_("advertising"), default=False)
    signals = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("Consent Mode types"),
        default=list,
        blank=True,
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = RegisteredQuerySet["ConsentCategory"].as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "code",
            "name",
            "description",
            "needs_consent",
            "exempt_ground",
            "purpose",
            "advertises",
            "signals",
            "position",
        )
    )

    class Meta:
        verbose_name = _("consent category")
        verbose_name_plural = _("consent categories")
        ordering = ("position", "code")
        constraints = (
            in_two_languages("name", "consent_category_name_two_languages"),
            in_two_languages("description", "consent_category_description_two_languages"),
            models.CheckConstraint(
                name="consent_category_exempt_on_a_ground",
                condition=Q(needs_consent=True, exempt_ground="")
                | (Q(needs_consent=False, advertises=False) & ~Q(exempt_ground="")),
                violation_error_code="exemption_without_ground",
                violation_error_message=_(
                    "A category is exempt on a ground in the law, and never when it advertises."
                ),
            ),
        )

    def __str__(self) -> str:
        return str(self.name)


class ItemQuerySet(RegisteredQuerySet["Item"]):
    """The viewer's own items, what its suppliers offer for adoption, and what is public."""

    def _own(self, viewer: Viewer) -> Q:
        offered = Q(site=None, owner__in=viewer.upstream)
        return Q(owner__in=viewer.parties) | offered | Q(owner__is_public=True)


_KEY = ("owner", "site", "technique", "pattern", "domain", "path", "partitioned")
_COMPLETE = (
    Q(purpose__isnull=False)
    & Q(provider__isnull=False)
    & Q(category__isnull=False)
    & Q(recipients__isnull=False)
    & (~Q(lifetime="") | ~Q(technique__in=STORED))
)


@tracked
class Item(RegisteredModel):
    """One thing stored on or read from a visitor's device.

    ``site`` None: offered by ``owner`` to every site that adopts it (platform -> partner ->
    site). The columns hold what the register answers; who said so, and who says otherwise, is in
    its claims. What passes without being stored (a pixel) has an address pattern and no lifetime.
    """

    owner = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("site")
    )
    technique = models.CharField(_("technique"), max_length=20, choices=Technique)
    pattern = models.CharField(
        _("name or address pattern"),
        max_length=300,
        help_text=_("# stands for digits, * for anything."),
    )
    domain = models.CharField(_("domain"), max_length=253, blank=True)
    path = models.CharField(_("path"), max_length=200, default="/")
    partitioned = models.BooleanField(_("partitioned"), default=False)
    provider = models.ForeignKey(
        Provider,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("cookies", "provider"),
    )
    category = models.ForeignKey(
        ConsentCategory, models.PROTECT, null=True, blank=True, verbose_name=_("category")
    )
    purpose = LocalisedTextField(_("purpose"), null=True, blank=True)
    recipients = LocalisedTextField(_("who else gets access"), null=True, blank=True)
    lifetime = models.CharField(
        _("declared lifetime"), max_length=40, blank=True, validators=[validate_lifetime]
    )
    effective_lifetime = models.CharField(
        _("effective lifetime"), max_length=40, blank=True, validators=[validate_lifetime]
    )
    status = models.CharField(
        _("status"), max_length=10, choices=ItemStatus, default=ItemStatus.DECLARED
    )
    published = models.BooleanField(_("published"), default=False)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, verbose_name=_("source")
    )
    last_seen_on = models.DateField(_("last seen on"), null=True, blank=True)
    missed_scans = models.PositiveSmallIntegerField(_("scans without it"), default=0)

    objects = ItemQuerySet.as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            *_KEY,
            "provider",
            "category",
            "purpose",
            "recipients",
            "lifetime",
            "effective_lifetime",
            "status",
            "published",
            "source",
            "last_seen_on",
            "missed_scans",
        )
    )

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ("category__position", "pattern", "domain")
        constraints = (
            models.UniqueConstraint(
                fields=_KEY,
                name="item_once",
                nulls_distinct=False,
                violation_error_code="item_known",
                violation_error_message=_("This item is already in the registry."),
            ),
            models.CheckConstraint(
                name="item_technique_known", condition=Q(technique__in=Technique.values)
            ),
            models.CheckConstraint(
                name="item_status_known", condition=Q(status__in=ItemStatus.values)
            ),
            models.CheckConstraint(
                name="item_lifetimes_are_durations",
                condition=Q(lifetime__regex=DURATION) & Q(effective_lifetime__regex=DURATION),
                violation_error_code="lifetime",
                violation_error_message=_("An ISO 8601 duration, “session” or “persistent”."),
            ),
            models.CheckConstraint(
                name="item_passing_has_no_lifetime",
                condition=Q(technique__in=STORED) | Q(lifetime="", effective_lifetime=""),
                violation_error_code="passing_with_lifetime",
                violation_error_message=_("What is not stored, such as a pixel, has no lifetime."),
            ),
            models.CheckConstraint(
                name="item_published_is_complete",
                condition=Q(published=False) | _COMPLETE,
                violation_error_code="item_incomplete",
                violation_error_message=_(
                    "An item is published only with purpose, provider, role, lifetime, recipients"
                    " and category."
                ),
            ),
            in_two_languages_if_given("purpose", "item_purpose_two_languages"),
            in_two_languages_if_given("recipients", "item_recipients_two_languages"),
        )

    def __str__(self) -> str:
        return f"{self.pattern} ({self.domain})" if self.domain else self.pattern

    @property
    def is_stored(self) -> bool:
        """Whether the technique leaves something on the device."""
        return self.technique in STORED


@tracked
class Adoption(RegisteredModel):
    """An item of the platform or of the partner that stands on a site, once approved."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="adoptions", verbose_name=_("site"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="adoptions", verbose_name=_("item"))
    state = models.CharField(
        _("state"), max_length=10, choices=AdoptionState, default=AdoptionState.PROPOSED
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_by = models.UUIDField(_("decided by"), null=True, blank=True)
    approved_version = models.BigIntegerField(_("approved version"), null=True, blank=True)

    objects = OfSiteQuerySet["Adoption"].as_manager()
    privacy = Privacy(
        personal={"decided_by": Erasure.NOT_RELATABLE},
        not_personal=("id", "site", "item", "state", "decided_on", "approved_version"),
    )

    class Meta:
        verbose_name = _("inherited item")
        verbose_name_plural = _("inherited items")
        constraints = (
            models.UniqueConstraint(
                fields=("site", "item"),
                name="adoption_once",
                violation_error_code="adoption_known",
                violation_error_message=_("This item was offered to this site before."),
            ),
            models.CheckConstraint(
                name="adoption_state_known", condition=Q(state__in=AdoptionState.values)
            ),
            models.CheckConstraint(
                name="adoption_decided_on_a_day",
                condition=Q(state=AdoptionState.PROPOSED) | Q(decided_on__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.item} · {self.site}"

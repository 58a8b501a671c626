"""What a site may set about its banner, and every banner that was ever shown."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cookies.choices import BannerPlace, ConsentMode
from cookies.registry.models.sites import OfSiteQuerySet, Site
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel
from voipgrid_privacy.kernel.privacy import Privacy

COLOUR = r"^#[0-9a-f]{6}$"
validate_colour = RegexValidator(COLOUR, _("A colour as six digits: #1a5fb4."), "colour")


@tracked
class BannerSettings(RegisteredModel):
    """The few things about a banner that may differ: colours, place, Consent Mode, terms.

    What the law fixes cannot be set: both buttons are alike, nothing is ticked beforehand,
    refusing takes one click. The database refuses colours that cannot be read (4.5 to 1).
    """

    site = models.OneToOneField(Site, models.PROTECT, related_name="banner", verbose_name=_("site"))
    colour = models.CharField(
        _("colour of both buttons"), max_length=7, default="#1c4f9c", validators=[validate_colour]
    )
    on_colour = models.CharField(
        _("letters on them"), max_length=7, default="#ffffff", validators=[validate_colour]
    )
    place = models.CharField(
        _("place"), max_length=10, choices=BannerPlace, default=BannerPlace.BOTTOM
    )
    consent_mode = models.CharField(
        _("Google Consent Mode"), max_length=10, choices=ConsentMode, default=ConsentMode.BASIC
    )
    reask_months = models.PositiveSmallIntegerField(_("ask again after (months)"), default=6)
    keep_months = models.PositiveSmallIntegerField(_("keep consents for (months)"), default=60)

    objects = OfSiteQuerySet["BannerSettings"].as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "site",
            "colour",
            "on_colour",
            "place",
            "consent_mode",
            "reask_months",
            "keep_months",
        )
    )

    class Meta:
        verbose_name = _("banner settings")
        verbose_name_plural = _("banner settings")
        constraints = (
            models.CheckConstraint(
                name="banner_colours_are_colours",
                condition=Q(colour__regex=COLOUR) & Q(on_colour__regex=COLOUR),
                violation_error_code="colour",
                violation_error_message=_("A colour as six digits: #1a5fb4."),
            ),
            models.CheckConstraint(
                name="banner_place_known", condition=Q(place__in=BannerPlace.values)
            ),
            models.CheckConstraint(
                name="banner_consent_mode_known", condition=Q(consent_mode__in=ConsentMode.values)
            ),
            models.CheckConstraint(
                name="banner_reasks_in_time",
                condition=Q(reask_months__gte=6, reask_months__lte=24),
                violation_error_code="reask_term",
                violation_error_message=_("Ask again after at least 6 and at most 24 months."),
            ),
            models.CheckConstraint(
                name="banner_keeps_proof_in_time",
                condition=Q(keep_months__gte=12, keep_months__lte=84),
                violation_error_code="keep_term",
                violation_error_message=_("Keep consents for at least 12 and at most 84 months."),
            ),
        )

    def __str__(self) -> str:
        return str(self.site)


class BannerBundle(RegisteredModel):
    """A banner exactly as it was served: script, texts and choices; only ever added."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="bundles", verbose_name=_("site"))
    number = models.PositiveIntegerField(_("version"))
    made_on = models.DateField(_("made on"))
    script = models.TextField(_("script"))
    texts = models.JSONField(_("texts and choices"))
    digest = models.CharField(_("SHA-256 of the script"), max_length=64)
    text_digest = models.CharField(_("SHA-256 of the texts"), max_length=64)
    purposes_digest = models.CharField(_("SHA-256 of what is asked"), max_length=64)

    objects = OfSiteQuerySet["BannerBundle"].as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "site",
            "number",
            "made_on",
            "script",
            "texts",
            "digest",
            "text_digest",
            "purposes_digest",
        )
    )

    class Meta:
        verbose_name = _("banner")
        verbose_name_plural = _("banners")
        ordering = ("site", "-number")
        constraints = (
            models.UniqueConstraint(fields=("site", "number"), name="bundle_number_once"),
            models.UniqueConstraint(fields=("site", "digest"), name="bundle_once"),
        )

    def __str__(self) -> str:
        return f"{self.site} {self.number}"

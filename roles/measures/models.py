"""The catalogue of security measures (GDPR Art. 32(1))."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roles.models.sources import Source
from voipgrid_privacy.kernel.history import tracked
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.text import LocalisedTextField, in_two_languages


class MeasureKind(models.TextChoices):
    """What a measure is for, in the order of GDPR Art. 32(1) and (4)."""

    ENCRYPTION = "ENCRYPTION", _("Pseudonymisation and encryption (a)")
    CONFIDENTIALITY = "CONFIDENTIALITY", _("Confidentiality and integrity (b)")
    AVAILABILITY = "AVAILABILITY", _("Availability and restoring access (b), (c)")
    TESTING = "TESTING", _("Testing and evaluating (d)")
    PEOPLE = "PEOPLE", _("People act on instructions only (Art. 32(4))")


@tracked
class Measure(RegisteredModel):
    """A technical or organisational measure; its ``code`` never changes meaning."""

    code = models.SlugField(_("code"), unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=MeasureKind)
    name = LocalisedTextField(_("name"))
    description = LocalisedTextField(_("description"))
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"))

    objects = RegisteredQuerySet["Measure"].as_manager()
    privacy = Privacy(not_personal=("id", "code", "kind", "name", "description", "source"))

    class Meta:
        verbose_name = _("security measure")
        verbose_name_plural = _("security measures")
        ordering = ("kind", "code")
        constraints = (
            in_two_languages("name", "measure_name_two_languages"),
            in_two_languages("description", "measure_text_two_languages"),
            models.CheckConstraint(
                name="measure_kind_known", condition=Q(kind__in=MeasureKind.values)
            ),
        )

    def __str__(self) -> str:
        return str(self.name)

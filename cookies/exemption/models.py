"""Answers to the points of an exemption: only ever added, the latest of each point counts."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cookies.registry.models.sites import OfSiteQuerySet, Site
from voipgrid_privacy.kernel.models import RegisteredModel
from voipgrid_privacy.kernel.privacy import Erasure, Privacy


class ExemptionAnswer(RegisteredModel):
    """Whether a point of a checklist is so on a site, what shows it, since when and who says so."""

    site = models.ForeignKey(
        Site, models.PROTECT, related_name="exemption_answers", verbose_name=_("site")
    )
    checklist = models.CharField(_("checklist"), max_length=40)
    point = models.CharField(_("point"), max_length=40)
    met = models.BooleanField(_("is so"))
    evidence = models.CharField(
        _("what shows it"),
        max_length=500,
        blank=True,
        help_text=_("A document, a setting or an address; no names of people."),
    )
    answered_on = models.DateField(_("answered on"))
    answered_by = models.UUIDField(_("answered by"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)

    objects = OfSiteQuerySet["ExemptionAnswer"].as_manager()
    privacy = Privacy(
        personal={"answered_by": Erasure.NOT_RELATABLE},
        not_personal=(
            "id",
            "site",
            "checklist",
            "point",
            "met",
            "evidence",
            "answered_on",
            "recorded_at",
        ),
    )

    class Meta:
        verbose_name = _("answer about an exemption")
        verbose_name_plural = _("answers about exemptions")
        ordering = ("site", "checklist", "point", "-recorded_at")
        constraints = (
            models.CheckConstraint(
                name="exemption_met_with_evidence",
                condition=Q(met=False) | ~Q(evidence=""),
                violation_error_code="exemption_without_evidence",
                violation_error_message=_("Say what shows it: a document, a setting or a place."),
            ),
        )
        indexes = (models.Index(fields=("site", "checklist", "point", "-recorded_at")),)

    def __str__(self) -> str:
        return f"{self.point}: {self.evidence or '–'}"

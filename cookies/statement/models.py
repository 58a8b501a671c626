"""Statements as they were shown: every version stays, exactly."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cookies.registry.models.sites import OfSiteQuerySet, Site
from voipgrid_privacy.kernel.models import RegisteredModel
from voipgrid_privacy.kernel.privacy import Privacy


class StatementVersion(RegisteredModel):
    """What visitors of a site could read from a day on; only ever added."""

    site = models.ForeignKey(
        Site, models.PROTECT, related_name="statements", verbose_name=_("site")
    )
    number = models.PositiveIntegerField(_("version"))
    published_on = models.DateField(_("published on"))
    scanned_on = models.DateField(_("last scan"), null=True, blank=True)
    content = models.JSONField(_("content"))
    digest = models.CharField(_("SHA-256"), max_length=64)

    objects = OfSiteQuerySet["StatementVersion"].as_manager()
    privacy = Privacy(
        not_personal=("id", "site", "number", "published_on", "scanned_on", "content", "digest")
    )

    class Meta:
        verbose_name = _("cookie statement")
        verbose_name_plural = _("cookie statements")
        ordering = ("site", "-number")
        constraints = (
            models.UniqueConstraint(fields=("site", "number"), name="statement_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.site} {self.number}"

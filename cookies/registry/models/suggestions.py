"""What knowledge bases say: suggestions with a source, never truth."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cookies.choices import Technique
from roles.models import Source
from voipgrid_privacy.kernel.models import RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Privacy


class Suggestion(RegisteredModel):
    """One entry of a knowledge base, as it was on the day it was read."""

    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"))
    reference = models.CharField(_("reference"), max_length=100)
    technique = models.CharField(_("technique"), max_length=20, choices=Technique)
    pattern = models.CharField(_("name or address pattern"), max_length=300)
    domain = models.CharField(_("domain"), max_length=253, blank=True)
    category = models.CharField(_("category"), max_length=30, blank=True)
    category_text = models.CharField(_("category, verbatim"), max_length=100, blank=True)
    lifetime = models.CharField(_("declared lifetime"), max_length=40, blank=True)
    lifetime_text = models.CharField(_("lifetime, verbatim"), max_length=100, blank=True)
    provider = models.CharField(pgettext_lazy("cookies", "provider"), max_length=200, blank=True)
    policy_url = models.CharField(_("privacy statement"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)
    read_on = models.DateField(_("read on"))

    objects = RegisteredQuerySet["Suggestion"].as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "source",
            "reference",
            "technique",
            "pattern",
            "domain",
            "category",
            "category_text",
            "lifetime",
            "lifetime_text",
            "provider",
            "policy_url",
            "description",
            "read_on",
        )
    )

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ("pattern", "domain")
        constraints = (
            models.UniqueConstraint(fields=("source", "reference"), name="suggestion_once"),
        )
        indexes = (models.Index(fields=("pattern",), name="suggestion_by_pattern"),)

    def __str__(self) -> str:
        return f"{self.pattern} ({self.provider})"

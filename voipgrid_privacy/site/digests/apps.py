"""Summaries as a Django app: part of the roof, since they tell of every other app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DigestsConfig(AppConfig):
    """Who wants a summary by mail, and how often."""

    name = "voipgrid_privacy.site.digests"
    label = "digests"
    verbose_name = _("Summaries by mail")

"""The logbook as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Entries, their chains, signed heads and cuts."""

    name = "voipgrid_privacy.audit"
    label = "audit"
    verbose_name = _("Logbook")

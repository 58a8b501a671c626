"""Records as a Django app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    """Data stores, retention rules and anonymisation jobs."""

    name = "records"
    verbose_name = _("Keeping and erasing")

    def ready(self) -> None:
        """Add our kinds of findings, and our checks, to the register's."""
        import_module("records.findings.catalogue")
        import_module("records.findings.checks")
        import_module("records.findings.incidents")
        import_module("records.findings.recipients")
        import_module("records.findings.requests")

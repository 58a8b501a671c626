"""Privacy statements as a Django app: it is part of the roof, since it reads every other app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StatementsConfig(AppConfig):
    """Statements, what was proposed and what was published."""

    name = "voipgrid_privacy.site.statements"
    label = "statements"
    verbose_name = _("Privacy statements")

    def ready(self) -> None:
        """Let our checks take part in every recomputation of findings."""
        import_module("voipgrid_privacy.site.statements.findings")

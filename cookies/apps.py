"""Cookies as a Django app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CookiesConfig(AppConfig):
    """Sites, what they store and read, their statements, banners and consents."""

    name = "cookies"
    verbose_name = _("Cookies")

    def ready(self) -> None:
        """Let the checks of this app take part in every recomputation of findings."""
        import_module("cookies.findings")
        import_module("cookies.exemption.findings")
        import_module("cookies.scanner.findings")

"""The kernel as a Django app, for its template tags, database functions and search."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    """Registered so that kernel migrations and template tags are found."""

    name = "voipgrid_privacy.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Let every app say what can be searched."""
        autodiscover_modules("searchables", "admin_search")

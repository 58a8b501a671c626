"""The site as a Django app."""

from django.apps import AppConfig

from voipgrid_privacy.celery import app as celery_app

__all__ = ("SiteConfig", "celery_app")  # tasks are bound to it; the browser's process needs none


class SiteConfig(AppConfig):
    """Pages for partners and the public."""

    name = "voipgrid_privacy.site"
    label = "site"

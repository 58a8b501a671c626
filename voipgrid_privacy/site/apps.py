"""The site as a Django app."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Pages for partners and the public."""

    name = "voipgrid_privacy.site"
    label = "site"

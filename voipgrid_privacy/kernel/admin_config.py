"""Puts our admin site in the place of Django's."""

from django.contrib.admin.apps import AdminConfig


class RegisterAdminConfig(AdminConfig):
    """Django's admin, with the site of :mod:`voipgrid_privacy.kernel.admin_site`."""

    default_site = "voipgrid_privacy.kernel.admin_site.RegisterSite"

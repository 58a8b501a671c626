"""The role registry as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RolesConfig(AppConfig):
    """Parties, contracts, data, rules and the roles that follow."""

    name = "roles"
    verbose_name = _("Register")

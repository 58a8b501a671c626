"""Accounts as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.accounts.privacy import declare_libraries


class AccountsConfig(AppConfig):
    """Users, memberships and API clients."""

    name = "voipgrid_privacy.accounts"
    label = "accounts"
    verbose_name = _("Access")

    def ready(self) -> None:
        """Declare what libraries' tables hold, once every model is known."""
        declare_libraries()

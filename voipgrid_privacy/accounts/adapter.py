"""Accounts are made by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from voipgrid_privacy.kernel.visitors import client_address


class InvitedOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves, and attempts to log in are counted by the client's address."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address past our own proxies; the library would refuse some as an error."""
        return client_address(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: officers and partner managers invite."""
        return False

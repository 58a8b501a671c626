"""Accounts are made by invitation only, and every log-in is noted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from voipgrid_privacy.accounts.noticing import known, notice_end, notice_login
from voipgrid_privacy.kernel.auditing import Kind
from voipgrid_privacy.kernel.visitors import client_address


class InvitedOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves, and attempts to log in are counted by the client's address."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address past our own proxies; the library would refuse some as an error."""
        return client_address(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: officers and partner managers invite."""
        return False

    def get_login_stages(self) -> list[str]:
        """Return the steps of logging in, with our own for the second factor."""
        own = "voipgrid_privacy.accounts.single_sign_on.adapter.SecondFactor"
        stages: list[str] = super().get_login_stages()
        return [own if each == "allauth.mfa.stages.AuthenticateStage" else each for each in stages]

    def login(self, request: HttpRequest, user: Any) -> None:
        """Log in, every step having been taken, and note it."""
        super().login(request, user)
        notice_login(Kind.SIGNED_IN, "login", user)

    def logout(self, request: HttpRequest) -> None:
        """Note who leaves, and log out."""
        notice_end(request, "logout")
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note whose log-in was refused, as far as there is such a person."""
        notice_login(Kind.SIGN_IN_REFUSED, "password", known(credentials.get("email")))
        super().authentication_failed(request, **credentials)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Note that what somebody logs in with was changed: the library tells so here."""
        notice_login(Kind.ACCESS, template_prefix.rpartition("/")[2], user)
        super().send_notification_mail(template_prefix, user, context, email)

"""Where the library asks us about a log-in by a provider."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from voipgrid_privacy.accounts.noticing import notice_login
from voipgrid_privacy.accounts.single_sign_on.admitting import (
    FACTOR,
    SignOnRefused,
    admitted,
    factor_was_asked_elsewhere,
    issuer_of,
)
from voipgrid_privacy.kernel.auditing import Kind


class InvitedBySignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]  # it has no types
    """Lets in who was invited, and makes no account for anybody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Return False: officers and managers of parties invite."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Judge who comes; remember by whom and with how many factors, or end it here."""
        known = sociallogin.user if sociallogin.is_existing else None
        claims = sociallogin.account.extra_data.get("id_token") or {}
        logout(request)  # nobody's session goes on in the name of another
        try:
            if sociallogin.state.get("process") != AuthProcess.LOGIN:
                raise SignOnRefused("only_to_log_in")
            if not claims:
                raise SignOnRefused("no_id_token")
            issuer = issuer_of(sociallogin.account.provider)
            user = admitted(issuer, known=known, claims=claims)
        except SignOnRefused as refusal:
            notice_login(Kind.SIGN_IN_REFUSED, f"sign_on:{refusal.why}", known)
            raise ImmediateHttpResponse(_refused(request)) from refusal
        sociallogin.account.extra_data = {}  # of what the provider says nothing is kept
        if known is None:
            sociallogin.email_addresses = []  # ours is known already
            sociallogin.connect(request, user)
        else:
            rows = type(sociallogin.account).objects.filter(pk=sociallogin.account.pk)
            rows.update(extra_data={})
        if issuer.asked_for_a_second_factor(claims):
            request.session[FACTOR] = str(user.pk)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        """Note that a log-in came to nothing: cancelled, or not to be trusted."""
        notice_login(Kind.SIGN_IN_REFUSED, "sign_on:failed", None)
        raise ImmediateHttpResponse(_refused(request))


class SecondFactor(AuthenticateStage):  # type: ignore[misc]
    """Asks for the second factor, unless a provider did whose word counts."""

    def _should_handle(self, request: HttpRequest) -> bool:
        asked: bool = super()._should_handle(request)
        return asked and not factor_was_asked_elsewhere(request, self.login.user.pk)


def _refused(request: HttpRequest) -> HttpResponse:
    return render(request, "socialaccount/refused.html", status=403)

"""Says who is asking, notes what they saw, and runs a partner's request under the partner role."""

import re
from collections.abc import Callable
from contextlib import nullcontext

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from voipgrid_privacy.accounts.second_factors import lacks_a_second_factor
from voipgrid_privacy.accounts.single_sign_on.admitting import factor_was_asked_elsewhere
from voipgrid_privacy.accounts.viewers import viewer_for
from voipgrid_privacy.audit.noticing import notice
from voipgrid_privacy.kernel.tenancy import PUBLIC, Viewer, partner_scope

# Logging in and out touches only the session and the user's own rows, as the application. What is
# below /c/ is published to everyone, whoever asks: statements, banners and the log behind them.
# Who follows the list of sub-processors or a statement, or makes a request, is nobody's to read:
# only the application touches it.
# An answer is for whoever has its code, and for nobody by who they are.
UNSCOPED = (
    "/accounts/",
    "/en/accounts/",
    "/oauth/",
    "/static/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/c/",
    "/subverwerkers/volgen/",
    "/en/subverwerkers/volgen/",
    "/privacyverklaring/volgen/",
    "/en/privacyverklaring/volgen/",
    "/verzoek/",
    "/en/verzoek/",
)
AT_A_PARTY = re.compile(r"(/en)?/p/[^/]+/verzoek/")
"""The same form at the address of a party."""


class ViewerMiddleware:
    """Sets ``request.viewer``; for anyone but an officer the view runs under row-level security.

    Innermost on purpose: sessions and messages are saved outside the scope.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as whoever asks."""
        unscoped = request.path.startswith(UNSCOPED) or AT_A_PARTY.match(request.path)
        if unscoped or request.path.startswith("/api/"):
            return self.get_response(request)
        viewer = _viewer(request)
        request.viewer = viewer  # type: ignore[attr-defined]
        if (
            viewer.sees_everything
            and lacks_a_second_factor(viewer)
            and not factor_was_asked_elsewhere(request, viewer.user_id)
        ):
            return redirect("mfa_index")
        with nullcontext() if viewer.sees_everything else partner_scope(viewer):
            response = self.get_response(request)
            notice(request, response, viewer)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"  # what one person saw is no other's to find
        return response


def _viewer(request: HttpRequest) -> Viewer:
    if not request.user.is_authenticated:
        return PUBLIC
    user = request.user
    if isinstance(user, SimpleLazyObject):  # load it before the scope hides the users' table
        user = user._wrapped  # noqa: SLF001
    return viewer_for(user)

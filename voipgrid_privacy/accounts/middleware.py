"""Says who is asking, and runs a partner's request under the partner role."""

import re
from collections.abc import Callable
from contextlib import nullcontext

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from voipgrid_privacy.accounts.viewers import viewer_for
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
        with nullcontext() if viewer.sees_everything else partner_scope(viewer):
            return self.get_response(request)


def _viewer(request: HttpRequest) -> Viewer:
    if not request.user.is_authenticated:
        return PUBLIC
    user = request.user
    if isinstance(user, SimpleLazyObject):  # load it before the scope hides the users' table
        user = user._wrapped  # noqa: SLF001
    return viewer_for(user)

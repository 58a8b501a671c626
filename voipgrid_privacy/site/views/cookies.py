"""The cookie statement of our own pages, with the settings that visitors can change."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from cookies.registry.queries import sites
from cookies.statement.queries import current
from cookies.views import statement_context
from roles.choices import PartyKind
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import viewer_of

OURS = "register"


def statement(request: HttpRequest) -> HttpResponse:
    """Show what our own pages store and read, and where the other statements are."""
    viewer = viewer_of(request)
    try:
        context = statement_context(current(viewer=viewer, code=OURS))
    except NotFound:
        context = {}
    platform = sites(viewer=viewer).filter(party__kind=PartyKind.PLATFORM, retired_on=None)
    others = platform.filter(statements__isnull=False).exclude(code=OURS).distinct()
    language = (get_language() or "nl")[:2]
    more = {"others": others, "language": language, "settings_here": True}
    return render(request, "public/cookies.html", context | more)

"""What every portal page needs: in whose name one looks, and the way round."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.models import Party
from roles.queries.parties import own_parties
from voipgrid_privacy.kernel.errors import Forgotten, NotAllowed, NotFound
from voipgrid_privacy.kernel.pages import erased_page
from voipgrid_privacy.kernel.tenancy import Ability, Viewer, viewer_of

View = Callable[..., HttpResponseBase]

SESSION_KEY = "looks_as"
PLACES: tuple[tuple[str, Promise], ...] = (
    ("site:overview", gettext_lazy("Overview")),
    ("site:roles", gettext_lazy("Roles")),
    ("site:role-changes", gettext_lazy("Changes")),
    ("site:customers", gettext_lazy("Customers")),
    ("site:records", gettext_lazy("Processing activities")),
    ("site:agreements", gettext_lazy("Agreements")),
    ("site:portal-sub-processors", gettext_lazy("Sub-processors")),
    ("site:requests", gettext_lazy("Data subject requests")),
    ("site:measures", gettext_lazy("Measures")),
    ("site:contacts", gettext_lazy("Contacts")),
    ("site:digest", gettext_lazy("Mail")),
    ("site:team", gettext_lazy("Colleagues")),
    ("site:logbook", gettext_lazy("Logbook")),
    ("site:imports", gettext_lazy("Import")),
    ("site:findings", gettext_lazy("Findings")),
    ("site:incidents", gettext_lazy("Incidents")),
    ("site:certificates", gettext_lazy("Proof of retention runs")),
    ("site:statistics", gettext_lazy("Statistics")),
    ("site:statement", gettext_lazy("Privacy statement")),
    ("site:sites", gettext_lazy("Cookies")),
    ("site:api-clients", gettext_lazy("API access")),
    ("site:webhooks", gettext_lazy("Webhooks")),
)
MANAGERS = "site:logbook"
"""What colleagues did is for managers of a party, and for officers."""
WITHIN = {
    "site:explain": "site:roles",
    "site:what-if": "site:roles",
    "site:registrations": "site:agreements",
    "site:portal-transfers": "site:portal-sub-processors",
    "site:request-mail": "site:requests",
    "site:lent-items": "site:sites",
    "site:cookie-providers": "site:sites",
}
"""Pages that are reached from a place and have none of their own."""
BELOW = {"avg-verzoeken/": "site:requests", "verzoekberichten/": "site:requests"}
"""The same, of pages below an address that is no page itself."""


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the side navigation."""

    title: str
    url: str
    current: bool


def translated(view: View) -> View:
    """Turn the domain's refusals into pages: what one may not know of is not there."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotFound as refusal:
            raise Http404(str(refusal)) from refusal
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Forgotten as refusal:
            return erased_page(request, refusal)

    return wrapper


def portal_page(view: View) -> View:
    """Ask to log in, find in whose name, and call ``view(request, party, …)``."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        party = looks_as(request)
        if party is None:
            return redirect("site:choose")
        request.looks_as = party.pk  # type: ignore[attr-defined]  # in whose logbook it is noted
        return view(request, party, *args, **kwargs)

    return login_required(translated(wrapper))


def looks_as(request: HttpRequest) -> Party | None:
    """Return the party in whose name the user looks: the chosen one, or its only one.

    None when there is something to choose. Raises PermissionDenied for someone who acts for no
    party and is no officer.
    """
    viewer = viewer_of(request)
    if not viewer.parties and not viewer.sees_everything:
        raise PermissionDenied(_("You do not act for any partner. Ask VoIPGRID for access."))
    parties = own_parties(viewer=viewer)
    chosen = _chosen(request)
    if chosen and (party := parties.filter(pk=chosen).first()):
        return party
    mine = list(parties.filter(pk__in=viewer.parties)[:2])
    return mine[0] if len(mine) == 1 else None


def may_read_log(viewer: Viewer) -> bool:
    """Say whether somebody may read what colleagues did."""
    return viewer.sees_everything or viewer.may(Ability.WRITE_OWN)


def _chosen(request: HttpRequest) -> UUID | None:
    value = request.session.get(SESSION_KEY)
    return UUID(value) if value else None


def shell(request: HttpRequest, party: Party) -> dict[str, Any]:
    """Return the context of the portal's frame."""
    viewer = viewer_of(request)
    offered = [place for place in PLACES if place[0] != MANAGERS or may_read_log(viewer)]
    urls = {reverse(name): str(title) for name, title in offered}
    known = {url: url for url in urls}
    known |= {reverse(name): reverse(place) for name, place in WITHIN.items()}
    portal = reverse("site:overview")
    known |= {f"{portal}{path}": reverse(place) for path, place in BELOW.items()}
    here = max((url for url in known if request.path.startswith(url)), key=len, default="")
    return {
        "looks_as": party,
        "may_switch": viewer.sees_everything or len(viewer.parties) > 1,
        "places": [Place(title, url, url == known.get(here)) for url, title in urls.items()],
    }

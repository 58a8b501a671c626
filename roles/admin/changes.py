"""When answers changed and will change, for officers."""

from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from roles.models import Party
from roles.queries.changes import chain_changes, latest_changes
from voipgrid_privacy.api.parameters import as_uuid
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.tenancy import viewer_of

BACK = timedelta(days=90)


@register_page("rolwijzigingen/", "role_changes")
def role_changes(request: HttpRequest) -> HttpResponse:
    """Show the changes of one party's chain, or of all; what is scheduled first."""
    viewer, today = viewer_of(request), timezone.localdate()
    since = _day(request.GET.get("since", "")) or today - BACK
    party = _party(request)
    if party:
        found = list(reversed(chain_changes(viewer=viewer, party=party.pk)))
    else:
        found = latest_changes(viewer=viewer, since=since)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Changes of roles"),
        "changes": found,
        "party": party,
        "since": since,
        "today": today,
    }
    return TemplateResponse(request, "admin/role_changes.html", context)


def _party(request: HttpRequest) -> Party | None:
    rows = Party.objects.visible_to(viewer_of(request))
    identifier = as_uuid(request.GET.get("party", ""))
    return rows.filter(pk=identifier).first() if identifier else None


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None

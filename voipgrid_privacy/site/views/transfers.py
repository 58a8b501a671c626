"""Transfers for a partner: which data of its chain goes outside the EEA, and on what ground."""

from datetime import date
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date

from roles.models import Party
from roles.queries.visibility import upstream_of
from roles.transfers.exporting import FORMS, transfers_file
from roles.transfers.picture import world_map
from roles.transfers.queries import flows
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.shell import portal_page, shell


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """Show the transfers of a day in the own chain, as a map and a table; or hand them out."""
    on = _day(request)
    whose = {party.pk, *upstream_of(frozenset({party.pk}))}
    rows = flows(viewer=viewer_of(request), on=on, exporters=whose)
    if (wanted := request.GET.get("format", "")) in FORMS:
        return cast("HttpResponse", transfers_file(rows, on=on, known_at=None, form=wanted))
    context = {
        **shell(request, party),
        "on": on,
        "flows": rows,
        "map": world_map(rows, on),
        "forms": FORMS,
    }
    return render_page(request, "portal/transfers.html", context)


def _day(request: HttpRequest) -> date:
    try:
        asked = parse_date(request.GET.get("on", ""))
    except ValueError:
        asked = None
    return asked or timezone.localdate()

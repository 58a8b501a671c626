"""Items that a partner lends to sites of its own and of whom it delivers to: they approve."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cookies.registry.queries import lent_items, sites_below
from cookies.registry.services import offer_item
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.shell import portal_page, shell
from voipgrid_privacy.site.views.site_items import edited, entered, own_item


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """Show what the party lends, to whom it was offered, and where it may be offered."""
    viewer = viewer_of(request)
    rows = lent_items(viewer=viewer, party=party.pk)
    below = sites_below(viewer=viewer, party=party.pk, on=timezone.localdate())
    context = {
        **shell(request, party),
        "rows": [
            (row, [s for s in below if s.pk not in {a.site_id for a in row.adoptions}])
            for row in rows
        ],
        "any_site": bool(below),
    }
    return render_page(request, "portal/lent_items.html", context)


@portal_page
def enter(request: HttpRequest, party: Party) -> HttpResponse:
    """Enter an item to lend."""
    return entered(request, party, None)


@portal_page
def edit(request: HttpRequest, party: Party, item: UUID) -> HttpResponse:
    """Complete an item that is lent; every site that took it over shows the change."""
    return edited(request, party, own_item(request, party, item), None)


@require_POST
@portal_page
def offer(request: HttpRequest, party: Party, item: UUID) -> HttpResponse:
    """Offer an item to one site, or to every site that it was not offered to."""
    by, row = viewer_of(request), own_item(request, party, item)
    below = sites_below(viewer=by, party=party.pk, on=timezone.localdate())
    wanted = request.POST.get("site", "")
    chosen = [site for site in below if wanted in {"", str(site.pk)}]
    if not chosen:
        raise NotFound
    try:
        with transaction.atomic():
            for site in chosen:
                offer_item(item=row, site=site, by=by)
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Offered. It stands on a site once its party takes it over."))
    return redirect("site:lent-items")

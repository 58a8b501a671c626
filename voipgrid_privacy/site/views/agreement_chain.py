"""Whether those that a partner engages promised it what it promised its customers."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from roles.agreements.links import chain_links
from roles.models import Party
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.shell import portal_page, shell


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """Show each link below the party, and what it lacks (GDPR Art. 28(4))."""
    on = timezone.localdate()
    links = chain_links(viewer=viewer_of(request), on=on, of=[party])
    context = {**shell(request, party), "on": on, "links": links}
    return render_page(request, "portal/flow_down.html", context)

"""Mail in the name of a party that did not arrive."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from roles.models import Party
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.paging import paged
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.refused_mail import refused_mail, with_ways
from voipgrid_privacy.site.shell import portal_page, shell


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """List what did not arrive, newest first, and where each is put right."""
    rows = refused_mail(viewer=viewer_of(request), party=party, at=timezone.now())
    page = paged(rows, request)
    context = {**shell(request, party), "page": page, "rows": with_ways(list(page), own=party)}
    return render_page(request, "portal/mail.html", context)

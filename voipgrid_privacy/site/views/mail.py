"""Mail in the name of a party that did not arrive."""

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from roles.models import Party
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.refused_mail import refused_mail, with_ways
from voipgrid_privacy.site.shell import portal_page, shell

PER_PAGE: Final = 50


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponse:
    """List what did not arrive, newest first, and where each is put right."""
    rows = refused_mail(viewer=viewer_of(request), party=party, at=timezone.now())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {**shell(request, party), "page": page, "rows": with_ways(list(page), own=party)}
    return render_page(request, "portal/mail.html", context)

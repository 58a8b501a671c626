"""*What if?* for partners: roles and duties of what is only supposed."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from roles.models import Party
from roles.supposing.asking import asked_in_address
from roles.supposing.asking import what_if as supposed
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.shell import portal_page, shell


@portal_page
def what_if(request: HttpRequest, party: Party) -> HttpResponse:
    """Show what would change in a chain of the partner if something were so."""
    query = request.GET.dict()
    asked = asked_in_address(query, party=party.pk, today=timezone.localdate())
    if asked is None:
        raise NotFound
    context = {
        **shell(request, party),
        "here": request.path,
        **supposed(viewer=viewer_of(request), asked=asked),
    }
    return render_page(request, "portal/what_if.html", context)

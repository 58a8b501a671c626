"""The logbook of a party: who saw and changed what of it, to read, to keep and to check."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from roles.models import Party
from voipgrid_privacy.accounts.auditing import AuditForm, page_of_entries, taken_along
from voipgrid_privacy.audit.models import AuditTerm
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.shell import may_read_log, portal_page, shell


@portal_page
def overview(request: HttpRequest, party: Party) -> HttpResponseBase:
    """Show what fits, or hand it over as a file (``format``)."""
    viewer = viewer_of(request)
    if not may_read_log(viewer):
        raise NotAllowed
    form = AuditForm(request.GET)
    asked = form.asked(party.pk, viewer)
    if asked and (file := taken_along(viewer, asked, request.GET.get("format", ""))):
        return file
    context = {
        **shell(request, party),
        "form": form,
        "understood": asked is not None,
        "page": page_of_entries(viewer, asked, request.GET.get("page")),
        "terms": AuditTerm.objects.order_by("valid_during"),
    }
    return render_page(request, "portal/logbook.html", context)

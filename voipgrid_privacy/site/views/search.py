"""The portal's search: a page with a form, and what it answers while somebody types."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from roles.models import Party
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.search import Surface, question_of, search
from voipgrid_privacy.site.shell import portal_page, shell


@never_cache
@portal_page
def find(request: HttpRequest, party: Party) -> HttpResponse:
    """Show what fits; the words come by POST, so that no address and no log holds a name."""
    question = question_of(request, request.POST, party.pk)
    context = {
        **shell(request, party),
        "question": question,
        "found": search(Surface.PORTAL, question),
    }
    return render_page(request, "portal/find.html", context, fragment="found")

"""The admin's search: a page with a form, and what it answers while somebody types."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.search import Surface, question_of, search


@register_page("zoeken/", "find")
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """Show what fits; the words come by POST, so that no address and no log holds a name."""
    question = question_of(request, request.POST)
    context = {
        **admin.site.each_context(request),
        "title": _("Search"),
        "question": question,
        "found": search(Surface.ADMIN, question),
    }
    return render_page(request, "admin/find.html", context, fragment="found")

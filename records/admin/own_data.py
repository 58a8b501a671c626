"""What the register itself keeps of people, for officers: the registry registers itself."""

from django.contrib import admin
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy

from records.own.declared import HISTORY, name_of
from records.own.queries import own_data
from records.own.words import as_data, fields_in_words
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.tenancy import viewer_of


@register_page("eigen-gegevens/", "own_data")
def own(request: HttpRequest) -> HttpResponseBase:
    """Show each activity with its tables, or hand all of it over (``format=json``)."""
    viewer = viewer_of(request)
    found = own_data(viewer=viewer)
    if request.GET.get("format") == "json":
        headers = {"Content-Disposition": 'attachment; filename="own-data.json"'}
        return JsonResponse(as_data(found), headers=headers)
    context = {
        **admin.site.each_context(request),
        "title": gettext_lazy("What the register keeps of people"),
        "found": found,
        "shown": [
            (each, [(t, name_of(t.model), fields_in_words(t), job) for t, job in each.tables])
            for each in found.kept
        ],
        "open": [name_of(table.model) for table in found.open],
        "history": HISTORY,
        "platform": Party.objects.visible_to(viewer).filter(kind=PartyKind.PLATFORM).first(),
    }
    return TemplateResponse(request, "admin/own_data.html", context)

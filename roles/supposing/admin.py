"""*What if?* for officers."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from roles.supposing.asking import asked_in_address, what_if
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import viewer_of


@register_page("wat-als/", "what_if")
def what_if_page(request: HttpRequest) -> HttpResponse:
    """Show what would change in a chain if something were so; nothing is written."""
    context = {**admin.site.each_context(request), "title": _("What if?"), "here": request.path}
    try:
        asked = asked_in_address(request.GET.dict(), party=None, today=timezone.localdate())
        if asked:
            context |= what_if(viewer=viewer_of(request), asked=asked)
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    return TemplateResponse(request, "admin/what_if.html", context)

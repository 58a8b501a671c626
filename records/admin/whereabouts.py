"""In whose rows the subject of a request is, for officers."""

from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminTextInputWidget

from records.answers.whereabouts import whereabouts_page
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.tenancy import Ability, viewer_of

WIDGETS = {"text": UnfoldAdminTextInputWidget}


@register_page("avg-verzoeken/<uuid:pk>/waar/", "request_whereabouts")
def request_whereabouts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Look in whose rows somebody is; that somebody looked is on record, what came of it is not."""
    viewer = viewer_of(request)
    viewer.must(Ability.WRITE_REGISTER)
    found = whereabouts_page(request, pk, WIDGETS, viewer)
    if found.done:
        messages.success(request, _("It is on record."))
        return redirect("admin:subject_request", pk)
    title = _("Whose data: %(request)s") % {"request": found.request.reference}
    context = {**admin.site.each_context(request), "title": title, "looked": found}
    return TemplateResponse(request, "admin/request_whereabouts.html", context)

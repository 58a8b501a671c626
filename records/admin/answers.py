"""Answering a part of a request, for officers: as controller, or to assist the controller."""

from typing import Final
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from records.answers.page import answer_page
from voipgrid_privacy.kernel.admin_questions import ISODateWidget
from voipgrid_privacy.kernel.admin_site import register_page

WIDGETS: Final = {
    "select": UnfoldAdminSelectWidget,
    "text": UnfoldAdminTextInputWidget,
    "area": UnfoldAdminTextareaWidget,
    "day": ISODateWidget,
}


@register_page("avg-verzoeken/deel/<uuid:part>/antwoord/", "request_answer")
def request_answer(request: HttpRequest, part: UUID) -> HttpResponse:
    """Search, review, put together and hand over; what the page shows once is not kept."""
    shown = answer_page(request, part, WIDGETS)
    if shown is None:
        return redirect("admin:request_answer", part)
    reference = shown["work"].part.request.reference
    context = {
        **admin.site.each_context(request),
        "title": _("Answer to request %(reference)s") % {"reference": reference},
        **shown,
    }
    answer = TemplateResponse(request, "admin/answer.html", context)
    answer["Cache-Control"] = "no-store"
    return answer

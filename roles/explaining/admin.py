"""Explanations for officers: one answer with its facts, on record when asked, and on paper."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from roles.choices import Role
from roles.explaining.asking import asked_in_address
from roles.explaining.models import RecordedQuestion
from roles.explaining.paper import on_paper
from roles.explaining.queries import Asked, Recalled, explain, recalled
from roles.explaining.references import normal
from roles.explaining.services import record_question
from voipgrid_privacy.kernel.admin import RegisterAdmin
from voipgrid_privacy.kernel.admin_site import register_page
from voipgrid_privacy.kernel.documents import as_pdf
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import viewer_of


@register_page("uitleg/", "explain")
def explanation(request: HttpRequest) -> HttpResponse:
    """Explain one answer; POST puts the question on record, ``reference`` looks one up."""
    if reference := request.GET.get("reference", "").strip():
        return redirect("admin:explained", reference=normal(reference) or "-")
    asks = request.POST if request.method == "POST" else request.GET
    context: dict[str, Any] = {**_frame(request), "roles": Role}
    if "party" not in asks:
        return TemplateResponse(request, "admin/explain.html", context)
    asked = _asked(asks.dict())
    try:
        if request.method == "POST":
            made = record_question(asked=asked, by=viewer_of(request))
            return redirect("admin:explained", reference=made.reference)
        context["explanation"] = explain(viewer=viewer_of(request), asked=asked)
        context["known_at"] = asks.get("known_at", "")
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    return TemplateResponse(request, "admin/explain.html", context)


@register_page("uitleg/<str:reference>/", "explained")
def explained(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a question on record with its answer, derived anew; as PDF if asked."""
    found = _recalled(request, reference)
    if request.GET.get("format") == "pdf":
        return as_pdf(on_paper(found))
    context = {
        **_frame(request),
        "roles": Role,
        "recalled": found,
        "explanation": found.explanation,
    }
    return TemplateResponse(request, "admin/explain.html", context)


def _frame(request: HttpRequest) -> dict[str, Any]:
    return {**admin.site.each_context(request), "title": _("Explanation")}


def _asked(query: dict[str, str]) -> Asked:
    try:
        return asked_in_address(query, now=timezone.now(), today=timezone.localdate())
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal


def _recalled(request: HttpRequest, reference: str) -> Recalled:
    try:
        return recalled(viewer=viewer_of(request), reference=reference)
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal


@admin.register(RecordedQuestion)
class RecordedQuestionAdmin(RegisterAdmin):
    """Which answers were put on record; written by the questions themselves."""

    writes = None
    list_display = ("reference", "party", "subject", "category", "on", "known_at", "recorded_at")
    list_filter = ("category", "expected")
    search_fields = ("reference", "party__name", "subject__name")
    list_select_related = ("party", "subject", "category")
    date_hierarchy = "recorded_at"

"""One answer explained: facts, who entered them, why not; on record, and looked up again."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from roles.choices import Role
from roles.explaining.asking import asked_in_address
from roles.explaining.paper import on_paper
from roles.explaining.queries import explain, recalled
from roles.explaining.references import normal
from roles.explaining.services import record_question
from roles.models import Party
from voipgrid_privacy.kernel.documents import as_pdf
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import viewer_of
from voipgrid_privacy.site.shell import portal_page, shell, translated


@portal_page
def explanation(request: HttpRequest, party: Party) -> HttpResponse:
    """Explain one answer to a partner; POST puts the question on record."""
    return _explanation(request, "portal/explain.html", shell(request, party))


@translated
def public(request: HttpRequest) -> HttpResponse:
    """Explain one answer that anyone may read; POST puts the question on record."""
    return _explanation(request, "public/explain.html", {})


@translated
def explained(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a question on record with its answer, derived anew; as PDF if asked."""
    found = recalled(viewer=viewer_of(request), reference=reference)
    if request.GET.get("format") == "pdf":
        return as_pdf(on_paper(found))
    context = {"recalled": found, "explanation": found.explanation}
    return render_page(request, "public/explain.html", context)


def _explanation(request: HttpRequest, template: str, frame: dict[str, Any]) -> HttpResponse:
    """Answer the question in the address or the form; raises NotFound for what is not there."""
    if reference := request.GET.get("reference", "").strip():
        return redirect("site:explained", reference=normal(reference) or "-")
    asks = (request.POST if request.method == "POST" else request.GET).dict()
    context = {**frame, "roles": Role, "here": request.path}
    if "party" not in asks:
        return render_page(request, template, context)
    asked = asked_in_address(asks, now=timezone.now(), today=timezone.localdate())
    if request.method == "POST":
        made = record_question(asked=asked, by=viewer_of(request))
        return redirect(reverse("site:explained", args=[made.reference]))
    context["explanation"] = explain(viewer=viewer_of(request), asked=asked)
    context["known_at"] = asks.get("known_at", "")
    return render_page(request, template, context)

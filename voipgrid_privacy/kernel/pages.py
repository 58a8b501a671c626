"""One view, one template; htmx swaps a named part of the same page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from voipgrid_privacy.kernel.errors import Forgotten


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    fragment: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render all of ``template``, or only its partial ``fragment`` when htmx asks for it."""
    partial = bool(fragment) and request.headers.get("HX-Request") == "true"
    response = render(
        request, f"{template}#{fragment}" if partial else template, context, status=status
    )
    patch_vary_headers(response, ["HX-Request"])
    return response


def erased_page(request: HttpRequest, refusal: Forgotten) -> HttpResponse:
    """Answer that something was there, and that its term is over."""
    return render(request, "410.html", {"said": refusal.sentence}, status=refusal.status)

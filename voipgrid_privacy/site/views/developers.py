"""For developers of resellers: the first call, a guide, the reference and what refusals mean."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from voipgrid_privacy.api.changes import changes
from voipgrid_privacy.api.contract import Schema
from voipgrid_privacy.api.limits import PER_MINUTE
from voipgrid_privacy.api.postprocess import reached_codes
from voipgrid_privacy.api.publication import API, document
from voipgrid_privacy.api.views import VERSION
from voipgrid_privacy.kernel.errors import REGISTRY, DomainError
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.site.reference import Resource, going, resources


@dataclass(frozen=True, slots=True)
class Refusal:
    """A code with its status, its sentence and the law behind it."""

    code: str
    status: int
    sentence: str
    cites: tuple[str, ...]


def start(request: HttpRequest) -> HttpResponse:
    """Show how to get from nothing to the first answer."""
    return render_page(request, "public/developers.html", _context())


def guide(request: HttpRequest) -> HttpResponse:
    """Show what all addresses have in common."""
    return render_page(request, "public/developers_guide.html", _context())


def reference(request: HttpRequest) -> HttpResponse:
    """List every address by resource."""
    context = {**_context(), "resources": _resources(), "said": _said()}
    return render_page(request, "public/developers_reference.html", context)


def resource(request: HttpRequest, tag: str) -> HttpResponse:
    """Show the addresses of one resource with parameters, bodies and answers."""
    found = next((each for each in _resources() if each.tag == tag), None)
    if found is None:
        raise Http404
    context = {**_context(), "resource": found, "resources": _resources(), "said": _said()}
    return render_page(request, "public/developers_resource.html", context)


def errors(request: HttpRequest) -> HttpResponse:
    """List every code with which the API refuses, in the reader's language."""
    found = [_refusal(code, REGISTRY[code]) for code in reached_codes()]
    return render_page(request, "public/developers_errors.html", {**_context(), "errors": found})


def changelog(request: HttpRequest) -> HttpResponse:
    """List what changed for those who build on the API, and what goes away when."""
    context = {**_context(), "changes": changes(), "going": list(going(document()))}
    return render_page(request, "public/developers_changes.html", context)


def _context() -> dict[str, Any]:
    here = settings.PUBLIC_URL
    return {"here": here, "api": f"{here}{API}", "version": VERSION, "per_minute": PER_MINUTE}


@lru_cache(maxsize=1)
def _resources() -> list[Resource]:
    return resources(document())


def _said() -> dict[str, str]:
    tags: list[Schema] = document()["tags"]
    return {each["name"]: each["description"] for each in tags}


def _refusal(code: str, kind: type[DomainError]) -> Refusal:
    """Return it with the places of its parameters named, as no one is refused here."""
    sentence = str(kind.title).replace("%(", "{").replace(")s", "}").replace("%%", "%")
    return Refusal(code, kind.status, sentence, tuple(str(cite) for cite in kind.cites))

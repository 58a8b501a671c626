"""Statements as everyone reads them: what is in force, every version for good, and its forms."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from roles.followers.refusals import TooManyQuestions
from roles.followers.services import follow as ask_to_follow
from roles.transfers.words import language
from voipgrid_privacy.kernel.documents import as_pdf
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.pages import render_page
from voipgrid_privacy.kernel.tenancy import PUBLIC, viewer_of
from voipgrid_privacy.kernel.visitors import client_address
from voipgrid_privacy.site.shell import translated
from voipgrid_privacy.site.statements.choices import Terms
from voipgrid_privacy.site.statements.differing import Difference, differences
from voipgrid_privacy.site.statements.in_terms import MEDIA
from voipgrid_privacy.site.statements.models import StatementPublication
from voipgrid_privacy.site.statements.own_hosts.queries import home_of
from voipgrid_privacy.site.statements.paper import on_paper
from voipgrid_privacy.site.statements.places import permanent
from voipgrid_privacy.site.statements.queries import (
    PLATFORM_SLUG,
    current,
    logo_of,
    told_in_terms,
    version_at,
    versions_at,
)
from voipgrid_privacy.site.statements.shapes import statement_body
from voipgrid_privacy.site.statements.showing import as_picture
from voipgrid_privacy.site.sub_processor_forms import FollowForm
from voipgrid_privacy.site.views.followers import throttle


@require_safe
def platform(request: HttpRequest) -> HttpResponse:
    """Show VoIPGRID's own statement; before the first is published, say so."""
    try:
        row = current(viewer=viewer_of(request), slug=PLATFORM_SLUG, on=timezone.localdate())
    except NotFound:
        return render_page(request, "public/statement_none.html", {})
    return _shown(request, row)


@require_safe
@translated
def public(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the statement in force at an address."""
    if slug == PLATFORM_SLUG:
        return redirect("site:privacy")
    return _shown(request, current(viewer=viewer_of(request), slug=slug, on=timezone.localdate()))


@require_safe
@translated
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one version, for ever the same."""
    row = version_at(viewer=viewer_of(request), slug=slug, number=number)
    return _shown(request, row, for_good=True)


def _shown(
    request: HttpRequest, row: StatementPublication, *, for_good: bool = False
) -> HttpResponse:
    """Return the page, or what a program asks for by ``Accept``: the address is the same."""
    offered = {media: form for _name, form, media in _linked(row)} | {"application/pdf": "pdf"}
    wanted = request.get_preferred_type(["text/html", *offered])
    if wanted in offered:
        response = _file(row, offered[wanted])
    else:
        response = _page(request, row, for_good=for_good)
    patch_vary_headers(response, ["Accept"])
    return response


def _page(request: HttpRequest, row: StatementPublication, *, for_good: bool) -> HttpResponse:
    today = timezone.localdate()
    others = versions_at(viewer=viewer_of(request), slug=row.slug)
    context = {
        "row": row,
        "content": row.proposal.content,
        "language": language(),
        "permanent": for_good,
        "canonical": home_of(row, language()) if not for_good else permanent(row),
        "later": others.filter(number__gt=row.number).order_by("number").first(),
        "in_force": row.effective_on <= today,
        "own": row.slug == PLATFORM_SLUG,
        "forms": _linked(row),
        "follow": FollowForm(label_suffix=""),
    }
    return render_page(request, "public/statement.html", context)


@require_safe
@translated
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """List every version with what changed in it, in words."""
    rows = list(versions_at(viewer=viewer_of(request), slug=slug))
    if not rows:
        raise NotFound
    context = {
        "row": rows[0],
        "content": rows[0].proposal.content,
        "rows": [(row, _changes(row, rows)) for row in rows],
        "language": language(),
        "own": slug == PLATFORM_SLUG,
        "today": timezone.localdate(),
    }
    return render_page(request, "public/statement_versions.html", context)


def _changes(row: StatementPublication, rows: list[StatementPublication]) -> tuple[Difference, ...]:
    before = next((other for other in rows if other.number == row.number - 1), None)
    if before is None:
        return ()
    return differences(before.proposal.content, row.proposal.content, language())


@require_safe
@translated
def latest_file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Hand out the version in force in another form."""
    return _file(current(viewer=viewer_of(request), slug=slug, on=timezone.localdate()), form)


@require_safe
@translated
def file(request: HttpRequest, slug: str, number: int, form: str) -> HttpResponse:
    """Hand out one version in another form."""
    return _file(version_at(viewer=viewer_of(request), slug=slug, number=number), form)


def _file(row: StatementPublication, form: str) -> HttpResponse:
    make = FORMS.get(form)
    if make is None:
        raise NotFound
    response = make(row)
    response["Access-Control-Allow-Origin"] = "*"  # what is published may be shown anywhere
    response["Content-Language"] = language()
    return response


def _linked(row: StatementPublication) -> list[tuple[str, str, str]]:
    """Return the forms for machines that a version has: name, last part of the address, type."""
    kept = row.in_terms.filter(language=language()).values_list("form", flat=True)
    terms = [(Terms(form).label, form.lower(), MEDIA[Terms(form)]) for form in kept]
    return [("JSON", "json", "application/json"), *terms]


def _fragment(row: StatementPublication) -> HttpResponse:
    """Return the statement as HTML without scripts, styles or a page around it."""
    context = {"row": row, "content": row.proposal.content, "language": language()}
    text = render_to_string(
        "public/statement_fragment.html",
        {**context, "address": permanent(row), "base": settings.PUBLIC_URL},
    )
    return HttpResponse(text)


def _colours(row: StatementPublication) -> HttpResponse:
    """Return the colours of a version as a style sheet: no page has styles of its own."""
    content = row.proposal.content
    text = f":root {{ --navy: {content['colour']}; --on-navy: {content['on_colour']}; }}\n"
    return HttpResponse(text, content_type="text/css; charset=utf-8")


def _logo(row: StatementPublication) -> HttpResponse:
    """Return the picture of a version, which is for good."""
    response = as_picture(logo_of(row))
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _in_terms(row: StatementPublication, form: Terms) -> HttpResponse:
    body = told_in_terms(row, form, language())
    return HttpResponse(body, content_type=f"{MEDIA[form]}; charset=utf-8")


FORMS: dict[str, Callable[[StatementPublication], HttpResponse]] = {
    "json": lambda row: JsonResponse(statement_body(row)),
    "pdf": lambda row: as_pdf(on_paper(row)),
    "html": _fragment,
    "css": _colours,
    "logo": _logo,
    "tilt": lambda row: _in_terms(row, Terms.TILT),
    "dpv": lambda row: _in_terms(row, Terms.DPV),
}


@csrf_exempt
@never_cache
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an address that wants to hear of changes; the answer is the same for every address."""
    try:
        row = current(viewer=PUBLIC, slug=slug, on=timezone.localdate())
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    form = FollowForm(request.POST or None, label_suffix="")
    if request.method != "POST" or not form.is_valid():
        return _follow_form(request, row, form, 400 if form.is_bound else 200)
    try:
        if not throttle.take(client_address(request)):
            raise TooManyQuestions
        ask_to_follow(**form.cleaned_data, statement_of=row.party, at=timezone.now(), by=PUBLIC)
    except DomainError as refusal:
        form.refuse(refusal)
        return _follow_form(request, row, form, refusal.status)
    return redirect("site:follow-asked")


def _follow_form(
    request: HttpRequest, row: StatementPublication, form: FollowForm, status: int
) -> HttpResponse:
    context = {
        "row": row,
        "content": row.proposal.content,
        "own": row.slug == PLATFORM_SLUG,
        "follow": form,
    }
    return render_page(request, "public/statement_follow.html", context, status=status)

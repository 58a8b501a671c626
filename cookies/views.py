"""What a site's visitors fetch: banner, statement, receipt, published heads; and what they send."""

import gzip
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from cookies.banner.models import BannerBundle
from cookies.choices import COOKIES
from cookies.consent import export
from cookies.consent.recording import record_choice
from cookies.errors import TooManyConsents
from cookies.exemption.queries import as_they_hold
from cookies.registry.models import Item, Site
from cookies.registry.patterns import matches
from cookies.registry.queries import items
from cookies.scanner.queries import is_shown_to_be_theirs
from cookies.statement.models import StatementVersion
from cookies.statement.paper import on_paper
from cookies.statement.queries import changes, current
from voipgrid_privacy.kernel.documents import as_pdf
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.offline import as_program
from voipgrid_privacy.kernel.signing import public_key, published_keys
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.throttle import Throttle
from voipgrid_privacy.kernel.visitors import client_address

VERIFIER: Final = Path(__file__).parent / "consent" / "verify_consents.py"
FOREVER: Final = "public, max-age=31536000, immutable"
SOON: Final = "public, max-age=300"
LANGUAGES: Final = ("nl", "en")
throttle: Final = Throttle(per_minute=60)


def _json(value: Any, *, status: int = 200, cache: str = "no-store") -> HttpResponse:
    body = orjson.dumps(value)
    return _open(HttpResponse(body, content_type="application/json", status=status), cache)


def _open(response: HttpResponse, cache: str) -> HttpResponse:
    """Let pages of any origin read the answer: it is public, and no cookie is looked at."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = cache
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _site(code: str) -> Site:
    found = Site.objects.select_related("party").filter(code=code).first()
    if found is None:
        raise Http404
    return found


@require_GET
def script(request: HttpRequest, code: str, digest: str = "") -> HttpResponse:
    """Serve a banner: one by its hash, for ever; or the latest, for five minutes."""
    found = BannerBundle.objects.filter(site__code=code).order_by("-number")
    bundle = (found.filter(digest=digest) if digest else found).first()
    if bundle is None:
        raise Http404
    etag = f'"{bundle.digest}"'
    if request.headers.get("If-None-Match") == etag:
        return _open(HttpResponse(status=304), SOON)
    answer = HttpResponse(content_type="text/javascript; charset=utf-8")
    answer.content = bundle.script.encode()
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        answer.content = _packed(bundle.script)
        answer["Content-Encoding"] = "gzip"
    patch_vary_headers(answer, ["Accept-Encoding"])
    answer["ETag"] = etag
    return _open(answer, FOREVER if digest else SOON)


@lru_cache(maxsize=64)
def _packed(script: str) -> bytes:
    return gzip.compress(script.encode(), 9, mtime=0)


@csrf_exempt
@require_POST
def consent(request: HttpRequest, code: str) -> HttpResponse:
    """Record a choice. The body is text, so that browsers ask no permission first.

    One address has its own, lower limit, so that a single machine does not use up that of the site;
    no address is kept. The banner sends what was refused again.
    """
    origin = request.headers.get("Origin", "")
    try:
        if not throttle.take(client_address(request), most=settings.CONSENTS_PER_ADDRESS):
            raise TooManyConsents
        done = record_choice(code=code, content=request.body, origin=origin, at=timezone.now())
    except DomainError as refusal:
        body = {"code": refusal.code, "title": refusal.sentence}
        answer = _json(body, status=refusal.status)
        if refusal.status == TooManyConsents.status:
            answer["Retry-After"] = "60"
        return answer
    return _json({"seq": done.seq, "hash": done.hash}, status=201)


@require_GET
def receipt(request: HttpRequest, code: str, subject: UUID) -> HttpResponse:  # noqa: ARG001
    """Return every choice of whoever knows this random identifier (ISO/IEC TS 27560)."""
    found = export.receipt(_site(code), subject)
    return _json({"records": found}, status=200 if found else 404)


@require_GET
def heads(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001
    """Publish the signed heads of a site's chain."""
    site = _site(code)
    return _json({"site": site.code, "key": public_key(), "heads": export.heads(site)}, cache=SOON)


@require_GET
def keys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Publish the keys that sign and have signed."""
    return _json({"keys": published_keys()}, cache=SOON)


@require_GET
def verifier(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Hand out the program that verifies a log without us."""
    return _open(as_program(VERIFIER), SOON)


def statement_context(version: StatementVersion) -> dict[str, Any]:
    """Return what the templates of a statement show."""
    named: dict[str, Any] = {}
    for group in version.content["groups"]:
        for item in group["items"]:
            named.setdefault(item["provider"]["name"], item["roles"])
    return {
        "version": version,
        "providers": [{"name": name, "roles": roles} for name, roles in sorted(named.items())],
        "changes": changes(viewer=SYSTEM, site=version.site),
    }


@require_GET
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # it does pass arguments on
def statement(request: HttpRequest, code: str, language: str, form: str) -> HttpResponse:
    """Show a site's statement as a page or on paper, or its body for a page of the site's own."""
    if language not in LANGUAGES:
        raise Http404
    try:
        version = current(viewer=SYSTEM, code=code)
    except NotFound as error:
        raise Http404 from error
    if form == "pdf":
        with translation.override(language):
            return _open(as_pdf(on_paper(version)), SOON)
    template = "cookies/statement.html" if form == "html" else "cookies/statement_body.html"
    with translation.override(language):
        answer = render(request, template, statement_context(version))
    answer["Content-Language"] = language
    return _open(answer, SOON)


@require_GET
def statement_data(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001
    """Return a site's statement as data, in both languages."""
    try:
        version = current(viewer=SYSTEM, code=code)
    except NotFound as error:
        raise Http404 from error
    body = {
        "version": version.number,
        "published_on": version.published_on,
        "scanned_on": version.scanned_on,
        "digest": version.digest,
        **version.content,
    }
    return _json(body, cache=SOON)


@csrf_exempt
@require_POST
def forget(request: HttpRequest, code: str) -> HttpResponse:
    """Take away the cookies that a script cannot reach, where the site is served by this host.

    Declared, non-exempt cookies of this host are expired with their own path and domain, also
    when they are partitioned; only for categories that are not kept.
    """
    site = _site(code)
    if request.get_host().partition(":")[0] not in site.hosts or not is_shown_to_be_theirs(site):
        raise Http404
    try:
        keep = set(orjson.loads(request.body or b"{}").get("keep", []))
    except (ValueError, AttributeError, TypeError):
        keep = set()
    answer = HttpResponse(status=204)
    rows = items(viewer=SYSTEM, site=site).filter(technique__in=COOKIES)
    for item in as_they_hold(rows.exclude(category=None), site, timezone.localdate()):
        if item.category and item.category.needs_consent and item.category.code not in keep:
            _expire(answer, item, request)
    patch_vary_headers(answer, ["Cookie"])
    return answer


def _expire(answer: HttpResponse, item: Item, request: HttpRequest) -> None:
    names = {item.pattern} if not set("*#") & set(item.pattern) else set()
    names |= {name for name in request.COOKIES if item_fits(item, name)}
    for name in names:
        answer.delete_cookie(name, path=item.path, samesite="None" if item.partitioned else None)
        if item.partitioned:
            answer.cookies[name]["secure"] = True
        if item.domain.startswith("."):
            answer.cookies[name]["domain"] = item.domain


def item_fits(item: Item, name: str) -> bool:
    """Say whether a cookie's name is one that the item stands for."""
    return bool(name) and matches(item.pattern, name)

"""A party's public pages at the root of its own host, and nothing else there.

A name in a request is anyone's word. Only a name that its party proved is let in beside those of
``ALLOWED_HOSTS``; every other is refused by Django, as it was. Let in, it opens the party's own
pages: what is elsewhere (logging in, the API, other parties) is sent on to the platform's address,
so no form of ours asks for a password under a partner's name.
"""

import re
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import get_language_from_path, override

from voipgrid_privacy.site.own_slug import at_home
from voipgrid_privacy.site.statements.own_hosts.queries import Tenant, tenant_at

URLS: Final = "voipgrid_privacy.own_host_urls"
OLD: Final = re.compile(r"(?P<language>/en)?/p/(?P<slug>[^/]+)/(?P<rest>.*)")
PAGES: Final = frozenset(
    f"site:{name}"
    for name in (
        "statement-public",
        "statement-versions",
        "statement-version",
        "statement-file",
        "statement-latest",
        "statement-follow",
        "party-request-form",
        "party-request-form-check",
        "party-request-form-sent",
        "party-request-form-remove",
        "party-request-ask-link",
        "party-request-form-step",
    )
)
OF_PARTY: Final = "site:request-form-of"
READS: Final = frozenset({"GET", "HEAD"})


class OwnHosts:
    """Answers at hosts of parties' own. First of all: what comes after asks for the host."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request for a proven host as that party; all others as before."""
        raw = request.META.get("HTTP_HOST", "")
        host, _port = split_domain_port(raw)
        if not host or validate_host(host, _allowed()):
            return self.get_response(request)
        tenant = tenant_at(host)
        if tenant is None:  # Django refuses it when it is asked for
            return self.get_response(request)
        request.urlconf = URLS
        request.get_host = lambda: raw  # type: ignore[method-assign]
        with at_home(tenant.slug):
            response = _elsewhere(request, tenant) or self.get_response(request)
        if response.has_header(
            "Strict-Transport-Security"
        ):  # of what is below the host we know nothing
            age = f"max-age={settings.SECURE_HSTS_SECONDS}"
            response["Strict-Transport-Security"] = age
        return response


def _allowed() -> list[str]:
    if settings.DEBUG and not settings.ALLOWED_HOSTS:
        return [".localhost", "127.0.0.1", "[::1]"]
    return list(settings.ALLOWED_HOSTS)


def _elsewhere(request: HttpRequest, tenant: Tenant) -> HttpResponse | None:
    """Send on what is not at this host; None for the party's pages, and for what is nowhere."""
    old = OLD.fullmatch(request.path_info)
    if old and old["slug"] == tenant.slug:
        return redirect(f"{old['language'] or ''}/{old['rest'].lstrip('/')}")
    match = _match(request.path_info)
    if match is None or _is_theirs(match, tenant):
        return None
    if request.method not in READS:
        return HttpResponse(status=404)
    return redirect(settings.PUBLIC_URL + request.get_full_path())


def _match(path: str) -> ResolverMatch | None:
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return resolve(path, URLS)
        except Resolver404:
            return None


def _is_theirs(match: ResolverMatch, tenant: Tenant) -> bool:
    if match.view_name == OF_PARTY:
        return bool(match.kwargs["party"] == tenant.party)
    return match.view_name in PAGES and match.kwargs["slug"] == tenant.slug

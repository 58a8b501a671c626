"""``/sites``, ``/cookies`` and ``/consents``: what belongs to the caller's own sites."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from cookies.api import shapes
from cookies.api.bodies import consent_body, item_body, site_body
from cookies.choices import ItemStatus
from cookies.consent.in_terms import MEDIA, as_bytes, consent_record
from cookies.models import ConsentRecord, Site
from cookies.registry.queries import items, site_named, sites
from cookies.registry.services import register_site
from roles.models import Party
from roles.queries.lookup import the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.expanding import Body, Expansion
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page, with_words
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer

OF_SITE = frozenset({"site"})
LARGEST = 2**63 - 1


def _sites(viewer: Viewer, keys: Collection[UUID]) -> dict[Any, Body]:
    return {row.pk: site_body(row) for row in sites(viewer=viewer).filter(pk__in=keys)}


SITE = {"site": Expansion("site_id", _sites)}


class CookieView(ResourceView):
    """What the three resources have in common: a site in the query."""

    def asked_site(self, request: Request) -> Site | None:
        """Return the site that ``site`` names, None without; raises NotFound."""
        code = parameters.text(request, "site")
        return site_named(viewer=self.viewer, code=code) if code else None


class SitesView(CookieView):
    """Sites of the caller, and entering one."""

    resource = "sites"
    operations = {
        "GET": Operation("listSites", shapes.SitePage, sortable={"code": "code", "id": "pk"}),
        "POST": Operation("createSite", shapes.Site, shapes.NewSite, 201),
    }

    def get(self, request: Request) -> Response:
        """List the sites that the caller may see."""
        rows = sites(viewer=self.viewer)
        return page(request, rows, body=site_body)

    def post(self, request: Request) -> HttpResponseBase:
        """Enter a site of the caller's own party."""
        return once(request, self.register)

    def register(self) -> Response:
        """Do it; raises DomainError."""
        party = Party.objects.visible_to(self.viewer).get(pk=self.caller.party)
        site = register_site(party=party, **self.read(shapes.NewSite), by=self.viewer)
        return single(self.request, site_body(site), 201, self.address(site.code))


class SiteView(CookieView):
    """One site."""

    resource = "sites"
    operations = {"GET": Operation("getSite", shapes.Site, single=True)}

    def get(self, request: Request, code: str) -> Response:
        """Return the site with this code."""
        return single(request, site_body(site_named(viewer=self.viewer, code=code)))


class CookiesView(CookieView):
    """Items of the registry."""

    resource = "cookies"
    operations = {
        "GET": Operation(
            "listCookies",
            shapes.CookieItemPage,
            sortable={"pattern": "pattern", "id": "pk"},
            query=OF_SITE | {"state", "q"},
            words={"state": ItemStatus.values},
            expandable=SITE,
        )
    }

    def get(self, request: Request) -> Response:
        """List items; of one site: its own and those it inherited."""
        rows = items(viewer=self.viewer, site=self.asked_site(request))
        if state := parameters.text(request, "state"):
            rows = rows.filter(status=state)
        if words := parameters.text(request, "q"):
            rows = rows.filter(with_words(words, "pattern", "provider__code"))
        return page(request, rows, body=item_body)


class ConsentsView(CookieView):
    """The consent log of the caller's own sites."""

    resource = "consents"
    operations = {
        "GET": Operation(
            "listConsents",
            shapes.ConsentPage,
            sortable={"number": "seq"},
            query=OF_SITE,
            expandable=SITE,
        )
    }

    def get(self, request: Request) -> Response:
        """List choices; of one site if asked for. Only the party of a site reads its log."""
        site = self.asked_site(request)
        rows = self.own().select_related("site")
        rows = rows.filter(site=site) if site else rows
        return page(request, rows, body=consent_body)

    def own(self) -> QuerySet[ConsentRecord]:
        """Return the records of the caller's own sites: public sites' logs are not public."""
        rows = ConsentRecord.objects.visible_to(self.viewer)
        return rows.filter(site__party__in=self.viewer.parties)


class ConsentView(ConsentsView):
    """One choice, by its site and its number in the chain."""

    operations = {
        "GET": Operation(
            "getConsent",
            shapes.Consent,
            single=True,
            query=frozenset({"form"}),
            forms={"json": "application/json", "jsonld": MEDIA},
        )
    }

    def get(self, request: Request, code: str, number: int) -> HttpResponseBase:  # type: ignore[override]  # two more parts in its address
        """Return the choice: json (when left out), or jsonld (ISO/IEC TS 27560 in W3C DPV)."""
        site = site_named(viewer=self.viewer, code=code)
        rows = self.own().select_related("site__party", "bundle")
        if not 0 < number <= LARGEST:
            raise NotFound
        row = the_one(rows, site=site, seq=number)
        if parameters.text(request, "form", "json") == "jsonld":
            return HttpResponse(as_bytes(consent_record(row)), content_type=MEDIA)
        return single(request, consent_body(row))

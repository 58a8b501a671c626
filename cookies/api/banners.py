"""``/sites/{code}/banners`` and ``/cookie-providers``."""

from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from cookies.api import item_shapes as shapes
from cookies.api.bodies import integrity
from cookies.api.scans import own_site
from cookies.api.views import CookieView
from cookies.banner.models import BannerSettings
from cookies.banner.services import configure_banner
from cookies.choices import Conduct
from cookies.models import Provider
from cookies.registry.queries import providers
from cookies.registry.services import enter_provider
from cookies.statement.services import publish_statement
from roles.models import Party
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page


class BannersView(CookieView):
    """The banner of an own site."""

    resource = "sites"
    http_method_names = ["post", "options"]
    operations = {"POST": Operation("configureBanner", shapes.Banner, shapes.NewBanner, 201)}

    def post(self, request: Request, code: str) -> HttpResponseBase:
        """Switch the banner on, or change it; what the law fixes cannot be set."""
        return once(request, lambda: self.configure(code))

    def configure(self, code: str) -> Response:
        """Do it; raises DomainError."""
        site, wanted, day = own_site(self, code), self.read(shapes.NewBanner), timezone.localdate()
        made = configure_banner(
            site=site, address=settings.PUBLIC_URL, on=day, by=self.viewer, **wanted
        )
        publish_statement(site=site, on=day, by=self.viewer)
        return single(self.request, _banner(made), 201)


class ProvidersView(CookieView):
    """Who sets and reads."""

    resource = "cookies"
    operations = {
        "GET": Operation(
            "listCookieProviders", shapes.CookieProviderPage, sortable={"code": "code", "id": "pk"}
        ),
        "POST": Operation(
            "enterCookieProvider", shapes.CookieProvider, shapes.NewCookieProvider, 201
        ),
    }

    def get(self, request: Request) -> Response:
        """List providers: those that all share, and the caller's own."""
        return page(request, providers(viewer=self.viewer), body=_provider)

    def post(self, request: Request) -> HttpResponseBase:
        """Enter a provider of the own party, with its role in each phase."""
        return once(request, self.enter)

    def enter(self) -> Response:
        """Do it; raises DomainError."""
        given = self.read(shapes.NewCookieProvider)
        own = Party.objects.visible_to(self.viewer).get(pk=self.caller.party)
        conduct = Conduct(given.pop("conduct"))
        day = timezone.localdate()
        made = enter_provider(owner=own, conduct=conduct, on=day, by=self.viewer, **given)
        return Response(_provider(made), status=201)


def _banner(made: BannerSettings) -> dict[str, Any]:
    bundle = made.site.bundles.order_by("-number")[0]
    names = ("colour", "on_colour", "place", "consent_mode", "reask_months", "keep_months")
    return {
        "site": made.site.code,
        "version": bundle.number,
        **{name: getattr(made, name) for name in names},
        "url": f"{settings.PUBLIC_URL}/c/{made.site.code}/{bundle.digest}.js",
        "integrity": integrity(bundle),
    }


def _provider(row: Provider) -> dict[str, Any]:
    held = [role for role in row.roles.all() if role.valid_until is None]
    names = ("code", "name", "country", "hosts", "privacy_url", "agreement", "advertises")
    return {
        **{name: getattr(row, name) for name in names},
        "own": row.owner_id is not None,
        "roles": [
            {"phase": role.phase, "role": role.role}
            for role in sorted(held, key=lambda each: each.phase)
        ],
    }

"""``/cookies`` and ``/cookie-offers``: entering, completing, showing and lending items."""

from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from cookies.api import item_shapes as shapes
from cookies.api.bodies import item_body
from cookies.api.scans import own_site
from cookies.api.views import OF_SITE, SITE, CookiesView, CookieView
from cookies.choices import AdoptionState, ItemField, Provenance, Technique
from cookies.errors import OfferToAnother
from cookies.models import Adoption, Claim, Item
from cookies.registry.queries import claims, items, sites_below
from cookies.registry.services import (
    Facts,
    Said,
    complete_item,
    decide_adoption,
    enter_item,
    offer_item,
    publish_item,
    withdraw_item,
)
from cookies.statement.services import publish_statement
from roles.models import Party
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.text import Localised

TEXTS = ("purpose", "recipients")


class ItemsView(CookiesView):
    """Items of the registry, and entering one."""

    operations = CookiesView.operations | {
        "POST": Operation("createCookie", shapes.CookieItem, shapes.NewCookie, 201)
    }

    def post(self, request: Request) -> HttpResponseBase:
        """Enter what an own site stores or reads; without a site: to lend to sites of customers."""
        return once(request, self.enter)

    def enter(self) -> Response:
        """Do it; raises DomainError."""
        given = self.read(shapes.NewCookie)
        code = given.pop("site")
        site = own_site(self, code) if code else None
        own = Party.objects.visible_to(self.viewer).get(pk=self.caller.party)
        facts = Facts(technique=Technique(given.pop("technique")), **_texts(given))
        said = Said(Provenance.PERSON, timezone.localdate())
        made = enter_item(owner=own, site=site, facts=facts, said=said, by=self.viewer)
        return single(self.request, item_body(made), 201, self.address(made.pk))


class ItemView(CookieView):
    """One item."""

    resource = "cookies"
    operations = {"GET": Operation("getCookie", shapes.CookieDetail, single=True, expandable=SITE)}

    def get(self, request: Request, reference: str) -> Response:
        """Return an item with everything that was said of it, and by whom."""
        row = self.item(reference)
        said = [_claim(each) for each in claims(viewer=self.viewer, item=row)]
        return single(request, {**item_body(row), "claims": said}, row=row)

    def item(self, reference: str) -> Item:
        """Return an item that the caller may see; raises NotFound."""
        pk = parameters.as_uuid(reference)
        found = items(viewer=self.viewer).filter(pk=pk).first() if pk else None
        if found is None:
            raise NotFound
        return found

    def own(self, reference: str) -> Item:
        """Return an item of the caller's own party; raises NotFound."""
        found = self.item(reference)
        if found.owner_id not in self.viewer.parties:
            raise NotFound
        return found

    def written(self, row: Item) -> Response:
        """Let the statement of the item's site follow, and return the item."""
        if row.site is not None:
            publish_statement(site=row.site, on=timezone.localdate(), by=self.viewer)
        return single(self.request, item_body(row), 201)


class CorrectionsView(ItemView):
    """Completing an item, and settling where sources disagree."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation("correctCookie", shapes.CookieItem, shapes.CookieCorrection, 201)
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Settle the properties that are given; what others said of them stays on record."""
        return once(request, lambda: self.correct(reference))

    def correct(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        row, given = self.own(reference), _texts(self.read(shapes.CookieCorrection))
        values = {ItemField(name): value for name, value in given.items()}
        day = timezone.localdate()
        return self.written(complete_item(item=row, values=values, on=day, by=self.viewer))


class PublicationsView(ItemView):
    """Showing an item to visitors, or no more."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation("publishCookie", shapes.CookieItem, shapes.CookiePublication, 201)
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Put the item in statement and banner, or take it out."""
        return once(request, lambda: self.publish(reference))

    def publish(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        row = self.own(reference)
        act = publish_item if self.read(shapes.CookiePublication)["published"] else withdraw_item
        return self.written(act(item=row, by=self.viewer))


class OffersView(ItemView):
    """Offering an item to a site."""

    http_method_names = ["post", "options"]
    operations = {"POST": Operation("offerCookie", shapes.CookieOffer, shapes.NewCookieOffer, 201)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Offer an item to an own site, or to one of whom the caller delivers to; it decides."""
        return once(request, lambda: self.offer(reference))

    def offer(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        row, code = self.own(reference), self.read(shapes.NewCookieOffer)["site"]
        day, party = timezone.localdate(), self.caller.party
        below = sites_below(viewer=self.viewer, party=party, on=day)
        site = next((each for each in below if each.code == code), None)
        if site is None:
            raise OfferToAnother(field="site")
        made = offer_item(item=row, site=site, by=self.viewer)
        return Response(_offer(made, code), status=201)


class CookieOffersView(CookieView):
    """What is offered to the caller's own sites."""

    resource = "cookies"
    operations = {
        "GET": Operation(
            "listCookieOffers", shapes.CookieOfferPage, sortable={"id": "pk"}, query=OF_SITE
        )
    }

    def get(self, request: Request) -> Response:
        """List items that others offered to own sites, decided or not."""
        site = self.asked_site(request)
        rows = self.offered().filter(site=site) if site else self.offered()
        return page(request, rows, body=_listed)

    def offered(self) -> QuerySet[Adoption]:
        """Return the offers to the caller's own sites."""
        rows = Adoption.objects.visible_to(self.viewer).select_related("site", "item")
        return rows.filter(site__party__in=self.viewer.parties)


class OfferDecisionsView(CookieOffersView):
    """Deciding on an offer."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation("decideCookieOffer", shapes.CookieOffer, shapes.CookieDecision, 201)
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Take the item over on the site, or refuse it."""
        return once(request, lambda: self.decide(reference))

    def decide(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        pk, day = parameters.as_uuid(reference), timezone.localdate()
        row = self.offered().filter(pk=pk).first() if pk else None
        if row is None:
            raise NotFound
        wanted = self.read(shapes.CookieDecision)["approved"]
        made = decide_adoption(adoption=row, approve=wanted, on=day, by=self.viewer)
        publish_statement(site=row.site, on=day, by=self.viewer)
        return Response(_offer(made, row.site.code), status=201)


def _texts(given: dict[str, Any]) -> dict[str, Any]:
    """Return what was given, its texts as the services take them."""
    texts = {name: Localised(**given[name]) for name in TEXTS if given.get(name)}
    return {**given, **texts}


def _claim(row: Claim) -> dict[str, Any]:
    return {
        "property": row.field,
        "value": row.value,
        "verbatim": row.verbatim,
        "said_by": row.provenance,
        "source_code": row.source.code if row.source else None,
        "stated_date": row.stated_on,
    }


def _listed(row: Adoption) -> dict[str, Any]:
    return _offer(row, row.site.code)


def _offer(row: Adoption, site: str) -> dict[str, Any]:
    return {
        "id": row.pk,
        "site": site,
        "item_id": row.item_id,
        "state": AdoptionState(row.state).value,
        "decided_date": row.decided_on,
    }

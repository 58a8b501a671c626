"""How the own statement looks and where it is: its logo, its colours and a host of one's own."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from cookies.scanner import ownership
from roles.models import Party
from roles.queries.lookup import party_named
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.site.statements import services
from voipgrid_privacy.site.statements.api import shapes
from voipgrid_privacy.site.statements.models import OwnHost
from voipgrid_privacy.site.statements.own_hosts.services import (
    give_up_host,
    prove_host,
    record_host,
)
from voipgrid_privacy.site.statements.queries import draft_of
from voipgrid_privacy.site.statements.shapes import brand_body


class _DressingView(ResourceView):
    """Something of the draft of one party, done by POST."""

    resource = "privacy-statements"
    http_method_names = ["post", "options"]

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Do it once, whatever is sent again."""
        return once(request, lambda: self.done(self.party(reference)))

    def done(self, party: Party) -> Response:
        """Do it; raises DomainError."""
        raise NotImplementedError

    def party(self, reference: str) -> Party:
        """Return the party; raises NotFound."""
        return party_named(viewer=self.viewer, reference=reference)

    def brand(self, party: Party) -> Response:
        """Return how the draft looks now."""
        draft = draft_of(viewer=self.viewer, party=party, on=timezone.localdate())
        return Response(brand_body(draft.content, None), 201)


class LogosView(_DressingView):
    """The picture at the top."""

    operations = {
        "POST": Operation("showStatementLogo", shapes.StatementBrand, shapes.NewStatementLogo, 201)
    }

    def done(self, party: Party) -> Response:
        """Show a picture from the next version on, or change the words that are read for it."""
        given = self.read(shapes.NewStatementLogo)
        services.show_logo(
            party=party,
            logo=given["content_base64"],
            shows=Localised(**given["shows"]),
            by=self.viewer,
        )
        return self.brand(party)


class LogoRemovalsView(_DressingView):
    """Taking the picture out."""

    operations = {
        "POST": Operation("removeStatementLogo", shapes.StatementBrand, shapes.StatementWish, 201)
    }

    def done(self, party: Party) -> Response:
        """Show no picture from the next version on; earlier ones keep theirs."""
        self.read(shapes.StatementWish)
        services.remove_logo(party=party, by=self.viewer)
        return self.brand(party)


class ColoursView(_DressingView):
    """The two colours."""

    operations = {
        "POST": Operation(
            "chooseStatementColours", shapes.StatementBrand, shapes.NewStatementColours, 201
        )
    }

    def done(self, party: Party) -> Response:
        """Choose the colours of the next version."""
        given = self.read(shapes.NewStatementColours)
        services.dress(party=party, **given, by=self.viewer)
        return self.brand(party)


class OwnHostsView(_DressingView):
    """A host of the party's own."""

    operations = {
        "POST": Operation("recordOwnHost", shapes.StatementHost, shapes.NewStatementHost, 201)
    }

    def done(self, party: Party) -> Response:
        """Record where the pages are to be, in place of what was recorded before."""
        given = self.read(shapes.NewStatementHost)
        row = record_host(party=party, **given, at=timezone.now(), by=self.viewer)
        return Response(host_body(row), 201)


class OwnHostProofsView(_DressingView):
    """Looking for the proof that the host is the party's."""

    operations = {
        "POST": Operation("proveOwnHost", shapes.StatementHost, shapes.StatementWish, 201)
    }

    def done(self, party: Party) -> Response:
        """Look in DNS and at the host, and serve the pages there if the proof is found."""
        self.read(shapes.StatementWish)
        row = prove_host(party=party, at=timezone.now(), by=self.viewer)
        return Response(host_body(row), 201)


class OwnHostRemovalsView(_DressingView):
    """Giving the host up."""

    operations = {"POST": Operation("giveUpOwnHost", shapes.RemovedHost, shapes.StatementWish, 201)}

    def done(self, party: Party) -> Response:
        """Serve the pages at the platform's address alone."""
        self.read(shapes.StatementWish)
        row = give_up_host(party=party, at=timezone.now(), by=self.viewer)
        return Response({"host": row.host}, 201)


def host_body(row: OwnHost) -> dict[str, Any]:
    """Return a host with what it must show in DNS."""
    names = ("proven_at", "checked_at", "missing_since", "served_until")
    return {
        "host": row.host,
        "dns_name": f"{ownership.RECORD}.{row.host}",
        "dns_text": ownership.record_of(row.token),
        **{name: getattr(row, name) for name in names},
    }

"""``/privacy-statements``: what is published, the own draft, and publishing it."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from roles.models import Party
from roles.queries.lookup import party_named, the_one
from roles.transfers.words import language
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.site.statements import services
from voipgrid_privacy.site.statements.api.dressing import host_body
from voipgrid_privacy.site.statements.api.shapes import (
    NewPrivacyStatement,
    PrivacyStatementDraft,
    PrivacyStatementPage,
    PrivacyStatementShape,
)
from voipgrid_privacy.site.statements.gaps import Letter
from voipgrid_privacy.site.statements.own_hosts.queries import recorded_host
from voipgrid_privacy.site.statements.queries import Draft, draft_of, publications
from voipgrid_privacy.site.statements.shapes import brand_body, part_body, statement_body

RESOURCE = "privacy-statements"


class StatementsView(ResourceView):
    """Published statements, and publishing one."""

    resource = RESOURCE
    operations = {
        "GET": Operation(
            "listPrivacyStatements",
            PrivacyStatementPage,
            sortable={"published_at": "published_at"},
            query=frozenset({"party"}),
        ),
        "POST": Operation(
            "publishPrivacyStatement", PrivacyStatementShape, NewPrivacyStatement, 201
        ),
    }

    def get(self, request: Request) -> Response:
        """List the versions that were published, of one party if asked for."""
        rows = publications(viewer=self.viewer)
        if named := parameters.text(request, "party"):
            rows = rows.filter(party=party_named(viewer=self.viewer, reference=named))
        else:
            rows = rows.filter(party__in=self.viewer.parties | self.viewer.upstream)
        return page(request, rows, body=lambda row: statement_body(row, parts=False))

    def post(self, request: Request) -> HttpResponseBase:
        """Publish the own draft, as it was read, for good."""
        return once(request, self.publish)

    def publish(self) -> Response:
        """Do it; raises DomainError."""
        given = self.read(NewPrivacyStatement)
        own = the_one(Party.objects.visible_to(self.viewer), pk=self.caller.party)
        made = services.publish(party=own, **given, on=timezone.localdate(), by=self.viewer)
        return single(self.request, statement_body(made), 201, self.address(made.pk))


class StatementView(ResourceView):
    """One version."""

    resource = RESOURCE
    operations = {"GET": Operation("getPrivacyStatement", PrivacyStatementShape, single=True)}

    def get(self, request: Request, reference: str) -> Response:
        """Return the published version with this UUID, whoever published it."""
        pk = parameters.as_uuid(reference)
        if pk is None:
            raise NotFound
        return single(request, statement_body(the_one(publications(viewer=self.viewer), pk=pk)))


class DraftView(ResourceView):
    """What would be published now."""

    resource = RESOURCE
    operations = {"GET": Operation("getPrivacyStatementDraft", PrivacyStatementDraft, single=True)}

    def get(self, request: Request, reference: str) -> Response:
        """Return the draft of the own party: what it says, lacks and changes."""
        party = party_named(viewer=self.viewer, reference=reference)
        draft = draft_of(viewer=self.viewer, party=party, on=timezone.localdate())
        return single(request, _draft(draft))


def _draft(draft: Draft) -> dict[str, Any]:
    return {
        "party": draft.content["party"],
        "hash": draft.hash,
        "differs": draft.is_new,
        "score": draft.score.score,
        "letters": [_letter(letter) for letter in draft.letters],
        "differences": [
            {"part": each.part, "what": each.what, "before": each.before, "after": each.after}
            for each in (draft.differences(language()) if draft.is_new else ())
        ],
        "own_host": _host(draft),
        "brand": brand_body(draft.content, None),
        "parts": [part_body(part) for part in draft.content["parts"]],
    }


def _host(draft: Draft) -> dict[str, Any] | None:
    row = recorded_host(draft.register.party)
    return host_body(row) if row else None


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "code": letter.code,
        "asks": str(letter.asks),
        "state": letter.state,
        "missing": [{"what": each.what, "who": each.who} for each in letter.missing],
    }

"""``/party-searches``: people are searched by POST, so that no address holds a name."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from roles.api.bodies import party_body
from roles.api.serializers import StrictSerializer
from roles.api.shapes import PartySearch
from roles.queries.answers import Controlled, controllers_of
from roles.queries.search import parties_like
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.views import ResourceView

MOST = 50


class Search(StrictSerializer):
    """What is looked for."""

    q = serializers.CharField(min_length=2, max_length=200, help_text="A name or a number.")
    limit = serializers.IntegerField(min_value=1, max_value=MOST, default=10)


class PartySearchesView(ResourceView):
    """Finding parties by name, with typing errors, or by number."""

    resource = "parties"
    only_asks = True
    http_method_names = ["post", "options"]
    operations = {"POST": Operation("searchParties", PartySearch, Search)}

    def post(self, request: Request) -> Response:
        """Return the parties that fit, best first, with who is controller of what today."""
        asked = self.read(Search)
        found = parties_like(viewer=self.viewer, q=asked["q"], most=asked["limit"])
        lines = controllers_of(
            viewer=self.viewer, parties=[party.pk for party in found], on=timezone.localdate()
        )
        results = [
            {"party": party_body(party), "controllers": _line(lines.get(party.pk, ()))}
            for party in found
        ]
        return Response({"results": results})


def _line(line: tuple[Controlled, ...]) -> list[dict[str, Any]]:
    return [
        {
            "data_category": part.code,
            "parties": [{"id": p.id, "name": p.name, "kind": p.kind} for p in part.controllers],
        }
        for part in line
    ]

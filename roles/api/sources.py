"""``/sources``: what facts and rules rest on, since when it holds and what replaced it."""

from datetime import date
from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from roles.api.shapes import Page, Shape, TextInTwoLanguages
from roles.models import Source
from roles.models.sources import SourceKind
from roles.queries.lookup import the_one
from roles.queries.sources import rules_on, sources
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.api.views import ResourceView

LISTED = frozenset({"kind", "asof"})


class SourceShape(Shape):
    """A legal source; ``rules`` are the codes of those that cite it on the day asked about."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(SourceKind.choices)
    title = TextInTwoLanguages()
    url = serializers.CharField(allow_null=True)
    cited_as = serializers.CharField(allow_null=True)
    published_date = serializers.DateField(allow_null=True)
    consulted_date = serializers.DateField(allow_null=True)
    valid_from_date = serializers.DateField(allow_null=True)
    valid_until_date = serializers.DateField(allow_null=True)
    superseded_by = serializers.CharField(allow_null=True)
    superseded_date = serializers.DateField(allow_null=True)
    holds = serializers.BooleanField()
    rules = serializers.ListField(child=serializers.CharField())


class SourcePage(Page):
    """A page of sources."""

    results = SourceShape(many=True)


class SourcesView(ResourceView):
    """The legal sources."""

    resource = "sources"
    operations = {
        "GET": Operation(
            "listSources",
            SourcePage,
            sortable={"code": "code"},
            query=LISTED,
            words={"kind": SourceKind.values},
        )
    }

    def get(self, request: Request) -> Response:
        """List the sources; of one kind if asked for, as they stand on one day."""
        on = parameters.day(request, "asof", timezone.localdate())
        rows = sources(viewer=self.viewer)
        if kind := parameters.text(request, "kind"):
            rows = rows.filter(kind=kind)
        return page(request, rows, body=lambda row: source_body(row, on))


class SourceView(ResourceView):
    """One legal source."""

    resource = "sources"
    operations = {
        "GET": Operation("getSource", SourceShape, single=True, query=frozenset({"asof"}))
    }

    def get(self, request: Request, code: str) -> Response:
        """Return the source with this code, as it stands on one day."""
        on = parameters.day(request, "asof", timezone.localdate())
        return single(request, source_body(the_one(sources(viewer=self.viewer), code=code), on))


def source_body(source: Source, on: date) -> dict[str, Any]:
    """Return a source as it stands on ``on``."""
    cited = rules_on(source, on) if source.instrument else ()
    return {
        "code": source.code,
        "kind": source.kind,
        "title": {"nl": source.title.nl, "en": source.title.en},
        "url": source.url or None,
        "cited_as": source.instrument or None,
        "published_date": source.published_on,
        "consulted_date": source.consulted_on,
        "valid_from_date": source.valid_from,
        "valid_until_date": source.valid_until,
        "superseded_by": source.superseded_by.code if source.superseded_by else None,
        "superseded_date": source.superseded_on,
        "holds": source.holds(on),
        "rules": [rule.code for rule in cited],
    }

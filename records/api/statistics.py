"""``/statistics-releases``: what was counted of the caller's own calls before they were erased."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from records.statistics.models import StatisticsRelease
from records.statistics.queries import release, releases
from roles.api.shapes import Page, Shape
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound

RESOURCE = "statistics-releases"
SORTABLE = {"month": "month", "computed_at": "computed_at"}


class StatisticsErrors(Shape):
    """How far each kind of figure is from the truth at most, in 95 of 100 cases."""

    calls = serializers.IntegerField()
    by_number_called = serializers.IntegerField()
    by_duration = serializers.IntegerField()
    subscribers = serializers.IntegerField()
    bounded_subscribers = serializers.IntegerField()


class StatisticsReleaseShape(Shape):
    """The table of a month; each division of the calls adds up to `calls`."""

    id = serializers.UUIDField()
    month = serializers.RegexField(r"^\d{4}-\d{2}$")
    store = serializers.CharField()
    calls = serializers.IntegerField()
    calls_by_number_called = serializers.DictField(child=serializers.IntegerField())
    calls_by_duration = serializers.DictField(child=serializers.IntegerField())
    subscribers = serializers.IntegerField()
    bounded_subscribers = serializers.IntegerField(
        help_text="Subscribers who made more calls than count."
    )
    errors_at_95_percent = StatisticsErrors()
    epsilon = serializers.FloatField(help_text="What the table cost of the year's budget.")
    delta = serializers.FloatField()
    most_calls_of_one_subscriber = serializers.IntegerField()
    method = serializers.CharField()
    computed_at = serializers.DateTimeField()


class StatisticsReleasePage(Page):
    """A page of months."""

    results = StatisticsReleaseShape(many=True)


class StatisticsReleasesView(ResourceView):
    """The months of the caller's own calls."""

    resource = RESOURCE
    operations = {
        "GET": Operation("listStatisticsReleases", StatisticsReleasePage, sortable=SORTABLE)
    }

    def get(self, request: Request) -> Response:
        """List months with statistics, by month or by when they were made."""
        return page(request, releases(viewer=self.viewer, party=self.caller.party), body=body_of)


class StatisticsReleaseView(ResourceView):
    """One month."""

    resource = RESOURCE
    operations = {"GET": Operation("getStatisticsRelease", StatisticsReleaseShape, single=True)}

    def get(self, request: Request, reference: str) -> Response:
        """Return the statistics with this UUID: the same figures, however often it is asked."""
        pk: UUID | None = parameters.as_uuid(reference)
        if pk is None:
            raise NotFound
        return single(request, body_of(release(viewer=self.viewer, pk=pk, party=self.caller.party)))


def body_of(row: StatisticsRelease) -> dict[str, Any]:
    """Return a month as the API tells it."""
    return {
        "id": row.pk,
        "month": f"{row.month:%Y-%m}",
        "store": row.store.code,
        "calls": row.calls,
        "calls_by_number_called": row.figures["class"],
        "calls_by_duration": row.figures["band"],
        "subscribers": row.subscribers,
        "bounded_subscribers": row.bounded,
        "errors_at_95_percent": {
            "calls": row.errors["calls"],
            "by_number_called": row.errors["class"],
            "by_duration": row.errors["band"],
            "subscribers": row.errors["subscribers"],
            "bounded_subscribers": row.errors["bounded"],
        },
        "epsilon": float(row.epsilon),
        "delta": float(row.delta),
        "most_calls_of_one_subscriber": row.most_calls,
        "method": row.method,
        "computed_at": row.computed_at,
    }

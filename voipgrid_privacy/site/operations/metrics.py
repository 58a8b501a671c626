"""What Prometheus reads: requests of every process of this host, and what waits in the database."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import connection
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from voipgrid_privacy.site.operations.backlog import backlog, open_findings


class Rows(Collector):
    """Gauges that are read from the database when they are asked for, the same on every host."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Read them."""
        rows = GaugeMetricFamily(
            "voipgrid_privacy_waiting", "Rows of work that are due.", labels=["work"]
        )
        seconds = GaugeMetricFamily(
            "voipgrid_privacy_waiting_seconds",
            "Seconds since the first of those rows was due.",
            labels=["work"],
        )
        for each in backlog(at=self.at):
            rows.add_metric([each.work], each.rows)
            seconds.add_metric([each.work], each.seconds)
        findings = GaugeMetricFamily(
            "voipgrid_privacy_findings_open", "Open findings.", labels=["severity"]
        )
        for severity, number in open_findings().items():
            findings.add_metric([severity.lower()], number)
        size = GaugeMetricFamily(
            "voipgrid_privacy_database_bytes", "Size of the database.", value=_database_bytes()
        )
        yield from (rows, seconds, findings, size)


def exposition(*, at: datetime) -> bytes:
    """Return all metrics as Prometheus reads them.

    With ``METRICS_DIR`` the requests of every process that shares that folder are
    added up; without it they are those of the process that happens to answer.
    """
    registry = CollectorRegistry()
    if settings.METRICS_DIR:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    requests = generate_latest(registry if settings.METRICS_DIR else REGISTRY)
    own = CollectorRegistry()
    own.register(Rows(at))
    return requests + generate_latest(own)


def _database_bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone() or (0,)
    return int(size)

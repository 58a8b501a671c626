"""How much our own database has to catch up with: the lag of its slowest replica."""

from time import monotonic
from typing import Final

from django.db import connection

_EVERY: Final = 2.0
_SLOWEST: Final = "SELECT coalesce(extract(epoch FROM max(replay_lag)), 0) FROM pg_stat_replication"

_known = {"at": 0.0, "lag": 0.0}


def pressure() -> float:
    """Return the seconds that the slowest replica is behind, asked at most every two seconds."""
    if monotonic() - _known["at"] > _EVERY:
        with connection.cursor() as cursor:
            cursor.execute(_SLOWEST)
            _known.update(at=monotonic(), lag=float(cursor.fetchone()[0]))
    return _known["lag"]

"""How large the next batch is and how long to rest before it: pure."""

from typing import Final

TARGET_MS: Final = 90
"""Short enough that others hardly wait for our locks, long enough to be efficient."""
SMALLEST: Final = 500
LARGEST: Final = 50_000
MOST_LAG: Final = 5.0
"""Seconds a replica may be behind before batches rest in between."""
LONGEST_REST: Final = 2.0


def next_size(size: int, took_ms: int) -> int:
    """Return a size that should take about ``TARGET_MS``; it at most halves or doubles."""
    ideal = size * TARGET_MS // max(took_ms, 1)
    return min(max(ideal, size // 2, SMALLEST), size * 2, LARGEST)


def rest(lag_seconds: float) -> float:
    """Return how long to rest when the slowest replica is so far behind; usually not at all."""
    return min(max(lag_seconds - MOST_LAG, 0.0), LONGEST_REST)


def patience(waits: int) -> float:
    """Return how long to wait for a lock that others hold, longer every time."""
    return min(0.05 * 2.0**waits, LONGEST_REST)

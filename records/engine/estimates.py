"""How long a run takes and how much log it writes: pure, from what earlier runs took."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from records.choices import Technique


@dataclass(frozen=True, slots=True)
class Cost:
    """What a technique costs on modest hardware: rows a second, and bytes of log a row."""

    rows_per_second: int
    log_bytes: int


MEASURED: Final[Mapping[Technique, Cost]] = {
    Technique.DELETE: Cost(300_000, 238),
    Technique.SUPPRESS: Cost(60_000, 804),
    Technique.GENERALISE: Cost(60_000, 804),
    Technique.RECTIFY: Cost(60_000, 804),
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run will take."""

    seconds: int
    log_bytes: int


def estimate(technique: Technique, rows: int, *, before: float | None = None) -> Estimate:
    """Return the estimate for ``rows``; ``before`` is the pace of an earlier run, if any."""
    cost = MEASURED[technique]
    pace = before or cost.rows_per_second
    return Estimate(round(rows / pace), rows * cost.log_bytes)


def seconds_left(*, done: int, due: int, elapsed: float) -> int | None:
    """Return how long a run that is under way still takes; None before it got anywhere."""
    if done <= 0 or elapsed <= 0:
        return None
    return round(max(due - done, 0) * elapsed / done)

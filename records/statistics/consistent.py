"""Noisy figures made into a table that adds up: pure, and of what is public, so it costs nothing.

The total is the measured total, zero at least. The parts of a division become the nearest ones
(least squares) that are nowhere negative and add up to it: from each the same amount is taken, and
what falls below zero is zero. Then they are rounded so that the sum stays: the largest remainders
go up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from records.statistics.cube import SIDES
from records.statistics.mechanism import PEOPLE, TOTAL


@dataclass(frozen=True, slots=True)
class Table:
    """What is published: whole numbers from zero on, and each division adds up to the calls."""

    calls: int
    parts: Mapping[str, tuple[int, ...]]
    subscribers: int
    bounded: int


def consistent(noisy: Mapping[str, Sequence[int]]) -> Table:
    """Return the table of noisy figures; no more subscribers were bounded than there are."""
    calls = max(noisy[TOTAL][0], 0)
    subscribers, bounded = (max(figure, 0) for figure in noisy[PEOPLE])
    parts = {side: rounded(projected(noisy[side], calls), calls) for side in SIDES}
    return Table(calls, parts, subscribers, min(bounded, subscribers))


def projected(figures: Sequence[int], total: int) -> tuple[float, ...]:
    """Return the point nearest to ``figures`` that is nowhere negative and adds up to ``total``."""
    taken, so_far = 0.0, 0
    for place, figure in enumerate(sorted(figures, reverse=True), start=1):
        so_far += figure
        even = (so_far - total) / place
        if place > 1 and figure <= even:
            break
        taken = even
    return tuple(max(figure - taken, 0.0) for figure in figures)


def rounded(figures: Sequence[float], total: int) -> tuple[int, ...]:
    """Return whole figures that add up to ``total``: the largest remainders are rounded up."""
    whole = [int(figure) for figure in figures]
    order = sorted(range(len(figures)), key=lambda n: (whole[n] - figures[n], n))
    for number in order[: total - sum(whole)]:
        whole[number] += 1
    return tuple(whole)

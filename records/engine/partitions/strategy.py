"""Which way a part of a table goes: pure, from what was counted in it."""

from dataclasses import dataclass

from records.choices import Strategy, Technique


@dataclass(frozen=True, slots=True)
class Partition:
    """A partition as it is in the store, and whether our account may drop it."""

    name: str
    bound: str
    may_go: bool


@dataclass(frozen=True, slots=True)
class Filled:
    """How many rows a partition has, and how many of these are due and on no hold."""

    rows: int
    due: int


def strategy_of(technique: Technique, part: Partition, filled: Filled) -> Strategy:
    """Return how the rows of a partition go: it is dropped when every row is to be deleted."""
    whole = filled.due == filled.rows > 0
    drops = technique == Technique.DELETE and part.may_go and whole
    return Strategy.DROP if drops else Strategy.IN_PLACE

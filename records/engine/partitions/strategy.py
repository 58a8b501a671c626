"""Which way a part of a table goes: pure, from what was counted in it."""

from dataclasses import dataclass
from typing import Final

from records.choices import Strategy, Technique

MOST: Final = 2
"""A partition of which at least one row in so many is due is written anew: the faster way."""


@dataclass(frozen=True, slots=True)
class Partition:
    """A partition as it is in the store, and whether our account may drop it or replace it."""

    name: str
    bound: str
    may_go: bool
    may_be_replaced: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """How many rows a partition has, and how many of these are due and on no hold."""

    rows: int
    due: int


def strategy_of(technique: Technique, part: Partition, filled: Filled) -> Strategy:
    """Return how the rows of a partition go.

    It is dropped when every row is to be deleted, and written anew when most rows are due.
    """
    whole = filled.due == filled.rows > 0
    if technique == Technique.DELETE and part.may_go and whole:
        return Strategy.DROP
    if part.may_be_replaced and filled.due and filled.due * MOST >= filled.rows:
        return Strategy.REWRITE
    return Strategy.IN_PLACE

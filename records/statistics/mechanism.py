"""The one place where noise is drawn: discrete Laplace noise by OpenDP, and what it costs.

Two tables are neighbours when one has all calls of one subscriber and the other none of them. That
subscriber has at most ``most_calls`` calls in the total and in each division of it, is one of the
subscribers and perhaps one of those that were bounded. The measurements compose: epsilons add up.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import floor
from typing import Any, Final

import opendp.prelude as dp

from records.statistics.cube import SIDES

dp.enable_features("contrib")

METHOD: Final = f"discrete-laplace-1 (OpenDP {dp.__version__})"
TOTAL: Final = "total"
PEOPLE: Final = "people"
SHARES: Final[Mapping[str, Decimal]] = {
    TOTAL: Decimal("0.3"),
    **dict.fromkeys(SIDES, Decimal("0.3")),
    PEOPLE: Decimal("0.1"),
}
"""How the epsilon of a month is divided over what is measured."""
SIZES: Final = {TOTAL: 1, **{side: len(parts) for side, parts in SIDES.items()}, PEOPLE: 2}

Measured = dict[str, tuple[int, ...]]
"""Figures by what is measured: the total, the divisions of it, subscribers and bounded ones."""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """How much noise goes on what, for one epsilon and one bound on contributions."""

    epsilon: Decimal
    most_calls: int

    def measure(self, true: Mapping[str, Sequence[int]]) -> Measured:
        """Draw noise on what is true; whoever draws again spends again."""
        return {what: tuple(self._made(what)(list(true[what]))) for what in SHARES}

    def noise(self, rounds: int) -> Iterator[Measured]:
        """Yield noise on nothing: what anyone can draw who knows how tables are made."""
        drawn = {what: self._made(what)([0] * rounds * SIZES[what]) for what in SHARES}
        for n in range(rounds):
            yield {
                what: tuple(drawn[what][n * size : (n + 1) * size]) for what, size in SIZES.items()
            }

    def error(self, what: str, alpha: float) -> int:
        """Return what the noise on a figure stays within, but for ``alpha`` of the time."""
        scale = self.scale(what)
        found: float = dp.discrete_laplacian_scale_to_accuracy(scale=scale, alpha=alpha)
        return floor(found)

    def scale(self, what: str) -> float:
        """Return the scale of the noise on a measurement."""
        return _measurement(self._reach(what), self._cost(what))[1]

    def spent(self) -> float:
        """Return what all of it costs for one subscriber, as OpenDP computes it."""
        return sum(float(self._made(what).map(self._reach(what))) for what in SHARES)

    def _made(self, what: str) -> Any:
        return _measurement(self._reach(what), self._cost(what))[0]

    def _cost(self, what: str) -> float:
        return float(self.epsilon * SHARES[what])

    def _reach(self, what: str) -> int:
        """Return how much one subscriber changes a measurement, at most."""
        return 2 if what == PEOPLE else self.most_calls


@lru_cache(maxsize=64)
def _measurement(reach: int, epsilon: float) -> tuple[Any, float]:
    """Return the measurement with the least noise that costs no more than ``epsilon``."""
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l1_distance(T="i64")
    scale: float = dp.binary_search_param(
        lambda scale: dp.m.make_laplace(*space, scale=scale), d_in=reach, d_out=epsilon
    )
    return dp.m.make_laplace(*space, scale=scale), scale

"""How far off published figures are in 95 of 100 cases, whatever the truth: it looks at no data.

The total and the subscribers bear the noise that was drawn on them, so their error follows from its
scale. A part is moved as well, to make its division add up: the same amount *t* is taken from all,
and it ends at z - t from the truth, z being its own noise, or nearer where it is made zero. What is
taken depends on the truth in one way only: the smaller the other parts, the more. So two ends,
other parts that are all large and other parts that are all nothing, enclose every truth. Noise is
drawn many times over, and the error is what the farther of the two stays within.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import ceil
from typing import Final

from records.statistics.cube import SIDES
from records.statistics.mechanism import PEOPLE, TOTAL, Mechanism

ALPHA: Final = 0.05
ROUNDS: Final = 2_000


@lru_cache(maxsize=64)
def errors(mechanism: Mechanism) -> dict[str, int]:
    """Return, per kind of figure, how far from the truth it is at most, 95 in 100 times."""
    noise = list(mechanism.noise(ROUNDS))
    return {
        "calls": mechanism.error(TOTAL, ALPHA),
        **{
            side: _quantile([end for one in noise for end in ends(one[side], one[TOTAL][0])])
            for side in SIDES
        },
        "subscribers": mechanism.error(PEOPLE, ALPHA),
        # Two things bring it off: its own noise, and that of the subscribers from below.
        "bounded": mechanism.error(PEOPLE, ALPHA / 1.5),
    }


def ends(noise: Sequence[int], of_total: int) -> Iterator[float]:
    """Yield how far each part ends from the truth at most, by its noise and that of the total."""
    least = (sum(noise) - of_total) / len(noise)
    for number, own in enumerate(noise):
        others = sorted((*noise[:number], *noise[number + 1 :]), reverse=True)
        yield max(own - least, most_taken(own, others, of_total) - own)


def most_taken(own: int, others: Sequence[int], of_total: int) -> float:
    """Return what is taken from a part of all when the other parts are truly nothing.

    ``others`` in falling order: those that stay above zero have their share taken too.
    """
    taken, so_far = float(own - of_total), own - of_total
    for place, other in enumerate(others, start=2):
        if other <= taken:
            break
        so_far += other
        taken = so_far / place
    return taken


def _quantile(found: list[float]) -> int:
    """Return what all but ``ALPHA`` stay within; one is for the rounding to whole calls."""
    return ceil(sorted(found)[ceil((1 - ALPHA) * len(found)) - 1]) + 1

"""What the noise costs and does, what becomes of it, and how far off the figures are: no database.

Noise has no seed, so bounds are as wide as chance needs: a sound mechanism fails one of these less
than once in ten thousand times. What is to be seen lies well outside them.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from math import exp, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.statistics.accuracy import ROUNDS, errors
from records.statistics.consistent import Table, consistent, projected, rounded
from records.statistics.cube import SIDES
from records.statistics.mechanism import PEOPLE, SHARES, SIZES, TOTAL, Measured, Mechanism

ONE = Mechanism(Decimal(1), 50)
DRAWS = 20_000
Z = 4.0
"""Standard errors that chance is given."""

TRUTHS = {
    "nothing": ((0,) * 8, (0,) * 4),
    "one class has it all": ((5_000, *(0,) * 7), (5_000, 0, 0, 0)),
    "all small": ((100,) * 8, (200,) * 4),
    "all large": ((10_000,) * 8, (20_000,) * 4),
    "as calls are": ((2_000, 1_400, 300, 40, 20, 0, 240, 0), (800, 1_300, 1_500, 400)),
}


def true(name: str, subscribers: int = 40, bounded: int = 3) -> Measured:
    kinds, bands = TRUTHS[name]
    people = (subscribers, bounded)
    return {TOTAL: (sum(kinds),), "class": kinds, "band": bands, PEOPLE: people}


def with_noise(truth: Measured, noise: Measured) -> Measured:
    return {what: tuple(map(sum, zip(truth[what], noise[what], strict=True))) for what in truth}


# What it costs


@pytest.mark.parametrize("epsilon", ["0.1", "0.5", "1", "2"])
@pytest.mark.parametrize("most", [1, 50, 10_000])
def test_opendp_says_that_it_costs_no_more_than_is_booked(epsilon: str, most: int) -> None:
    spent = Mechanism(Decimal(epsilon), most).spent()
    assert float(epsilon) * 0.999 < spent <= float(epsilon) * (1 + 1e-12)


def test_the_shares_are_the_whole_and_each_is_measured() -> None:
    assert sum(SHARES.values()) == 1
    assert SIZES == {TOTAL: 1, "class": 8, "band": 4, PEOPLE: 2}
    drawn = ONE.measure(true("as calls are"))
    assert {what: len(figures) for what, figures in drawn.items()} == SIZES


def odds(of: Callable[[Measured], bool], one: Measured, other: Measured) -> tuple[float, float]:
    """Return how much likelier an event is with a subscriber than without, and how sure that is."""
    noise = list(ONE.noise(DRAWS))
    hits = [sum(of(with_noise(truth, each)) for each in noise) for truth in (one, other)]
    assert min(hits) > 500, "too rare an event to tell anything"
    ratio = hits[0] / hits[1]
    return ratio, ratio * sqrt(1 / hits[0] + 1 / hits[1])


def neighbours() -> tuple[Measured, Measured]:
    """Return a month with and without a subscriber who makes all calls that count of one kind."""
    without = true("as calls are")
    presence = {
        TOTAL: (50,),
        "class": (0, 50, *(0,) * 6),
        "band": (0, 0, 50, 0),
        PEOPLE: (1, 1),
    }
    return with_noise(without, presence), without


def above(what: str, place: int) -> Callable[[Measured], bool]:
    threshold = neighbours()[0][what][place]
    return lambda drawn: drawn[what][place] >= threshold


@pytest.mark.parametrize(
    ("what", "place"), [(TOTAL, 0), ("class", 1), ("band", 2), (PEOPLE, 0), (PEOPLE, 1)]
)
def test_a_subscriber_changes_what_comes_out_within_its_share(what: str, place: int) -> None:
    one, other = neighbours()
    ratio, give = odds(above(what, place), one, other)
    assert ratio <= exp(float(SHARES[what])) + Z * give


def test_a_subscriber_changes_the_whole_table_within_epsilon() -> None:
    """What is looked at is all that the subscriber changes, so that nothing of it is missed."""
    one, other = neighbours()
    looks = [above(TOTAL, 0), above("class", 1), above("band", 2)]
    ratio, give = odds(lambda drawn: all(look(drawn) for look in looks), one, other)
    assert exp(0.5) < ratio - Z * give, "the test sees less than there is to be seen"
    assert ratio <= exp(1) + Z * give


def test_the_same_look_finds_a_mechanism_that_lets_through_more_than_it_says() -> None:
    """A test that cannot fail is none: with a third of the noise the odds are out of bounds."""
    one, other = neighbours()
    noise = list(ONE.noise(DRAWS))
    threshold = one[TOTAL][0]
    hits = [sum(t[TOTAL][0] + n[TOTAL][0] // 5 >= threshold for n in noise) for t in (one, other)]
    ratio = hits[0] / hits[1]
    give = ratio * sqrt(1 / hits[0] + 1 / hits[1])
    assert ratio - Z * give > exp(float(SHARES[TOTAL]))


def test_the_noise_is_as_wide_as_its_scale_says() -> None:
    drawn = [one[TOTAL][0] for one in ONE.noise(DRAWS)]
    ratio = exp(-1 / ONE.scale(TOTAL))
    deviation = sqrt(2 * ratio) / (1 - ratio)
    found = sqrt(sum(value**2 for value in drawn) / DRAWS)
    assert abs(found / deviation - 1) < Z * sqrt(5 / DRAWS) / 2  # kurtosis 6
    assert abs(sum(drawn) / DRAWS) < Z * deviation / sqrt(DRAWS)


# What is made of it

figures = st.lists(st.integers(-5_000, 5_000), min_size=1, max_size=12)


@given(figures, st.integers(0, 20_000))
def test_parts_are_whole_and_from_zero_on_and_add_up(noisy: list[int], total: int) -> None:
    found = rounded(projected(noisy, total), total)
    assert sum(found) == total
    assert all(isinstance(part, int) and part >= 0 for part in found)


@given(figures, st.integers(0, 20_000))
def test_no_other_parts_that_add_up_are_nearer(noisy: list[int], total: int) -> None:
    """From each part above zero the same is taken; none that is zero would be above it (KKT)."""
    found = projected(noisy, total)
    taken = [n - f for n, f in zip(noisy, found, strict=True) if f > 1e-6]
    assert max(taken, default=0) - min(taken, default=0) < 1e-6
    least = min(taken, default=max(noisy))
    assert all(n <= least + 1e-6 for n, f in zip(noisy, found, strict=True) if f <= 1e-6)


@given(figures)
def test_what_adds_up_already_stays_as_it_is(noisy: list[int]) -> None:
    positive = [abs(figure) for figure in noisy]
    assert rounded(projected(positive, sum(positive)), sum(positive)) == tuple(positive)


def test_a_table_of_anything_is_consistent() -> None:
    for truth in map(true, TRUTHS):
        for noise in ONE.noise(200):
            table = consistent(with_noise(truth, noise))
            assert {sum(table.parts[side]) for side in SIDES} == {table.calls}
            assert min(table.calls, table.bounded, *table.parts["class"]) >= 0
            assert table.bounded <= table.subscribers


# How far off it is


def far(table: Table, truth: Measured) -> dict[str, list[int]]:
    """Return the error of each figure, by kind."""
    published: dict[str, Sequence[int]] = {
        **table.parts,
        "calls": (table.calls,),
        "subscribers": (table.subscribers,),
        "bounded": (table.bounded,),
    }
    really = {
        "class": truth["class"],
        "band": truth["band"],
        "calls": truth[TOTAL],
        "subscribers": truth[PEOPLE][:1],
        "bounded": truth[PEOPLE][1:],
    }
    return {
        kind: [abs(f - t) for f, t in zip(published[kind], really[kind], strict=True)]
        for kind in really
    }


@pytest.mark.parametrize("name", TRUTHS)
def test_the_error_that_is_told_is_the_error_that_is_found(name: str) -> None:
    """Every figure lies within it 95 times in a hundred or more, whatever the truth."""
    told, truth, rounds = errors(ONE), true(name), 3_000
    found = [far(consistent(with_noise(truth, noise)), truth) for noise in ONE.noise(rounds)]
    chance = Z * sqrt(0.05 * 0.95) * (1 / sqrt(rounds) + 1 / sqrt(ROUNDS))
    for kind, most in told.items():
        for place in range(len(found[0][kind])):
            within = sum(one[kind][place] <= most for one in found) / rounds
            assert within >= 0.95 - chance, (kind, place, within)


def test_it_is_not_told_wider_than_there_is_need_for() -> None:
    """The total, and the one part that has it all, come as far off as is told."""
    told, rounds = errors(ONE), 3_000
    large, one = true("all large"), true("one class has it all")
    drawn = list(ONE.noise(rounds))
    totals = [far(consistent(with_noise(large, n)), large)["calls"][0] for n in drawn]
    parts = [far(consistent(with_noise(one, n)), one)["class"][0] for n in drawn]
    for kind, found in (("calls", totals), ("class", parts)):
        within = sum(value <= told[kind] for value in found) / rounds
        assert within < 0.985, (kind, within)
    assert told["class"] < 1.5 * told["calls"]


def test_more_privacy_is_more_error_and_so_are_more_calls() -> None:
    assert errors(Mechanism(Decimal("0.5"), 50))["calls"] > 1.9 * errors(ONE)["calls"]
    assert errors(Mechanism(Decimal(1), 100))["class"] > 1.8 * errors(ONE)["class"]

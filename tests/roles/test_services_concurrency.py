"""Two people at once: the database lets exactly one of two impossible things happen."""

from datetime import date
from itertools import pairwise

import pytest

from roles import services
from roles.models import Contract
from roles.services.moving.carrying import Moved
from roles.services.refusals import ChainLoop, OverlappingContract
from tests.at_once import at_once
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import SYSTEM


@pytest.mark.parametrize("attempt", range(5))
def test_of_two_contracts_that_close_a_loop_together_exactly_one_wins(committed_cast, attempt):
    cast = committed_cast
    one, two = cast.party("One", "RESELLER"), cast.party("Two", "RESELLER")
    outcomes = at_once(lambda: cast.sells(one, two), lambda: cast.sells(two, one))
    assert sum(isinstance(o, Contract) for o in outcomes) == 1
    assert sum(isinstance(o, ChainLoop) for o in outcomes) == 1
    assert Contract.objects.filter(provider__in=(one, two)).count() == 1


def test_of_three_contracts_that_close_a_loop_together_exactly_two_win(committed_cast):
    cast = committed_cast
    a, b, c = (cast.party(name, "RESELLER") for name in "ABC")
    outcomes = at_once(lambda: cast.sells(a, b), lambda: cast.sells(b, c), lambda: cast.sells(c, a))
    assert sum(isinstance(o, ChainLoop) for o in outcomes) == 1
    assert Contract.objects.filter(provider__in=(a, b, c)).count() == 2


@pytest.mark.parametrize("attempt", range(5))
def test_of_two_providers_at_once_exactly_one_wins(committed_cast, attempt):
    cast = committed_cast
    outcomes = at_once(
        lambda: cast.delivers(cast.belfabriek, cast.bakker),
        lambda: cast.delivers(cast.spraakwerk, cast.bakker),
    )
    assert sum(isinstance(o, Contract) for o in outcomes) == 1
    assert sum(isinstance(o, OverlappingContract) for o in outcomes) == 1


@pytest.mark.parametrize("attempt", range(5))
def test_two_moves_at_once_leave_no_gap_and_no_overlap(committed_cast, attempt):
    cast = committed_cast
    third = cast.party("Derde", "PARTNER")
    cast.sells(cast.platform, third)
    cast.delivers(cast.belfabriek, cast.bakker)
    ask = {"customer": cast.bakker, "service": cast.telephony, "by": SYSTEM}
    outcomes = at_once(
        lambda: services.move_customer(to_partner=cast.spraakwerk, on=date(2026, 6, 1), **ask),
        lambda: services.move_customer(to_partner=third, on=date(2026, 9, 1), **ask),
        lambda: services.take_over_partner(
            partner=cast.belfabriek, to_partner=third, on=date(2026, 3, 1), by=SYSTEM
        ),
    )
    assert all(isinstance(o, Contract | Moved | DomainError) for o in outcomes), outcomes
    held = Contract.objects.filter(acquirer=cast.bakker).order_by("valid_during")
    periods = [(c.valid_from, c.valid_until) for c in held]
    assert periods[0][0] == date(2026, 1, 1)
    assert periods[-1][1] is None
    assert all(one[1] == two[0] for one, two in pairwise(periods))


@pytest.mark.parametrize("attempt", range(5))
def test_of_a_move_and_an_end_at_once_the_second_meets_what_the_first_left(committed_cast, attempt):
    cast, on = committed_cast, date(2026, 6, 1)
    contract = cast.delivers(cast.belfabriek, cast.bakker)
    moved, ended = at_once(
        lambda: services.move_customer(
            customer=cast.bakker,
            to_partner=cast.spraakwerk,
            service=cast.telephony,
            on=on,
            by=SYSTEM,
        ),
        lambda: services.end_contract(contract=contract, on=on, by=SYSTEM),
    )
    contract.refresh_from_db()
    assert contract.valid_until == on
    assert isinstance(moved, Contract) != isinstance(ended, Contract)
    assert Contract.objects.in_force(on).filter(acquirer=cast.bakker).count() == (
        1 if isinstance(moved, Contract) else 0
    )

"""An end is passed on down the chain."""

from roles.agreements.ends import completed, state_of, the_end
from roles.agreements.models import EndOfService, EndState
from roles.agreements.services import end_agreement, open_end, pass_on_ends
from tests.roles.ending import (
    END,
    NOW,
    chosen,
    confirmed,
    disputed,
    opened,
    settled,
    signed,
    state,
    stated,
)
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope


def test_an_end_is_passed_on_all_the_way_down(three):
    end = opened(three.top)
    second = end.below.get()
    third = second.below.get()
    assert [each.agreement for each in (second, third)] == [three.upper, three.lower]
    for each in (second, third):
        assert (each.ended_on, each.whose, each.data) == (END, three.bakker, ["TRANSMITTED"])


def test_it_is_complete_once_those_below_are(three, bella):
    end = opened(three.top)
    second, platform = end.below.get(), SYSTEM
    third = second.below.get()
    settled(end, platform, bella)
    assert state(end) == EndState.BELOW
    settled(second, bella, platform)
    assert [state(each) for each in (end, second)] == [EndState.BELOW, EndState.BELOW]
    step = settled(third, platform, platform)
    assert {state(each) for each in (end, second, third)} == {EndState.COMPLETE}
    disputed(third, step, platform)
    assert [state(each) for each in (end, second, third)] == ["BELOW", "BELOW", "DISPUTED"]


def test_what_a_partner_opens_is_passed_on_further_than_it_sees(three, manager_of):
    bella = manager_of(three.belfabriek)
    with partner_scope(bella):
        end = open_end(agreement=three.top, at=NOW, by=bella)
        second = end.below.get()
        assert second.opened_by == "CONTROLLER"
        row = the_end(viewer=bella, pk=end.pk)
        assert state_of(row) == EndState.CHOICE
        assert row.open_below  # also by what she does not see
        assert EndOfService.objects.count() == 2
    third = second.below.get()
    assert (third.agreement, third.opened_by) == (three.lower, "OFFICE")
    assert pass_on_ends(at=NOW, by=SYSTEM) == 0


def test_an_end_that_is_confirmed_at_once_waits_for_those_below(three, manager_of):
    bella = manager_of(three.belfabriek)
    end_agreement(agreement=three.upper, on=END, by=SYSTEM)
    with partner_scope(bella):
        end = open_end(agreement=three.upper, at=NOW, by=bella)
        chosen(end, bella)
    step = stated(end, SYSTEM)
    with partner_scope(bella):
        confirmed(end, step, bella)
        assert state_of(the_end(viewer=bella, pk=end.pk)) == EndState.BELOW
    assert not completed(agreement=three.upper, viewer=SYSTEM)
    assert end.below.get().agreement == three.lower


def test_a_confirmed_end_is_passed_on_to_who_is_recorded_later(chain, left, bella):
    settled(left, SYSTEM, bella)
    assert state(left) == EndState.COMPLETE
    upper = signed(chain.platform, chain.belfabriek)
    assert pass_on_ends(at=NOW, by=SYSTEM) == 1
    assert left.below.get().agreement == upper
    assert state(left) == EndState.BELOW


def test_who_has_none_of_the_data_is_not_asked(three):
    limited = three.party("Carrier", kind="SUPPLIER")
    kinds = [three.category("TRAFFIC_BILLING")]
    three.sells(limited, three.platform, kind="SUPPLY", categories=kinds)
    signed(limited, three.platform)
    end = opened(three.top)
    assert {each.agreement for each in end.below.get().below.all()} == {three.lower}

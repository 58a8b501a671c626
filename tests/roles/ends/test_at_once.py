"""Two people at one end of service at the same moment: the one waits, and one of them counts."""

import pytest

from roles.agreements.end_refusals import EndOpened, OtherStatement, StepOrder
from roles.agreements.models import EndOfService, EndStep
from roles.agreements.services import end_agreement
from tests.at_once import at_once
from tests.roles.ending import END, chosen, confirmed, opened, signed, stated, viewer
from voipgrid_privacy.kernel.tenancy import SYSTEM


@pytest.fixture
def agreement(committed_cast):
    made = signed(committed_cast.platform, committed_cast.belfabriek)
    end_agreement(agreement=made, on=END, by=SYSTEM)
    return made


@pytest.mark.parametrize("attempt", range(3))
def test_what_is_stated_anew_is_never_confirmed_unread(agreement, attempt):
    end, bella = opened(agreement), viewer(agreement.controller)
    chosen(end, bella)
    first = stated(end, SYSTEM)
    outcomes = at_once(
        lambda: stated(end, SYSTEM, text="Toch nog iets gevonden, en gewist."),
        lambda: confirmed(end, first, bella),
    )
    kinds = list(end.steps.order_by("number").values_list("number", "kind"))
    assert kinds[-1][0] == len(kinds)  # numbered one after the other
    if isinstance(outcomes[0], EndStep):
        assert isinstance(outcomes[1], OtherStatement), outcomes
    else:
        assert isinstance(outcomes[0], StepOrder), outcomes
        assert isinstance(outcomes[1], EndStep), outcomes


def test_two_confirm_and_one_of_them_does(agreement):
    end, bella = opened(agreement), viewer(agreement.controller)
    chosen(end, bella)
    first = stated(end, SYSTEM)
    outcomes = at_once(*[lambda: confirmed(end, first, bella)] * 2)
    assert sorted(type(each).__name__ for each in outcomes) == ["EndStep", "StepOrder"]
    assert end.steps.filter(kind="CONFIRMED").count() == 1


def test_two_open_it_and_there_is_one(agreement):
    outcomes = at_once(*[lambda: opened(agreement)] * 2)
    assert EndOfService.objects.count() == 1
    assert {type(each) for each in outcomes} == {EndOfService, EndOpened}, outcomes

"""An end that is none any more: the service goes on, or ended earlier."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from roles.agreements.end_refusals import EndLapsed, EndOpened, NotEnded
from roles.agreements.ends import ends, in_state, unconfirmed, unopened
from roles.agreements.models import EndState
from roles.agreements.services import lapse_ends, open_end, pass_on_ends
from roles.models import Contract
from tests.roles.ending import END, NOW, chosen, disputed, opened, settled, state, stop
from tests.roles.ends.given import LATER, again, bare, ends_anew
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope


def test_a_service_that_ended_earlier_has_that_end_opened(chain, bella, manager_of):
    stop(chain.belfabriek, chain.bakker, LATER)
    late = opened(chain.top)
    assert not unopened(viewer=SYSTEM).exists()
    ends_anew(chain, END)
    assert [row.service_end for row in unopened(viewer=SYSTEM)] == [END]
    assert state(late) == EndState.LAPSED
    with pytest.raises(EndLapsed):
        chosen(late, bella)
    with partner_scope(manager_of(chain.belfabriek)):
        made = open_end(agreement=chain.top, at=NOW, by=manager_of(chain.belfabriek))
    assert (made.ended_on, state(made)) == (END, EndState.CHOICE)
    assert [step.kind for step in late.steps.all()] == ["EARLIER"]
    assert not unopened(viewer=SYSTEM).exists()
    assert [row.pk for row in in_state(ends(viewer=SYSTEM), "open")] == [made.pk]
    assert [row.pk for row in in_state(ends(viewer=SYSTEM), "LAPSED")] == [late.pk]


def test_a_service_that_goes_on_lets_its_end_lapse_with_those_below(three, bella):
    end = opened(three.top)
    second = end.below.get()
    third = second.below.get()
    again(three, END)
    assert not unconfirmed().exists()
    assert lapse_ends(at=NOW, by=SYSTEM) == 3
    assert lapse_ends(at=NOW, by=SYSTEM) == 0
    for each in (end, second, third):
        assert state(each) == EndState.LAPSED
        step = each.steps.get()
        assert (step.kind, step.name, step.entered_by) == ("CONTINUED", "", "OFFICE")
    assert pass_on_ends(at=NOW, by=SYSTEM) == 0
    with pytest.raises(NotEnded):
        opened(three.top)


def test_a_service_that_begins_again_later_has_ended(chain, left):
    again(chain, LATER)
    assert state(left) == EndState.CHOICE
    assert lapse_ends(at=NOW, by=SYSTEM) == 0


def test_what_was_confirmed_stays(chain, left, bella):
    step = settled(left, SYSTEM, bella)
    again(chain, END)
    assert lapse_ends(at=NOW, by=SYSTEM) == 0
    assert state(left) == EndState.COMPLETE
    disputed(left, step, SYSTEM)
    assert state(left) == EndState.LAPSED


def test_the_same_day_can_be_the_end_after_all(chain, left):
    again(chain, END)
    assert lapse_ends(at=NOW, by=SYSTEM) == 1
    Contract.objects.filter(provider=chain.belfabriek, valid_during__startswith=END).delete()
    made = opened(chain.top)
    assert (made.ended_on, state(made), state(left)) == (END, "CHOICE", "LAPSED")
    with pytest.raises(EndOpened):
        opened(chain.top)


def test_the_database_lets_an_end_lapse_only_where_it_does(chain, left, manager_of):
    given = {"entered_by": "OFFICE", "name": ""}
    with pytest.raises(IntegrityError, match="end_step_order"), transaction.atomic():
        bare(left, kind="CONTINUED", **given)
    again(chain, END)
    for refusal, wrong in (
        ("end_step_order", {**given, "kind": "EARLIER"}),
        ("end_other_side", {"kind": "CONTINUED", "entered_by": "PROCESSOR"}),
        ("end_lapsed", {"choice": "DELETE", "entered_by": "CONTROLLER"}),
    ):
        with pytest.raises(IntegrityError, match=refusal), transaction.atomic():
            bare(left, **wrong)
    bella = manager_of(chain.belfabriek)
    with pytest.raises(DatabaseError), transaction.atomic(), partner_scope(bella):
        bare(left, kind="CONTINUED", **given)
    assert not left.steps.exists()
    bare(left, kind="CONTINUED", **given)
    with pytest.raises(IntegrityError, match="end_lapsed"), transaction.atomic():
        bare(left, kind="CONTINUED", **given)

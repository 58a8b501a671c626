"""From choice to confirmation: who says what, in which order."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from roles.agreements.end_refusals import (
    EndLater,
    EndNameless,
    EndReasonless,
    EndSaidForIt,
    OtherSide,
    OtherStatement,
    StepOrder,
    Unchosen,
)
from roles.agreements.ends import ends, in_state, the_end
from roles.agreements.models import EndState
from roles.agreements.services import end_agreement
from tests.roles.ending import (
    END,
    NOW,
    chosen,
    confirmed,
    disputed,
    opened,
    parts,
    settled,
    signed,
    state,
    stated,
    viewer,
)
from tests.roles.ends.given import bare, term
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM


def test_from_choice_to_confirmation_between_two_with_an_account(chain, partner_left, bella):
    assert state(partner_left) == EndState.CHOICE
    assert chosen(partner_left, bella, "BOTH").entered_by == "CONTROLLER"
    assert state(partner_left) == EndState.PROOF
    step = stated(partner_left, SYSTEM)
    assert (step.number, step.entered_by) == (2, "PROCESSOR")
    assert state(partner_left) == EndState.CONFIRMATION
    confirmed(partner_left, step, bella)
    assert state(partner_left) == EndState.COMPLETE
    assert [row.pk for row in in_state(ends(viewer=SYSTEM), "COMPLETE")] == [partner_left.pk]
    assert not in_state(ends(viewer=SYSTEM), "open").exists()


def test_a_dispute_reopens_it_also_after_confirmation(chain, partner_left, bella):
    step = settled(partner_left, bella, SYSTEM)
    with pytest.raises(EndReasonless):
        disputed(partner_left, step, bella, text=" ")
    disputed(partner_left, step, bella)
    assert state(partner_left) == EndState.DISPUTED
    again = stated(partner_left, SYSTEM, text="Nu ook de voicemail.")
    with pytest.raises(OtherStatement):
        confirmed(partner_left, step, bella)
    confirmed(partner_left, again, bella)
    assert state(partner_left) == EndState.COMPLETE
    assert partner_left.steps.count() == 6  # nothing was overwritten


def test_it_is_chosen_anew_until_something_is_stated(partner_left, bella):
    chosen(partner_left, bella, "RETURN")
    chosen(partner_left, bella, "DELETE")
    assert the_end(viewer=SYSTEM, pk=partner_left.pk).chosen == "DELETE"
    stated(partner_left, SYSTEM)
    with pytest.raises(StepOrder):
        chosen(partner_left, bella, "RETURN")


def test_nothing_is_stated_before_a_choice_unless_the_agreement_made_one(leaving, chain, bella):
    with pytest.raises(Unchosen):
        stated(leaving, bella)
    term(chain.top, 30, otherwise="DELETE", by=bella)
    assert state(leaving) == EndState.PROOF
    stated(leaving, bella)
    assert state(leaving) == EndState.CONFIRMATION


def test_each_side_says_only_what_is_its_own(chain, partner_left, bella):
    with pytest.raises(OtherSide):
        chosen(partner_left, SYSTEM)  # VoIPGRID is the processor here
    chosen(partner_left, bella)
    with pytest.raises(OtherSide):
        stated(partner_left, bella)
    step = stated(partner_left, SYSTEM)
    with pytest.raises(OtherSide):
        confirmed(partner_left, step, SYSTEM)
    with pytest.raises(NotFound):
        confirmed(partner_left, step, viewer(chain.spraakwerk))


def test_what_a_customer_chose_its_seller_enters_but_it_never_confirms_for_it(left, bella):
    assert chosen(left, bella).entered_by == "PROCESSOR"
    step = stated(left, bella)
    with pytest.raises(OtherSide):
        confirmed(left, step, bella)
    assert confirmed(left, step, SYSTEM).entered_by == "OFFICE"
    assert state(left) == EndState.COMPLETE


def test_a_seller_never_changes_what_its_customer_or_an_officer_chose(left, bella):
    chosen(left, bella, "DELETE")
    chosen(left, bella, "BOTH")  # its own entry it mends
    assert chosen(left, SYSTEM, "RETURN").entered_by == "OFFICE"
    with pytest.raises(EndSaidForIt):
        chosen(left, bella, "DELETE")
    with pytest.raises(IntegrityError, match="end_said_for_it"), transaction.atomic():
        bare(left, choice="DELETE", entered_by="PROCESSOR")
    assert the_end(viewer=SYSTEM, pk=left.pk).chosen == "RETURN"
    step = stated(left, bella, parts=parts(left, "RETURNED", done_on=END))
    disputed(left, step, bella)  # as the customer told it
    with pytest.raises(EndSaidForIt):
        chosen(left, bella, "DELETE")


def test_a_seller_undoes_no_confirmation(left, bella):
    chosen(left, bella)
    step = stated(left, bella)
    confirmed(left, step, SYSTEM)
    with pytest.raises(EndSaidForIt):
        disputed(left, step, bella)
    with pytest.raises(IntegrityError, match="end_said_for_it"), transaction.atomic():
        bare(left, kind="DISPUTED", about=step, entered_by="PROCESSOR")
    assert state(left) == EndState.COMPLETE
    disputed(left, step, SYSTEM)
    assert state(left) == EndState.DISPUTED


def test_what_a_supplier_did_is_entered_by_whom_it_supplied(chain):
    upper = signed(chain.host, chain.platform)
    end_agreement(agreement=upper, on=END, by=SYSTEM)
    end = opened(upper)
    assert chosen(end, SYSTEM).entered_by == "CONTROLLER"
    step = stated(end, SYSTEM)
    assert step.entered_by == "OFFICE"
    assert confirmed(end, step, SYSTEM).entered_by == "CONTROLLER"


def test_somebody_says_it_and_not_of_a_day_to_come(partner_left, bella):
    with pytest.raises(EndNameless):
        chosen(partner_left, bella, name=" ")
    with pytest.raises(EndLater):
        chosen(partner_left, bella, on=NOW.date() + timedelta(days=1))

"""When there is an end, and by which day it must be done."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from roles.agreements.end_refusals import (
    EndLater,
    EndOpened,
    EndTermEarly,
    EndTermLate,
    NotEnded,
    Unchosen,
)
from roles.agreements.end_terms import terms
from roles.agreements.ends import the_end, unopened
from roles.agreements.models import EndState, EndTerm
from roles.agreements.services import end_agreement
from tests.roles.ending import END, NOW, START, opened, signed, state, stated, stop, viewer
from tests.roles.ends.given import TO_COME, due, term
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope


def test_a_service_that_goes_on_has_no_end(chain):
    with pytest.raises(NotEnded):
        opened(chain.top)
    assert not unopened(viewer=SYSTEM).exists()


@pytest.mark.parametrize(
    ("contract", "agreement", "first"),
    [
        (date(2026, 9, 1), None, date(2026, 9, 1)),
        (None, date(2026, 10, 1), date(2026, 10, 1)),
        (date(2026, 9, 1), date(2026, 10, 1), date(2026, 9, 1)),
        (date(2026, 11, 1), date(2026, 10, 1), date(2026, 10, 1)),
    ],
)
def test_it_ends_with_the_contract_or_the_agreement_whichever_is_first(
    chain, contract, agreement, first
):
    if contract:
        stop(chain.belfabriek, chain.bakker, contract)
    if agreement:
        end_agreement(agreement=chain.top, on=agreement, by=SYSTEM)
    (row,) = unopened(viewer=SYSTEM)
    assert row.service_end == first
    assert opened(chain.top).ended_on == first
    with pytest.raises(EndOpened):
        opened(chain.top)


def test_a_customer_that_has_another_contract_has_no_end(chain):
    stop(chain.belfabriek, chain.bakker)
    chain.delivers(chain.belfabriek, chain.bakker, date(2026, 10, 1))
    with pytest.raises(NotEnded):
        opened(chain.top)


def test_an_agreement_that_another_follows_ends_nothing(chain):
    end_agreement(agreement=chain.top, on=END, by=SYSTEM)
    signed(chain.belfabriek, chain.bakker, on=END)
    assert not unopened(viewer=SYSTEM).exists()


def test_what_nobody_signed_has_no_end(chain):
    made = signed(chain.platform, chain.belfabriek, controller_signed_on=None)
    end_agreement(agreement=made, on=END, by=SYSTEM)
    assert made not in unopened(viewer=SYSTEM)


def test_without_a_term_it_is_thirty_days_which_is_our_own_measure(left):
    assert due(left) == date(2026, 10, 1)  # 1 September + 30
    assert the_end(viewer=SYSTEM, pk=left.pk).agreed_days is None


def test_the_term_that_was_agreed_last_before_the_end_counts(chain, leaving, bella):
    term(chain.top, 14, by=bella)
    assert due(leaving) == TO_COME + timedelta(days=14)
    term(chain.top, 60, on=date(2026, 6, 1))
    assert due(leaving) == TO_COME + timedelta(days=60)
    term(chain.top, 90, on=date(2026, 3, 1))  # agreed before the one of June
    assert due(leaving) == TO_COME + timedelta(days=60)


def test_once_the_service_has_ended_nothing_is_agreed_about_it(chain, left, bella):
    for by in (bella, SYSTEM):
        with pytest.raises(EndTermLate):
            term(chain.top, 730, on=date(2026, 6, 30), otherwise="DELETE", by=by)
    assert due(left) == date(2026, 10, 1)
    assert state(left) == EndState.CHOICE


def test_a_term_that_was_entered_after_the_end_never_counts(chain, bella):
    term(chain.top, 730, otherwise="DELETE", by=bella)
    stop(chain.belfabriek, chain.bakker)  # ended from September, as is learnt only now
    end = opened(chain.top)
    assert due(end) == date(2026, 10, 1)
    with pytest.raises(Unchosen):
        stated(end, bella)


def test_a_term_is_of_a_day_of_the_agreement(chain):
    for refusal, on in ((EndLater, date(9999, 12, 31)), (EndTermEarly, date(1, 1, 1))):
        with pytest.raises(refusal):
            term(chain.top, 14, on=on)
    given = {"agreement": chain.top, "days": 14, "entered_at": NOW, "entered_by": "PROCESSOR"}
    for refusal, on in (("end_later", date(9999, 12, 31)), ("end_term_early", date(2025, 1, 1))):
        with pytest.raises(IntegrityError, match=refusal), transaction.atomic():
            EndTerm.objects.create(**given, agreed_on=on)


def test_between_two_with_an_account_it_counts_once_both_entered_it(chain, manager_of):
    bella = manager_of(chain.belfabriek)
    made = signed(chain.platform, chain.belfabriek)
    end_agreement(agreement=made, on=TO_COME, by=SYSTEM)
    end = opened(made)
    assert term(made, 730, otherwise="DELETE").entered_by == "PROCESSOR"  # VoIPGRID's officers
    assert not the_end(viewer=SYSTEM, pk=end.pk).otherwise
    with pytest.raises(Unchosen):
        stated(end, SYSTEM)
    with partner_scope(bella):
        term(made, 60, by=bella)  # something else
        assert [row.agreed for row in terms(agreement=made, viewer=bella)] == [False, False]
        assert due(end) == TO_COME + timedelta(days=30)
        assert term(made, 730, otherwise="DELETE", by=bella).entered_by == "CONTROLLER"
        assert [row.agreed for row in terms(agreement=made, viewer=bella)] == [True, False, True]
    assert due(end) == TO_COME + timedelta(days=730)
    assert state(end) == EndState.PROOF


def test_officers_do_not_enter_for_both_what_is_their_own(chain):
    made = signed(chain.platform, chain.belfabriek)
    given = {"agreement": made, "days": 14, "agreed_on": START, "entered_at": NOW}
    with pytest.raises(IntegrityError, match="end_other_side"), transaction.atomic():
        EndTerm.objects.create(**given, entered_by="OFFICE")
    assert term(chain.top, 14).entered_by == "OFFICE"


def test_terms_are_entered_by_a_side_in_its_own_name(chain, manager_of):
    with partner_scope(manager_of(chain.belfabriek)):
        made = term(chain.top, 20, by=manager_of(chain.belfabriek))
    assert made.entered_by == "PROCESSOR"
    above = signed(chain.platform, chain.belfabriek)
    with pytest.raises(NotFound):
        term(above, 20, by=viewer(chain.spraakwerk))
    given = {"agreement": above, "days": 14, "agreed_on": START, "entered_at": NOW}
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        partner_scope(manager_of(chain.belfabriek)),
    ):
        EndTerm.objects.create(**given, entered_by="PROCESSOR")


def test_the_data_are_those_that_the_roles_give_on_the_last_day(chain, left, partner_left):
    assert left.data == ["TRANSMITTED"]  # of traffic data the seller is the controller itself
    assert "TRAFFIC_BILLING" in partner_left.data

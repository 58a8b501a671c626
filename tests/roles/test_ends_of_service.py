"""Return or deletion after a service: who says what, in which order, by which day, and proved."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from roles.agreements.end_refusals import (
    EndDoneBefore,
    EndEarlier,
    EndIncomplete,
    EndKeptUntilPast,
    EndLapsed,
    EndLater,
    EndNameless,
    EndNoProof,
    EndOpened,
    EndReasonless,
    EndSaidForIt,
    EndTermEarly,
    EndTermLate,
    NoStatute,
    NotEnded,
    OtherSide,
    OtherStatement,
    OutcomeUnfit,
    StepOrder,
    Unchosen,
    UnlikeChoice,
    Unproven,
)
from roles.agreements.end_terms import terms
from roles.agreements.ends import (
    completed,
    ends,
    in_state,
    state_of,
    the_end,
    unconfirmed,
    unopened,
)
from roles.agreements.evidence import evidence_of
from roles.agreements.models import (
    AgreementDocument,
    EndOfService,
    EndOutcome,
    EndState,
    EndStep,
    EndTerm,
)
from roles.agreements.refusals import NotAPdf
from roles.agreements.services import (
    Part,
    Upload,
    agree_end_term,
    end_agreement,
    lapse_ends,
    open_end,
    pass_on_ends,
)
from roles.models import Contract, DataCategory, Source
from tests.roles.ending import (
    END,
    NOW,
    SAID,
    START,
    chosen,
    confirmed,
    disputed,
    opened,
    parts,
    settled,
    signed,
    state,
    stated,
    stop,
    viewer,
)
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope

LATER = date(2027, 3, 1)
PDF = b"%PDF-1.7 bewijs"
TO_COME = legal_day(timezone.now()) + timedelta(days=60)


@pytest.fixture
def chain(shared_cast):
    """Bakker bought of Belfabriek, which has VoIPGRID process, which has a host do so."""
    cast = shared_cast
    cast.delivers(cast.belfabriek, cast.bakker)
    cast.host = cast.party("Host", kind="SUPPLIER")
    cast.sells(cast.host, cast.platform, kind="SUPPLY")
    cast.top = signed(cast.belfabriek, cast.bakker)
    return cast


@pytest.fixture
def bella(chain):
    return viewer(chain.belfabriek)


@pytest.fixture
def left(chain):
    """The end of Bakker's service, with nobody below who has an agreement."""
    stop(chain.belfabriek, chain.bakker)
    return opened(chain.top)


@pytest.fixture
def partner_left(chain):
    """The end of what VoIPGRID does for Belfabriek: both have an account here."""
    made = signed(chain.platform, chain.belfabriek)
    end_agreement(agreement=made, on=END, by=SYSTEM)
    return opened(made)


# When there is an end, and by which day it must be done


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


def due(end):
    return the_end(viewer=SYSTEM, pk=end.pk).due_on


def term(agreement, days, on=START, otherwise="", by=SYSTEM):
    given = {"days": days, "otherwise": otherwise, "on": on}
    return agree_end_term(agreement=agreement, **given, at=NOW, by=by)


def test_without_a_term_it_is_thirty_days_which_is_our_own_measure(left):
    assert due(left) == date(2026, 10, 1)  # 1 September + 30
    assert the_end(viewer=SYSTEM, pk=left.pk).agreed_days is None


@pytest.fixture
def leaving(chain):
    """The end of Bakker's service, which is still to come."""
    stop(chain.belfabriek, chain.bakker, TO_COME)
    return opened(chain.top)


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


# From choice to confirmation


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


# What a statement accounts for, and its proof


@pytest.fixture
def to_state(partner_left, bella):
    chosen(partner_left, bella, "DELETE")
    return partner_left


def test_each_kind_of_data_is_accounted_for(to_state):
    with pytest.raises(EndIncomplete):
        stated(to_state, SYSTEM, parts=parts(to_state)[1:])
    other = Part(DataCategory.objects.get(code="WEBSITE_VISITOR"), "DELETED", done_on=END)
    with pytest.raises(EndIncomplete):
        stated(to_state, SYSTEM, parts=[*parts(to_state), other])


def test_what_is_kept_is_kept_by_a_law_until_a_day(to_state):
    law, guideline = (Source.objects.get(code=c) for c in ("telecommunicatiewet", "edpb-07-2020"))
    until, first = date(2033, 12, 31), parts(to_state)[0].category
    for wrong in (
        {"statute": law},
        {"until": until},
        {"statute": law, "until": until, "done_on": END},
    ):
        with pytest.raises(OutcomeUnfit):
            stated(to_state, SYSTEM, parts=[*parts(to_state), Part(first, "KEPT", **wrong)])
    with pytest.raises(OutcomeUnfit):
        stated(to_state, SYSTEM, parts=[*parts(to_state)[1:], Part(first, "DELETED")])
    kept = Part(first, "KEPT", statute=guideline, until=until)
    with pytest.raises(NoStatute), transaction.atomic():
        stated(to_state, SYSTEM, parts=[*parts(to_state), kept])
    kept = Part(first, "KEPT", statute=law, place="Art. 11.5", until=until)
    step = stated(to_state, SYSTEM, parts=[*parts(to_state), kept])
    row = step.outcomes.get(outcome="KEPT")
    assert (row.statute, row.place, row.until) == (law, "Art. 11.5", until)


def test_what_was_chosen_is_what_is_done(to_state, bella):
    with pytest.raises(UnlikeChoice):
        stated(to_state, SYSTEM, parts=parts(to_state, "RETURNED", done_on=END))
    chosen(to_state, bella, "RETURN")
    with pytest.raises(UnlikeChoice):
        stated(to_state, SYSTEM)
    both = [*parts(to_state), *parts(to_state, "RETURNED", done_on=END)]
    assert stated(to_state, SYSTEM, parts=both).parts == len(both)


def test_proof_is_a_paper_with_its_hash_or_words_under_a_name(to_state):
    with pytest.raises(Unproven):
        stated(to_state, SYSTEM, text="")
    with pytest.raises(NotAPdf), transaction.atomic():
        stated(to_state, SYSTEM, proof=Upload(b"GIF89a", "application/pdf"))
    step = stated(to_state, SYSTEM, text="", proof=Upload(PDF, "application/pdf", "bewijs.pdf"))
    assert step.document_hash == hashlib.sha256(PDF).hexdigest()
    assert (step.document.kind, step.document.sha256) == ("PROOF", step.document_hash)


def test_what_is_stated_is_possible(to_state):
    law = Source.objects.get(code="telecommunicatiewet")
    first, early = parts(to_state)[0].category, date(1985, 1, 1)

    def kept(until):
        return [*parts(to_state), Part(first, "KEPT", statute=law, until=until)]

    for refusal, wrong in (
        (EndEarlier, {"on": date(1990, 1, 1), "parts": parts(to_state, done_on=early)}),
        (EndEarlier, {"parts": parts(to_state, done_on=early)}),
        (EndEarlier, {"on": END}),  # it was chosen the day after
        (EndLater, {"parts": parts(to_state, done_on=date(2026, 9, 3))}),
        (EndKeptUntilPast, {"parts": kept(SAID["on"])}),
        (Unproven, {"text": "."}),
        (
            EndDoneBefore,
            {
                "parts": parts(to_state, done_on=date(2026, 8, 31)),
                "text": ".",
                "proof": Upload(PDF, "application/pdf"),
            },
        ),
    ):
        with pytest.raises(refusal), transaction.atomic():
            stated(to_state, SYSTEM, **wrong)
    assert stated(to_state, SYSTEM, parts=parts(to_state, done_on=date(2026, 8, 31)))


def test_only_a_paper_that_is_kept_as_proof_proves(to_state):
    given = {"agreement": to_state.agreement, "number": 1, "kind": "UPLOADED", "state": "FILED"}
    given |= {"language": "nl", "asof": END, "content": PDF, "made_at": NOW}
    paper = AgreementDocument.objects.create(**given, sha256=hashlib.sha256(PDF).hexdigest())
    with pytest.raises(EndNoProof):
        stated(to_state, SYSTEM, document=paper)
    step = {"kind": "STATED", "parts": 1, "entered_by": "PROCESSOR"}
    with pytest.raises(IntegrityError, match="end_no_proof"), transaction.atomic():
        bare(to_state, **step, document=paper, document_hash=paper.sha256)


def test_the_database_refuses_what_is_impossible(to_state):
    with pytest.raises(IntegrityError, match="end_earlier"), transaction.atomic():
        bare(to_state, kind="STATED", parts=1, entered_by="PROCESSOR", said_on=START)
    first = parts(to_state)[0].category
    law = Source.objects.get(code="telecommunicatiewet")
    step = bare(to_state, kind="STATED", parts=1, entered_by="PROCESSOR", text="x")
    for refusal, wrong in (
        ("end_later", {"outcome": "DELETED", "done_on": date(2026, 9, 3)}),
        ("end_earlier", {"outcome": "DELETED", "done_on": date(1985, 1, 1)}),
        ("end_kept_until_past", {"outcome": "KEPT", "statute": law, "until": SAID["on"]}),
    ):
        with pytest.raises(IntegrityError, match=refusal), transaction.atomic():
            EndOutcome.objects.create(step=step, category=first, **wrong)


def test_what_a_law_has_kept_is_answered_for_once_its_day_has_come(to_state, bella):
    law = Source.objects.get(code="telecommunicatiewet")

    def kept(until):
        first = parts(to_state)[0].category
        some = [*parts(to_state), Part(first, "KEPT", statute=law, until=until)]
        step = stated(to_state, SYSTEM, parts=some)
        confirmed(to_state, step, bella)

    kept(date(2026, 10, 1))  # which is past by now
    row = the_end(viewer=SYSTEM, pk=to_state.pk)
    assert (state_of(row), row.due_on) == (EndState.PROOF, date(2026, 10, 1))
    assert row in in_state(ends(viewer=SYSTEM), "open")
    assert row in in_state(ends(viewer=SYSTEM), "PROOF")
    assert row not in in_state(ends(viewer=SYSTEM), "COMPLETE")
    kept(date(9999, 12, 31))
    row = the_end(viewer=SYSTEM, pk=to_state.pk)
    assert (state_of(row), row.due_on) == (EndState.COMPLETE, date(9999, 12, 31))
    with pytest.raises(StepOrder):
        stated(to_state, SYSTEM)


def test_a_paper_of_another_agreement_proves_nothing(chain, to_state):
    given = {"agreement": chain.top, "number": 1, "kind": "PROOF", "state": "FILED"}
    given |= {"language": "nl", "asof": END, "content": PDF, "made_at": NOW}
    other = AgreementDocument.objects.create(**given, sha256=hashlib.sha256(PDF).hexdigest())
    given = {"kind": "STATED", "parts": 1, "entered_by": "PROCESSOR"}
    with pytest.raises(IntegrityError, match="end_of_others"), transaction.atomic():
        bare(to_state, **given, document=other, document_hash=other.sha256)


# What the database refuses, whoever writes


def bare(end, **more):
    given = {
        "end": end,
        "number": 0,
        "said_on": SAID["on"],
        "name": "x",
        "text": "x",
        "entered_at": NOW,
    }
    given |= {"kind": "CHOSEN", "entered_by": "CONTROLLER"}
    return EndStep.objects.create(**{**given, **more})


def test_the_database_keeps_the_order_and_the_sides(partner_left, bella):
    for refusal, wrong in (
        ("end_other_side", {"choice": "DELETE", "entered_by": "PROCESSOR"}),
        ("end_other_side", {"choice": "DELETE", "entered_by": "OFFICE"}),
        ("end_nameless", {"choice": "DELETE", "name": " "}),
        ("end_unchosen", {"kind": "STATED", "parts": 1, "entered_by": "PROCESSOR"}),
        ("end_step_of_its_kind", {"choice": ""}),
    ):
        with pytest.raises(IntegrityError, match=refusal), transaction.atomic():
            bare(partner_left, **wrong)
    bare(partner_left, choice="DELETE")
    with pytest.raises(IntegrityError, match="end_step_order"), transaction.atomic():
        bare(partner_left, kind="CONFIRMED", about=partner_left.steps.get())
    given = {"kind": "STATED", "parts": 1, "entered_by": "PROCESSOR", "text": ""}
    with pytest.raises(IntegrityError, match="end_unproven"), transaction.atomic():
        bare(partner_left, **given)


def test_nothing_of_it_changes_or_goes(to_state):
    step = stated(to_state, SYSTEM)
    rows = EndStep.objects.filter(pk=step.pk)
    for touch in (
        lambda: rows.update(said_on=START),
        lambda: rows.update(text="x"),
        lambda: step.outcomes.update(done_on=START),
        lambda: EndOfService.objects.update(ended_on=START),
        step.outcomes.all().delete,
        to_state.steps.filter(kind="CHOSEN").delete,
    ):
        with pytest.raises(IntegrityError, match="end_fixed"), transaction.atomic():
            touch()
    assert rows.update(text="", name="") == 1  # words may be erased


def test_a_statement_is_whole_and_nothing_is_added_to_it_later(to_state):
    step = stated(to_state, SYSTEM)
    first = step.outcomes.first()
    with pytest.raises(IntegrityError, match="end_fixed"), transaction.atomic():
        EndOutcome.objects.create(
            step=step, category=first.category, outcome="RETURNED", done_on=END
        )
    bare(to_state, kind="STATED", parts=1, entered_by="PROCESSOR")
    with (
        pytest.raises(IntegrityError, match="end_incomplete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS end_step_whole IMMEDIATE")


def test_an_end_is_of_its_own_agreement_and_of_the_day_that_the_register_knows(chain, left):
    given = {"agreement": chain.top, "whose": chain.bakker, "data": ["TRANSMITTED"]}
    given |= {"opened_at": NOW, "opened_by": "OFFICE"}
    for refusal, wrong in (
        ("end_not_ended", {"ended_on": START}),
        ("end_of_others", {"ended_on": END, "whose": chain.spraakwerk}),
        ("end_of_others", {"ended_on": END, "above": left}),
    ):
        with pytest.raises(IntegrityError, match=refusal), transaction.atomic():
            EndOfService.objects.create(**{**given, **wrong})


# Further down the chain


@pytest.fixture
def three(chain):
    """The agreements below: of VoIPGRID with Belfabriek, and of the host with VoIPGRID."""
    chain.upper = signed(chain.platform, chain.belfabriek)
    chain.lower = signed(chain.host, chain.platform)
    stop(chain.belfabriek, chain.bakker)
    return chain


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


# What is none any more


def ends_anew(chain, on):
    """The contract that was to end on one day ends on another."""
    Contract.objects.filter(provider=chain.belfabriek, acquirer=chain.bakker).update(
        valid_during=(START, on)
    )


def again(chain, on):
    chain.delivers(chain.belfabriek, chain.bakker, on)


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


# Tenancy, and what it proves


def test_a_partner_goes_through_its_steps_in_its_own_session(chain, partner_left, manager_of):
    bella = manager_of(chain.belfabriek)
    with partner_scope(bella):
        chosen(partner_left, bella)
    step = stated(partner_left, SYSTEM)
    with partner_scope(bella):
        confirmed(partner_left, step, bella)
    assert state(partner_left) == EndState.COMPLETE


def test_a_seller_states_with_proof_after_its_customer_left(chain, left, manager_of):
    bella = manager_of(chain.belfabriek)
    with partner_scope(bella):
        chosen(left, bella)
        step = stated(left, bella, proof=Upload(PDF, "application/pdf"))
        assert step.document.number == 1


def test_strangers_see_and_say_nothing(chain, left, manager_of):
    spraak = manager_of(chain.spraakwerk)
    with partner_scope(spraak):
        assert not ends(viewer=spraak).exists()
        with pytest.raises(NotFound):
            chosen(left, spraak)
        with pytest.raises(NotFound):
            open_end(agreement=chain.top, at=NOW, by=spraak)
    with pytest.raises(DatabaseError), transaction.atomic(), partner_scope(spraak):
        bare(left, choice="DELETE", entered_by="CONTROLLER")


def test_nobody_says_it_as_if_the_other_did(chain, partner_left, manager_of):
    bella = manager_of(chain.belfabriek)
    chosen(partner_left, viewer(chain.belfabriek))
    with pytest.raises(DatabaseError), transaction.atomic(), partner_scope(bella):
        bare(partner_left, kind="STATED", parts=1, entered_by="PROCESSOR")


def test_a_complete_end_shows_that_clause_g_is_kept(chain, left, bella):
    def absent():
        shown = evidence_of(agreement=chain.top, viewer=SYSTEM, on=END)
        return "".join(each.item.code for each in shown if each.absent)

    chosen(left, bella)
    step = stated(left, bella)
    assert absent() == "abcdefgh"
    confirmed(left, step, SYSTEM)
    assert absent() == "abcdefh"
    assert [row.pk for row in completed(agreement=chain.top, viewer=SYSTEM)] == [left.pk]
    assert SAID["name"] in {row.name for row in left.steps.all()}

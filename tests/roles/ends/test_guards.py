"""What the database refuses, whoever writes."""

import pytest
from django.db import IntegrityError, connection, transaction

from roles.agreements.models import EndOfService, EndOutcome, EndStep
from tests.roles.ending import END, NOW, START, stated
from tests.roles.ends.given import bare
from voipgrid_privacy.kernel.tenancy import SYSTEM


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

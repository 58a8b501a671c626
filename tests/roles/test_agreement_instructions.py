"""The log of instructions: who says what, and that it is only added to (GDPR Art. 28(3)(a))."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from roles.agreements.models import Instruction
from roles.agreements.refusals import InstructionAbout, InstructionLater
from roles.agreements.services import log_instruction, may_instruct, record_agreement
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope

NOW, DAY = timezone.now(), date(2026, 2, 1)


@pytest.fixture
def chain(shared_cast):
    shared_cast.delivers(shared_cast.belfabriek, shared_cast.bakker)
    return shared_cast


def agreed(chain, processor=None, controller=None):
    pair = {"processor": processor or chain.belfabriek, "controller": controller or chain.bakker}
    return record_agreement(**pair, on=DAY, by=SYSTEM)


def said(agreement, by=SYSTEM, **more) -> Instruction:
    given = {"text": "Bewaar opnamen 30 dagen.", "given_by": "B. Bakker", "on": DAY, **more}
    return log_instruction(agreement=agreement, **given, at=NOW, by=by)


def test_a_processor_logs_what_it_was_told_and_says_that_it_infringes(chain, manager_of):
    bella, made = manager_of(chain.belfabriek), agreed(chain)
    with partner_scope(bella):
        first = said(made, bella, channel="EMAIL")
        warned = said(made, bella, kind="INFRINGES", about=first, text="Geen grondslag.")
        said(made, bella, kind="WITHDRAWN", about=first, text="Ingetrokken.")
    assert list(first.answers.values_list("kind", flat=True).order_by("kind")) == [
        "INFRINGES",
        "WITHDRAWN",
    ]
    assert warned.agreement == made
    assert {row.entered_by for row in made.instructions.all()} == {"PROCESSOR"}
    assert said(made).entered_by == "OFFICE"


def test_a_party_above_instructs_and_does_not_judge_for_the_processor(chain, manager_of):
    made = agreed(chain, chain.platform, chain.belfabriek)
    bella = manager_of(chain.belfabriek)
    with partner_scope(bella):
        assert may_instruct(agreement=made, by=bella)
        first = said(made, bella)
        assert first.entered_by == "CONTROLLER"
        with pytest.raises(NotAllowed):
            said(made, bella, kind="INFRINGES", about=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Instruction.objects.filter(pk=first.pk).update(channel="LETTER")


def test_strangers_neither_read_nor_write_the_log(chain, manager_of):
    made, spraak = agreed(chain), manager_of(chain.spraakwerk)
    said(made)
    with partner_scope(spraak):
        assert not Instruction.objects.visible_to(spraak).exists()
        assert not may_instruct(agreement=made, by=spraak)
        with pytest.raises(NotFound):
            said(made, spraak)


LINE = {"kind": "GIVEN", "text": "x", "given_by": "B. Bakker", "channel": "LETTER"}


def test_nobody_enters_a_line_as_if_the_other_did(chain, manager_of):
    bella, made = manager_of(chain.belfabriek), agreed(chain)
    line = {**LINE, "agreement": made, "given_on": DAY, "entered_at": NOW}
    for other in ("CONTROLLER", "OFFICE"):
        with pytest.raises(DatabaseError), transaction.atomic(), partner_scope(bella):
            Instruction.objects.create(**line, entered_by=other)
    with partner_scope(bella):
        Instruction.objects.create(**line, entered_by="PROCESSOR")


def test_the_database_dates_a_line_and_refuses_days_to_come(chain):
    line = {**LINE, "agreement": agreed(chain), "entered_by": "OFFICE"}
    long_ago = NOW - timedelta(days=900)
    row = Instruction.objects.create(**line, given_on=DAY, entered_at=long_ago)
    row.refresh_from_db()
    assert row.entered_at >= NOW
    with pytest.raises(IntegrityError), transaction.atomic():
        Instruction.objects.create(**line, given_on=date(2999, 1, 1), entered_at=NOW)


def test_an_answer_is_about_an_instruction_of_the_same_agreement(chain):
    made, other = agreed(chain), agreed(chain, chain.platform, chain.belfabriek)
    first = said(made)
    for wrong in ({"kind": "UPHELD"}, {"kind": "GIVEN", "about": first}):
        with pytest.raises(InstructionAbout), transaction.atomic():
            said(made, **wrong)
    with pytest.raises(InstructionAbout):
        said(other, kind="UPHELD", about=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Instruction.objects.create(
            agreement=other,
            kind="UPHELD",
            about=first,
            given_on=DAY,
            text="x",
            given_by="x",
            channel="EMAIL",
            entered_at=NOW,
            entered_by="OFFICE",
        )


def test_an_instruction_is_entered_once_it_was_given(chain):
    with pytest.raises(InstructionLater):
        said(agreed(chain), on=date(2999, 1, 1))


@pytest.mark.parametrize("touch", [{"text": "x"}, {"given_on": date(2025, 1, 1)}], ids=str)
def test_the_log_is_only_added_to_and_words_can_be_erased(chain, touch):
    rows = Instruction.objects.filter(pk=said(agreed(chain)).pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**touch)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()
    assert rows.update(text="", given_by="") == 1

"""What a statement accounts for, and its proof."""

import hashlib
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from roles.agreements.end_refusals import (
    EndDoneBefore,
    EndEarlier,
    EndIncomplete,
    EndKeptUntilPast,
    EndLater,
    EndNoProof,
    NoStatute,
    OutcomeUnfit,
    StepOrder,
    UnlikeChoice,
    Unproven,
)
from roles.agreements.ends import ends, in_state, state_of, the_end
from roles.agreements.models import AgreementDocument, EndOutcome, EndState
from roles.agreements.refusals import NotAPdf
from roles.agreements.services import Part, Upload
from roles.models import DataCategory, Source
from tests.roles.ending import END, NOW, SAID, START, chosen, confirmed, parts, stated
from tests.roles.ends.given import PDF, bare
from voipgrid_privacy.kernel.tenancy import SYSTEM


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

"""The steps of an end of service: choose, state with proof, confirm or dispute."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import connection

from roles.agreements.end_refusals import (
    EndDoneBefore,
    EndEarlier,
    EndIncomplete,
    EndKeptUntilPast,
    EndLater,
    EndNameless,
    EndNoProof,
    EndReasonless,
    OtherStatement,
    OutcomeUnfit,
    UnlikeChoice,
    Unproven,
)
from roles.agreements.end_terms import first_day
from roles.agreements.ends import choice_of, the_end
from roles.agreements.models import (
    AgreementDocument,
    Choice,
    DocumentKind,
    EndOfService,
    EndOutcome,
    EndStep,
    EndStepKind,
    Outcome,
)
from roles.agreements.services.end_sides import enters
from roles.agreements.services.signing import filed
from roles.models import DataCategory, Source
from roles.services.recording import keep
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import one_line
from voipgrid_privacy.kernel.use_case import use_case


@dataclass(frozen=True, slots=True)
class Part:
    """What became of one category: done on a day, or kept by a law until a day."""

    category: DataCategory
    outcome: str
    done_on: date | None = None
    statute: Source | None = None
    place: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A PDF that proves it."""

    content: bytes
    content_type: str
    name: str = ""


@use_case
def choose_end(
    *,
    end: EndOfService,
    choice: str,
    name: str,
    text: str = "",
    on: date,
    at: datetime,
    by: Viewer,
) -> EndStep:
    """Choose, for whom the processor acts for, whether the data are returned or deleted.

    May be chosen anew until something is stated, and after a dispute (EDPB 07/2020 para. 140).
    Raises NotFound, ``end_other_side``, ``end_said_for_it``, ``end_step_order``,
    ``end_nameless``, ``end_later``,
    ``end_earlier``.
    """
    return _step(end, EndStepKind.CHOSEN, choice=choice, name=name, text=text, on=on, at=at, by=by)


@use_case
def keep_proof(*, end: EndOfService, proof: Upload, at: datetime, by: Viewer) -> AgreementDocument:
    """Keep a PDF that a statement is to rest on, with its SHA-256.

    Raises NotFound, ``end_other_side``, ``not_a_pdf``, ``document_too_large``.
    """
    row = the_end(viewer=by, pk=end.pk)
    enters(row, EndStepKind.STATED, by)
    return _kept(row, proof, at)


@use_case
def state_end(
    *,
    end: EndOfService,
    parts: Iterable[Part],
    name: str,
    text: str = "",
    proof: Upload | None = None,
    document: AgreementDocument | None = None,
    on: date,
    at: datetime,
    by: Viewer,
) -> EndStep:
    """State, as the processor, what became of each kind of data, with proof.

    Proof is a PDF, kept with its SHA-256, or a ``document`` that is kept already; without, the
    words count under the name. Raises NotFound, ``end_other_side``, ``end_step_order``,
    ``end_unchosen``, ``end_incomplete``, ``end_outcome_unfit``, ``end_no_statute``,
    ``end_unlike_choice``, ``end_unproven``, ``end_no_proof``, ``end_nameless``, ``end_later``,
    ``end_earlier``, ``end_done_before``, ``end_kept_until_past``, ``not_a_pdf``,
    ``document_too_large``. After a confirmation it follows once data were kept until their day.
    """
    row, said = the_end(viewer=by, pk=end.pk), list(parts)
    enters(row, EndStepKind.STATED, by)
    _must_account(row, said)
    _must_be_possible(row, said, on, explained=in_words(text))
    if not (proof or document or in_words(text)):
        raise Unproven(field="text")
    if document is not None and document.kind != DocumentKind.PROOF:
        raise EndNoProof
    kept = _kept(row, proof, at) if proof else document
    step = _step(
        end,
        EndStepKind.STATED,
        document=kept,
        document_hash=kept.sha256 if kept else "",
        parts=len(said),
        name=name,
        text=text,
        on=on,
        at=at,
        by=by,
    )
    for part in said:
        keep(
            EndOutcome(
                step=step,
                category=part.category,
                outcome=part.outcome,
                done_on=part.done_on,
                statute=part.statute,
                place=part.place.strip(),
                until=part.until,
            )
        )
    return step


@use_case
def confirm_end(
    *,
    end: EndOfService,
    statement: EndStep,
    name: str,
    text: str = "",
    on: date,
    at: datetime,
    by: Viewer,
) -> EndStep:
    """Confirm, for whom the processor acts for, that the statement is right.

    Raises NotFound, ``end_other_side``, ``end_step_order``, ``end_other_statement``,
    ``end_nameless``, ``end_later``,
    ``end_earlier``.
    """
    kind = EndStepKind.CONFIRMED
    return _step(end, kind, about=statement, name=name, text=text, on=on, at=at, by=by)


@use_case
def dispute_end(
    *,
    end: EndOfService,
    statement: EndStep,
    name: str,
    text: str,
    on: date,
    at: datetime,
    by: Viewer,
) -> EndStep:
    """Say what is wrong with the statement, also after it was confirmed; raises as confirming.

    Also ``end_reasonless`` and ``end_said_for_it``.
    """
    if not text.strip():
        raise EndReasonless(field="text")
    kind = EndStepKind.DISPUTED
    return _step(end, kind, about=statement, name=name, text=text, on=on, at=at, by=by)


AFTER: Final[dict[str, frozenset[str | None]]] = {
    EndStepKind.CHOSEN: frozenset({None, EndStepKind.CHOSEN, EndStepKind.DISPUTED}),
    EndStepKind.STATED: frozenset({EndStepKind.CHOSEN, EndStepKind.STATED, EndStepKind.DISPUTED}),
    EndStepKind.CONFIRMED: frozenset({EndStepKind.STATED, EndStepKind.DISPUTED}),
    EndStepKind.DISPUTED: frozenset({EndStepKind.STATED, EndStepKind.CONFIRMED}),
}
"""What each step may follow, as in the database; what the agreement says counts as a choice."""


def fits(*, row: Any, kind: str) -> bool:
    """Say whether a step of that kind can follow now on a row of ``ends``."""
    if row.lapses:
        return False
    by_default = kind == EndStepKind.STATED and row.last is None and bool(row.otherwise)
    kept = kind == EndStepKind.STATED and row.kept_over
    return by_default or kept or row.last in AFTER[kind]


def _step(
    end: EndOfService,
    kind: str,
    *,
    name: str,
    text: str,
    on: date,
    at: datetime,
    by: Viewer,
    **more: Any,
) -> EndStep:
    row = the_end(viewer=by, pk=end.pk)
    who = enters(row, kind, by)
    if not name.strip():
        raise EndNameless(field="name")
    if on > legal_day(at):
        raise EndLater(field="on")
    if on < (row.last_said_on or first_day(row.agreement)):
        raise EndEarlier(field="on")
    about = more.get("about")
    if about is not None and about.end_id != row.pk:
        raise OtherStatement
    step = keep(
        EndStep(
            end=row,
            number=0,  # the database numbers it
            kind=kind,
            said_on=on,
            name=one_line(name),
            text=text.strip(),
            entered_at=at,
            entered_by=who,
            **more,
        )
    )
    step.refresh_from_db(fields=("number", "entered_at"))
    return step


def _must_account(row: Any, parts: list[Part]) -> None:
    """Raise unless each kind of data is accounted for, as chosen."""
    if set(row.data) != {part.category.code for part in parts}:
        raise EndIncomplete
    for part in parts:
        law = part.outcome == Outcome.KEPT
        if law != bool(part.statute and part.until) or law == bool(part.done_on):
            raise OutcomeUnfit
    choice = choice_of(row)
    returned = {part.category.code for part in parts if part.outcome != Outcome.DELETED}
    if choice == Choice.RETURN and returned != set(row.data):
        raise UnlikeChoice
    if choice == Choice.DELETE and any(part.outcome == Outcome.RETURNED for part in parts):
        raise UnlikeChoice


def in_words(text: str) -> bool:
    """Say whether anything is said: a letter or a figure at least."""
    return any(sign.isalnum() for sign in text)


def _must_be_possible(row: Any, parts: list[Part], on: date, *, explained: bool) -> None:
    """Raise unless each was done by the day of the statement, or is kept until a later one."""
    for part in parts:
        if part.until and part.until <= on:
            raise EndKeptUntilPast
        if part.done_on is None:
            continue
        if part.done_on > on:
            raise EndLater
        if part.done_on < first_day(row.agreement):
            raise EndEarlier
        if part.done_on < row.ended_on and not explained:
            raise EndDoneBefore(field="text")


def _kept(row: Any, proof: Upload, at: datetime) -> AgreementDocument:
    """Keep the proof with the agreement; who else does so meanwhile waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"end {row.agreement_id}"])
    return filed(
        row.agreement,
        content=proof.content,
        content_type=proof.content_type,
        name=proof.name,
        kind=DocumentKind.PROOF,
        at=at,
    )

"""Listing who gets a letter, once each whatever is listed again, and correcting the list."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from records.incidents.choices import StepKind
from records.incidents.models import IncidentLetter, IncidentStep
from records.incidents.models.incidents import IncidentDossier
from records.incidents.refusals import (
    IncidentClosed,
    LetterNotWaiting,
    LetterUnreadable,
    NoCorrections,
    NoLetters,
    in_our_words,
)
from records.incidents.services.files import writes
from records.incidents.services.stepping import add_step
from voipgrid_privacy.kernel.bulk import insert_rows
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import one_line
from voipgrid_privacy.kernel.use_case import use_case

LONGEST: Final = 120
NOT_A_REFERENCE: Final = "@"
"""What an address has; the address itself stays with the party."""


@use_case
def list_letters(
    *, dossier: IncidentDossier, kind: str, references: Iterable[str], at: datetime, by: Viewer
) -> int:
    """List who gets a letter at that kind of address; return how many are new (GDPR Art. 34(1)).

    Who is on the list stays on it once, sent or not. Raises NotAllowed, NotFound,
    ``incident_closed``, ``incident_letter_unreadable``.
    """
    row, _who = writes(dossier=dossier, by=by)
    if row.is_closed:
        raise IncidentClosed
    named = list(dict.fromkeys(references_read(references)))
    same = {"dossier_id": row.pk, "kind": kind, "added_at": at}
    with in_our_words():
        rows = ({"reference": reference} for reference in named)
        return insert_rows(IncidentLetter, rows, same=same, ignore_conflicts=True)


@use_case
def correct_letters(
    *,
    dossier: IncidentDossier,
    kind: str,
    corrections: Iterable[tuple[str, str]],
    text: str,
    name: str,
    at: datetime,
    by: Viewer,
) -> IncidentStep:
    """Correct the list of letters that wait: a wrong reference and the right one, for a reason.

    The right one takes the place of the wrong one, which stays on record; without a right one it
    is taken off. Raises NotAllowed, NotFound, ``incident_closed``, ``incident_no_corrections``,
    ``incident_letter_unreadable``, ``incident_letter_not_waiting`` (what was sent stays),
    ``incident_reasonless``, ``incident_nameless``.
    """
    row, who = writes(dossier=dossier, by=by)
    if row.is_closed:
        raise IncidentClosed
    pairs = list(_pairs(corrections))
    if not pairs:
        raise NoCorrections(field="references")
    wrong = _waiting(row, kind, [each for each, _right in pairs])
    step = add_step(row, who, StepKind.AMENDED, text=text, name=name, done_at=at, at=at)
    IncidentLetter.objects.filter(pk__in=list(wrong.values())).update(off=step)
    right = [instead for _each, instead in pairs if instead]
    same = {"dossier_id": row.pk, "kind": kind, "added_at": at}
    rows = ({"reference": reference} for reference in dict.fromkeys(right))
    insert_rows(IncidentLetter, rows, same=same, ignore_conflicts=True)
    _put_instead(row, kind, {wrong[each]: instead for each, instead in pairs if instead})
    return step


def _pairs(corrections: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for number, (wrong, right) in enumerate(corrections, start=1):
        first, instead = _reference(wrong, number), _reference(right, number)
        if not first or first == instead:
            raise LetterUnreadable(line=number, field="references")
        yield first, instead


def _waiting(dossier: IncidentDossier, kind: str, references: list[str]) -> dict[str, UUID]:
    """Hold the letters that wait to these references; raises LetterNotWaiting for another."""
    rows = IncidentLetter.objects.waiting().filter(dossier=dossier, kind=kind)
    rows = rows.filter(reference__in=references).order_by("pk").select_for_update(of=("self",))
    found = dict(rows.values_list("reference", "pk"))
    for number, reference in enumerate(references, start=1):
        if reference not in found or reference in references[: number - 1]:
            raise LetterNotWaiting(line=number, field="references")
    return found


def _put_instead(dossier: IncidentDossier, kind: str, right: dict[UUID, str]) -> None:
    """Note which letter took the place of each that was wrong, also one that was there already."""
    rows = IncidentLetter.objects.filter(dossier=dossier, kind=kind, off=None)
    known = dict(rows.filter(reference__in=right.values()).values_list("reference", "pk"))
    with in_our_words():
        for wrong, reference in right.items():
            IncidentLetter.objects.filter(pk=wrong).update(instead=known[reference])


def held(dossier: IncidentDossier, kinds: Iterable[str]) -> list[Any]:
    """Hold the letters of those kinds that wait; raises NoLetters."""
    rows = IncidentLetter.objects.waiting().filter(dossier=dossier, kind__in=list(kinds))
    pks = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
    if not pks:
        raise NoLetters(field="letters")
    return pks


def mark_sent(letters: list[Any], step: IncidentStep) -> None:
    """Let letters be sent by a step."""
    with in_our_words():
        IncidentLetter.objects.filter(pk__in=letters).update(step=step)


def references_read(references: Iterable[str]) -> Iterable[str]:
    """Yield what lines name, without those that are empty; raises LetterUnreadable."""
    for number, line in enumerate(references, start=1):
        if reference := _reference(line, number):
            yield reference


def _reference(said: str, line: int) -> str:
    reference = one_line(said)
    if len(reference) > LONGEST or "\x00" in said or NOT_A_REFERENCE in said:
        raise LetterUnreadable(line=line, field="references")
    return reference

"""Listing who gets a letter: once each, whatever is listed again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from records.incidents.models import IncidentLetter, IncidentStep
from records.incidents.models.incidents import IncidentDossier
from records.incidents.refusals import IncidentClosed, LetterUnreadable, NoLetters, in_our_words
from records.incidents.services.files import writes
from voipgrid_privacy.kernel.bulk import insert_rows
from voipgrid_privacy.kernel.tenancy import Viewer
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
    named = list(dict.fromkeys(_read(references)))
    same = {"dossier_id": row.pk, "kind": kind, "added_at": at}
    with in_our_words():
        rows = ({"reference": reference} for reference in named)
        return insert_rows(IncidentLetter, rows, same=same, ignore_conflicts=True)


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


def _read(references: Iterable[str]) -> Iterable[str]:
    for number, line in enumerate(references, start=1):
        reference = " ".join(line.split())
        if len(reference) > LONGEST or "\x00" in reference or NOT_A_REFERENCE in reference:
            raise LetterUnreadable(line=number, field="references")
        if reference:
            yield reference

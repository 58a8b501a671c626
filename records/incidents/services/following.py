"""A letter that was sent and was wrong: another one follows that corrects it, and both stay."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from records.incidents.choices import StepKind
from records.incidents.models import IncidentLetter, IncidentStep
from records.incidents.models.incidents import IncidentDossier
from records.incidents.refusals import (
    IncidentClosed,
    LetterNotSent,
    NoCorrections,
    in_our_words,
)
from records.incidents.services.files import writes
from records.incidents.services.stepping import add_step
from records.incidents.services.writing import references_read
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def follow_letters(
    *,
    dossier: IncidentDossier,
    kind: str,
    references: Iterable[str],
    text: str,
    name: str,
    at: datetime,
    by: Viewer,
) -> IncidentStep:
    """List a letter that corrects one that was sent, to the same person, and say why.

    What was sent stays as it was; until the new letter is sent the duty to tell is open again
    (GDPR Art. 5(1)(d), 34(2)). Whoever should have been written to instead is listed as ever.
    Raises NotAllowed, NotFound, ``incident_closed``, ``incident_no_corrections``,
    ``incident_letter_unreadable``, ``incident_letter_not_sent``, ``incident_reasonless``,
    ``incident_nameless``.
    """
    row, who = writes(dossier=dossier, by=by)
    if row.is_closed:
        raise IncidentClosed
    named = list(dict.fromkeys(references_read(references)))
    if not named:
        raise NoCorrections(field="references")
    sent = _sent(row, kind, named)
    step = add_step(row, who, StepKind.AMENDED, text=text, name=name, done_at=at, at=at)
    with in_our_words():
        for reference in named:
            IncidentLetter(
                dossier=row, kind=kind, reference=reference, added_at=at, follows_id=sent[reference]
            ).save(force_insert=True)
    return step


def sent_letters(dossier: Any, kind: str) -> QuerySet[IncidentLetter]:
    """Return the letters of a file that were sent, and that none follows yet."""
    after = IncidentLetter.objects.filter(follows=OuterRef("pk"), off=None)
    rows = IncidentLetter.objects.filter(dossier=dossier, kind=kind, step__isnull=False)
    return rows.filter(~Exists(after))


def _sent(dossier: IncidentDossier, kind: str, references: list[str]) -> dict[str, UUID]:
    """Hold the letters that were sent to these; raises LetterNotSent for another."""
    rows = sent_letters(dossier, kind).filter(reference__in=references)
    held = rows.order_by("pk").select_for_update(of=("self",))
    found = dict(held.values_list("reference", "pk"))
    for number, reference in enumerate(references, start=1):
        if reference not in found:
            raise LetterNotSent(line=number, field="references")
    return found

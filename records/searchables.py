"""What officers and partners can search of the records."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.incidents.queries.dossiers import dossiers, of_accounts
from records.incidents.words import moment_in_words
from voipgrid_privacy.kernel.search import SHOWN, Hit, Question, Surface, searchable

READ = 200
"""Among how many of the latest files a reference is looked for."""


@searchable(Surface.ADMIN, "incidents", gettext_lazy("Incidents"), order=40)
def for_officers(question: Question) -> Iterable[Hit]:
    """Find incidents by their reference."""
    return _hits(question, "admin:incident")


@searchable(Surface.PORTAL, "incidents", gettext_lazy("Incidents"), order=40)
def for_partners(question: Question) -> Iterable[Hit]:
    """Find the party's own files by the reference of the incident."""
    return _hits(question, "site:incident")


def _hits(question: Question, page: str) -> list[Hit]:
    wanted = question.words.strip().upper().removeprefix("INC-")
    rows = of_accounts(dossiers(viewer=question.viewer))
    rows = rows.filter(party=question.party) if question.party else rows
    found = [row for row in rows[:READ] if wanted and wanted in row.incident.reference]
    return [
        Hit(
            row.incident.reference,
            reverse(page, args=(row.pk,)),
            kind=str(row.party),
            detail=_("aware since %(moment)s") % {"moment": moment_in_words(row.aware_at)},
        )
        for row in found[:SHOWN]
    ]

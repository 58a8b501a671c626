"""What officers and partners can search of the records."""

from collections.abc import Iterable
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.incidents.queries.dossiers import dossiers, of_accounts
from records.incidents.words import moment_in_words
from records.requests.models import SubjectRequest
from records.requests.words import day, rights_in_words
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


@searchable(Surface.ADMIN, "requests", gettext_lazy("Data subject requests"), order=39)
def requests_for_officers(question: Question) -> Iterable[Hit]:
    """Find requests by reference; people are looked for on the page of requests, not here."""
    return _requests(question, "admin:subject_request")


@searchable(Surface.PORTAL, "requests", gettext_lazy("Data subject requests"), order=39)
def requests_for_partners(question: Question) -> Iterable[Hit]:
    """Find the requests that the party received, or of which a part reached it, by reference."""
    return _requests(question, "site:request")


def _requests(question: Question, page: str) -> list[Hit]:
    wanted = question.words.strip().upper().removeprefix("AVG-")
    if not wanted or not wanted[0].isdigit():
        return []  # nobody's name, number or address is ever in a query of this kind
    viewer = question.viewer
    if question.party:  # also an officer who looks on sees what the party sees
        own = frozenset({question.party})
        viewer = replace(viewer, parties=own, abilities=frozenset())
    rows = SubjectRequest.objects.visible_to(viewer).filter(reference__contains=wanted)
    found = rows.select_related("received_by").order_by("-received_at", "pk").distinct()
    return [
        Hit(
            row.reference,
            reverse(page, args=(row.pk,)),
            kind=str(row.received_by),
            detail=f"{day(row.received_on)}: {rights_in_words(row.rights)}",
        )
        for row in found[:SHOWN]
        if row.received_on
    ]

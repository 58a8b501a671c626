"""Findings as a viewer may see them: filtered for pages, the API and files alike."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q, QuerySet

from roles.findings.kinds import finding_types
from roles.models import Finding
from roles.models.findings import FindingState
from roles.queries.parties import MOST_PRESSING
from voipgrid_privacy.kernel.tenancy import Viewer

UNSETTLED = "UNSETTLED"
"""In filters: whatever asks for something."""
STATES = frozenset({UNSETTLED, *FindingState.values})


def findings(
    *, viewer: Viewer, about: UUID | None = None, filters: Mapping[str, str] | None = None
) -> QuerySet[Finding]:
    """Return findings, most serious first; ``about`` a party: about it or what is below it.

    ``filters``: state (UNSETTLED for what asks for something), severity, owner, code, category.
    A value that is none of these finds nothing.
    """
    rows = Finding.objects.visible_to(viewer).select_related("party", "category")
    if about:
        rows = rows.filter(Q(party=about) | Q(party__seen_from__viewer=about)).distinct()
    for name, value in (filters or {}).items():
        rows = rows.filter(_condition(name, value)) if value else rows
    return rows.order_by(MOST_PRESSING, "code", "key")


def _condition(name: str, value: str) -> Q:
    if name == "state" and value == UNSETTLED:
        return Q(pk__in=Finding.objects.open().values("pk"))
    return Q(**{"category__code" if name == "category" else name: value})


def kinds_found(rows: QuerySet[Finding]) -> list[tuple[str, str]]:
    """Return the kinds of findings among ``rows``, with what each says, by what it says."""
    there = set(rows.order_by().values_list("code", flat=True).distinct())
    said = [(kind.code, str(kind.sentence)) for kind in finding_types() if kind.code in there]
    return sorted(said, key=lambda pair: pair[1])


def is_kind(code: str) -> bool:
    """Say whether there are findings of that kind at all."""
    return any(kind.code == code for kind in finding_types())

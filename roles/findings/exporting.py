"""Findings to take along: one row each, with the law and what to do."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from roles.findings.kinds import FindingType, finding_types
from roles.models import Finding
from voipgrid_privacy.kernel.tables import Table


def findings_table(
    rows: QuerySet[Finding], *, on: date, filters: Mapping[str, str] | None = None
) -> Table:
    """Return findings as a table that says what it was filtered by, and its day."""
    return Table(
        name=f"findings-{on.isoformat()}",
        title=_("Findings"),
        about=(
            (_("As of"), on.isoformat()),
            *((name, value) for name, value in (filters or {}).items() if value),
        ),
        columns=(
            _("Code"),
            _("Finding"),
            _("Severity"),
            _("State"),
            _("Party"),
            _("Data category"),
            _("Number of customers"),
            _("Who must act"),
            _("Next step"),
            _("Legal ground"),
            _("Found on"),
            _("Settled on"),
        ),
        rows=tuple(_rows(rows)),
    )


def _rows(rows: QuerySet[Finding]) -> Iterator[tuple[Any, ...]]:
    kinds = {kind.code: kind for kind in finding_types()}
    for row in rows.iterator(chunk_size=2_000):
        kind = kinds.get(row.code)
        yield (
            row.code,
            str(kind.sentence) if kind else row.code,
            str(row.get_severity_display()),
            str(row.get_state_display()),
            row.party.name if row.party else "",
            str(row.category) if row.category else "",
            row.number,
            str(row.get_owner_display()),
            str(kind.next_step) if kind else "",
            _law(kind),
            row.found_on,
            row.settled_on,
        )


def _law(kind: FindingType | None) -> str:
    cites = kind.cites if kind else ()
    dutch = (get_language() or "").startswith("nl")
    return "; ".join(cite.in_dutch if dutch else str(cite) for cite in cites)

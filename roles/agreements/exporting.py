"""Who has an agreement with whom, to take along."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from roles.agreements.ends import choice_of, state_of, with_whose
from roles.agreements.models import Choice, EndState
from roles.agreements.queries import Relation, Standing
from voipgrid_privacy.kernel.tables import Table
from voipgrid_privacy.kernel.tenancy import Viewer


def relations_table(
    rows: QuerySet[Any], *, on: date, between: str = "", standing: str = "", q: str = ""
) -> Table:
    """Return the relations as a table that says what it was filtered by, and its day."""
    return Table(
        name=f"agreements-{on.isoformat()}",
        title=_("Data processing agreements"),
        about=(
            (_("As of"), on.isoformat()),
            (_("Between"), relation_words(between)),
            (_("Agreement"), standing_words(standing)),
            *(((_("Name contains"), q),) if q else ()),
        ),
        columns=(
            _("Processor"),
            _("Acts for"),
            _("Kind"),
            _("Service"),
            _("Contract"),
            _("Agreement"),
            _("Reference"),
        ),
        rows=_rows(rows),
    )


def ends_table(rows: QuerySet[Any], *, on: date, viewer: Viewer, state: str = "") -> Table:
    """Return ends of service as a table that says what it was filtered by, and its day."""
    return Table(
        name=f"service-ends-{on.isoformat()}",
        title=_("Ends of service"),
        about=((_("As of"), on.isoformat()), (_("State"), _state_words(state))),
        columns=(
            _("Processor"),
            _("Acts for"),
            _("Agreement"),
            _("Service ended"),
            _("To be done by"),
            _("State"),
            _("Return or delete"),
            _("Passed on"),
            _("Service ended for"),
            _("Reference"),
        ),
        rows=_end_rows(with_whose(rows, viewer)),
    )


def _end_rows(rows: QuerySet[Any]) -> Iterator[tuple[Any, ...]]:
    for row in rows.iterator(chunk_size=2_000):
        choice = choice_of(row)
        yield (
            row.agreement.processor.name,
            row.agreement.controller.name,
            row.agreement.reference,
            row.ended_on.isoformat(),
            row.due_on.isoformat(),
            str(state_of(row).label),
            str(Choice(choice).label) if choice else "",
            _("Yes") if row.above_id else _("No"),
            row.known_whose.name if row.known_whose else "",
            row.reference,
        )


def _state_words(state: str) -> str:
    if state == "open":
        return _("Not complete")
    return str(EndState(state).label) if state in EndState.values else _("All")


def _rows(rows: QuerySet[Any]) -> Iterator[tuple[Any, ...]]:
    for row in rows.iterator(chunk_size=2_000):
        yield (
            row.provider.name,
            row.acquirer.name,
            row.acquirer.get_kind_display(),
            str(row.service),
            row.reference,
            str(Standing(row.standing).label),
            row.agreement_reference,
        )


def relation_words(between: str) -> str:
    """Return between whom, in words."""
    return str(Relation(between).label) if between else _("Everyone")


def standing_words(standing: str) -> str:
    """Return which agreements, in words."""
    if standing == "missing":
        return _("Not signed by both")
    return str(Standing(standing).label) if standing else _("All")

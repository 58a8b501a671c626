"""What is due in another database, counted by partner."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select, text

from records.choices import StartEvent
from records.engine.counting import Preview, Share, named
from records.engine.elsewhere.mapping import Mapped, mapped
from records.engine.holding import holds_of
from records.engine.models import AnonymisationJob


def preview(job: AnonymisationJob, connection: Connection) -> Preview:
    """Count what the job's rule makes due right now."""
    assert job.table is not None  # noqa: S101 - only runs elsewhere come here
    table, holds = mapped(job.table, StartEvent(job.start_event)), holds_of(job)
    free, held = table.spared_not(holds), table.held(holds)
    whose = table.partner if table.partner is not None else func.coalesce(None, "")
    with connection.begin():
        if connection.dialect.name == "postgresql":  # to compile it takes longer than it saves
            connection.execute(text("SET LOCAL jit = off"))
        due = table.due(job)
        counted = _by_partner(table, whose, and_(due, free))
        rows = {named(row[0]): row[1:] for row in connection.execute(counted)}
        spared: dict[str, int] = {}
        if holds:
            found = connection.execute(_by_partner(table, whose, and_(due, held)))
            spared = {named(row[0]): row[1] for row in found}
        undated = select(func.count()).select_from(table.table).where(table.undated(job))
        without = connection.execute(undated).scalar_one()
    partners = dict.fromkeys((*rows, *spared))
    none = (0, None, None, None, None)
    return Preview(
        tuple(_share(table, p, rows.get(p, none), spared.get(p, 0)) for p in partners), without
    )


def _by_partner(table: Mapped, whose: Any, where: ColumnElement[bool]) -> Any:
    ends = (func.min(table.start), func.max(table.start), func.min(table.key), func.max(table.key))
    counted = select(whose, func.count(), *ends).select_from(table.table).where(where)
    return counted.group_by(whose) if table.partner is not None else counted


def _share(table: Mapped, partner: str, row: Any, held: int) -> Share:
    rows, oldest, newest, lowest, highest = row
    return Share(partner, rows, held, table.day(oldest), table.day(newest), lowest, highest)

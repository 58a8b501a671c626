"""What makes a change of facts leave a mark: triggers, as a migration operation for any app.

A trigger speaks once a statement, so a hundred thousand imported rows leave a mark per party and
not per row. Marks are added and never compared, so that no writer waits for another.
"""

from django.db.migrations import RunSQL

from voipgrid_privacy.kernel.triggers import after_change


def marking(table: str, *selects: str, why: str = "") -> RunSQL:
    """Mark, after every change of ``table``, what the selects say of the changed rows ``r``.

    Each select is SQL that gives a party and whether chains below it are affected, and reads
    ``FROM {rows} r``: ``SELECT r.party_id, false FROM {rows} r``. ``why`` names a second set of
    marks of the same table.
    """
    gone, came = (_inserted(selects, rows) for rows in ("gone", "came"))
    name = f"findings_mark_{table}{'_' if why else ''}{why}"
    return after_change(table, name, INSERT=came, UPDATE=gone + came, DELETE=gone)


def _inserted(selects: tuple[str, ...], rows: str) -> str:
    marks = " UNION ".join(select.format(rows=rows) for select in selects)
    return f"INSERT INTO roles_findingmark (party, below) {marks};"

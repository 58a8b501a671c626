"""Keeping what was read of a store: tables, columns, and what they probably hold."""

from collections.abc import Iterable

from sqlalchemy import Connection

from records.choices import ColumnShape
from records.stores.models import DataStore, StoreColumn, StoreTable
from records.stores.reflection import ColumnShapeFound, TableFound, shapes_in
from records.stores.shapes import suggested_element, suggested_event


def keep_tables(store: DataStore, found: Iterable[TableFound], connection: Connection) -> int:
    """Bring the tables of ``store`` up to date; return how many it has.

    A table that is gone stays known while retention applies to it: that is drift, not tidiness.
    """
    kept = [_keep(store, each, shapes_in(connection, each)) for each in found]
    gone = store.tables.exclude(pk__in=[table.pk for table in kept])
    gone.filter(in_use=False).delete()
    return len(kept)


def _keep(store: DataStore, found: TableFound, shapes: dict[str, ColumnShape]) -> StoreTable:
    table, _new = StoreTable.objects.update_or_create(
        store=store,
        schema=found.schema,
        name=found.name,
        defaults={
            "partition_column": found.partition_column,
            "about_rows": found.about_rows,
            "fillfactor": found.fillfactor,
            "fingerprint": found.fingerprint,
        },
    )
    if not table.key_column and len(found.key) >= 1:
        table.key_column = _likely_key(found)
        table.save(update_fields=["key_column"])
    table.columns.exclude(name__in=[each.name for each in found.columns]).delete()
    for position, each in enumerate(found.columns):
        _keep_column(table, position, each, shapes.get(each.name, ColumnShape.UNKNOWN))
    return table


def _likely_key(found: TableFound) -> str:
    """Return the key; of a partitioned table's key the part that does not partition."""
    parts = [name for name in found.key if name != found.partition_column]
    return parts[0] if len(parts) == 1 else ""


def _keep_column(
    table: StoreTable, position: int, found: ColumnShapeFound, shape: ColumnShape
) -> None:
    row, new = StoreColumn.objects.update_or_create(
        table=table,
        name=found.name,
        defaults={
            "position": position,
            "data_type": found.data_type,
            "nullable": found.nullable,
            "shape": shape,
            "suggested": suggested_element(found.name, shape),
        },
    )
    event = suggested_event(found.name, is_time=found.is_time)
    taken = table.columns.filter(starts=event).exists()
    if new and event and not taken:
        row.starts = event
        row.save(update_fields=["starts"])

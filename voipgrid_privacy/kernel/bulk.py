"""Many rows in one statement: a document goes in, the database makes rows of it.

Rows of thousands cost the ORM an object each and the driver a placeholder for every value; here
it is one parameter. Constraints, triggers and history hold as for any other insert.
"""

import uuid
from collections.abc import Iterable
from typing import Any

import orjson
from django.db import connection, models


def insert_rows(
    model: type[models.Model],
    rows: Iterable[dict[str, Any]],
    *,
    same: dict[str, Any] | None = None,
    ignore_conflicts: bool = False,
) -> int:
    """Insert rows of ``model``, by the names of its columns; return how many were.

    ``same`` is what all rows have. A key is made where a row has none; a column that is not named
    gets the default of its field. Raises IntegrityError for what the database refuses.
    """
    given = [{"id": uuid.uuid4(), **row} for row in rows]
    if not given:
        return 0
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    shared = {**_defaults(fields, given[0]), **(same or {})}
    types = {str(field.column): _type(field) for field in fields}
    columns = ", ".join(f'"{name}"' for name in types)
    told = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
    sql = f"""
        INSERT INTO "{model._meta.db_table}" ({columns})
        SELECT {columns} FROM ROWS FROM (jsonb_to_recordset(%s::jsonb) AS ({told})) AS x
        {"ON CONFLICT DO NOTHING" if ignore_conflicts else ""}"""  # noqa: S608  names of our models
    document = orjson.dumps([{**shared, **row} for row in given]).decode()
    with connection.cursor() as cursor:
        cursor.execute(sql, [document])
        return int(cursor.rowcount)


def _defaults(fields: Iterable[Any], first: dict[str, Any]) -> dict[str, Any]:
    return {
        str(field.column): field.get_default()
        for field in fields
        if field.column not in first and not field.primary_key
    }


def _type(field: Any) -> str:
    """Return the type of a column, without the check that the table itself has."""
    return str(field.db_type(connection)).partition(" CHECK")[0]

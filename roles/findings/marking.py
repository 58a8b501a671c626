"""What makes a change of facts leave a mark: triggers, as a migration operation for any app.

A trigger speaks once a statement, so a hundred thousand imported rows leave a mark per party and
not per row. Marks are added and never compared, so that no writer waits for another.
"""

from django.db.migrations import RunSQL

TRIGGERS = {
    "insert": "AFTER INSERT ON {table} REFERENCING NEW TABLE AS came",
    "update": "AFTER UPDATE ON {table} REFERENCING OLD TABLE AS gone NEW TABLE AS came",
    "delete": "AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone",
}


def marking(table: str, *selects: str) -> RunSQL:
    """Mark, after every change of ``table``, what the selects say of the changed rows ``r``.

    Each select is SQL that gives a party and whether chains below it are affected, and reads
    ``FROM {rows} r``: ``SELECT r.party_id, false FROM {rows} r``.
    """
    name = f"findings_mark_{table}"
    gone, came = (_inserted(selects, rows) for rows in ("gone", "came"))
    function = f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql
            SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
            IF TG_OP <> 'INSERT' THEN {gone} END IF;
            IF TG_OP <> 'DELETE' THEN {came} END IF;
            RETURN NULL;
        END $$;"""
    triggers = [
        f"CREATE TRIGGER {name}_{event} {timing.format(table=table)}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}();"
        for event, timing in TRIGGERS.items()
    ]
    return RunSQL(function + "".join(triggers), f"DROP FUNCTION {name}() CASCADE")


def _inserted(selects: tuple[str, ...], rows: str) -> str:
    marks = " UNION ".join(select.format(rows=rows) for select in selects)
    return f"INSERT INTO roles_findingmark (party, below) {marks};"

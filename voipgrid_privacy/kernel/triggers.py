"""Triggers that speak once a statement, as a migration operation for any app."""

from django.db.migrations import RunSQL

TIMINGS = {
    "INSERT": "AFTER INSERT ON {table} REFERENCING NEW TABLE AS came",
    "UPDATE": "AFTER UPDATE ON {table} REFERENCING OLD TABLE AS gone NEW TABLE AS came",
    "DELETE": "AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone",
}


def after_change(table: str, name: str, **does: str) -> RunSQL:
    """Run, after statements that change ``table``, what ``does`` says for ``INSERT`` and so on.

    The SQL reads the rows before as ``gone`` and after as ``came``, where there are any; it runs
    as its owner, since whoever writes a fact need not know what follows from it.
    """
    body = "".join(f"IF TG_OP = '{event}' THEN {sql} END IF;\n" for event, sql in does.items())
    function = f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql
            SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
            {body} RETURN NULL;
        END $$;"""
    triggers = [
        f"CREATE TRIGGER {name}_{event.lower()} {TIMINGS[event].format(table=table)}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}();"
        for event in does
    ]
    return RunSQL(function + "".join(triggers), f"DROP FUNCTION {name}() CASCADE")

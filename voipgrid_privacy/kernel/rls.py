"""Row-level security as migration operations: who may touch a table in a partner's session."""

from django.db.migrations import RunSQL

from voipgrid_privacy.kernel.tenancy import PARTNER_ROLE

# Called in a sub-select by every policy, so that it runs once a query and not once a row.
PARTIES = "(SELECT tenancy_parties())::uuid[]"
UPSTREAM = "(SELECT tenancy_upstream())::uuid[]"

# Row triggers do not see TRUNCATE: without this it would go round every one of them.
REFUSE_TRUNCATE = """
    CREATE OR REPLACE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql
        SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        RAISE EXCEPTION '% is not emptied', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'never_emptied';
    END $$;
"""


# A role is of the whole server, so no dump of one database makes it.
PARTNER_ROLE_EXISTS = f"""
    DO $$ BEGIN
        CREATE ROLE {PARTNER_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
    GRANT {PARTNER_ROLE} TO CURRENT_USER;
"""


def create_partner_role() -> RunSQL:
    """Create the role of partner sessions and the functions that read its settings."""
    return RunSQL(
        f"""
        {PARTNER_ROLE_EXISTS}
        GRANT USAGE ON SCHEMA public TO {PARTNER_ROLE};
        CREATE FUNCTION tenancy_ids(setting text) RETURNS uuid[] LANGUAGE sql STABLE AS
            $$ SELECT coalesce(string_to_array(nullif(current_setting(setting, true), ''), ',')::uuid[], '{{}}') $$;
        CREATE FUNCTION tenancy_parties() RETURNS uuid[] LANGUAGE sql STABLE AS
            $$ SELECT tenancy_ids('tenancy.parties') $$;
        CREATE FUNCTION tenancy_upstream() RETURNS uuid[] LANGUAGE sql STABLE AS
            $$ SELECT tenancy_ids('tenancy.upstream') $$;
        {REFUSE_TRUNCATE}
        """,
        "DROP FUNCTION tenancy_upstream(); DROP FUNCTION tenancy_parties(); DROP FUNCTION tenancy_ids(text);",
    )


def readable(*tables: str) -> RunSQL:
    """Let partner sessions read tables that hold nobody's data (vocabulary, law, sources)."""
    return RunSQL(
        [
            f'ALTER TABLE "{t}" ENABLE ROW LEVEL SECURITY;'
            f'CREATE POLICY everyone_reads ON "{t}" FOR SELECT TO {PARTNER_ROLE} USING (true);'
            f'GRANT SELECT ON "{t}" TO {PARTNER_ROLE};'
            f"{_kept(t)};"
            for t in tables
        ],
        [
            f'DROP POLICY everyone_reads ON "{t}"; REVOKE ALL ON "{t}" FROM {PARTNER_ROLE};'
            f"{_emptied(t)};"
            for t in tables
        ],
    )


def tenant_table(
    table: str, *, see: str, add: str | None = None, change: str | None = None
) -> RunSQL:
    """Bind a table: ``see``, ``add`` and ``change`` are SQL conditions over its own row."""
    rights = ["SELECT"] + ["INSERT"] * bool(add) + ["UPDATE"] * bool(change)
    sql = [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'GRANT {", ".join(rights)} ON "{table}" TO {PARTNER_ROLE}',
        f'CREATE POLICY partner_sees ON "{table}" FOR SELECT TO {PARTNER_ROLE} USING ({see})',
        _kept(table),
    ]
    if add:
        sql.append(
            f'CREATE POLICY partner_adds ON "{table}" FOR INSERT TO {PARTNER_ROLE} WITH CHECK ({add})'
        )
    if change:
        sql.append(
            f'CREATE POLICY partner_changes ON "{table}" FOR UPDATE TO {PARTNER_ROLE}'
            f" USING ({change}) WITH CHECK ({change})"
        )
    undo = [
        f'DROP POLICY IF EXISTS {p} ON "{table}"'
        for p in ("partner_sees", "partner_adds", "partner_changes")
    ] + [_emptied(table)]
    return RunSQL([*sql], [*undo, f'REVOKE ALL ON "{table}" FROM {PARTNER_ROLE}'])


def never_emptied(app: str, *, but: tuple[str, ...] = ()) -> RunSQL:
    """Refuse TRUNCATE of every table that an app has by now, by anyone; ``but`` those.

    Tables that are bound later refuse it from then on by themselves.
    """
    return RunSQL(
        f"""{REFUSE_TRUNCATE}
        DO $$ DECLARE t name; BEGIN
            FOR t IN SELECT c.relname FROM pg_class c
                     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
                       AND starts_with(c.relname, '{app}_')
                       AND c.relname <> ALL ('{{{",".join(but)}}}'::name[])
                     ORDER BY 1 LOOP
                EXECUTE format('CREATE OR REPLACE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I'
                               ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()', t);
            END LOOP;
        END $$;
        """,  # noqa: S608  names from our own migrations, never input
        RunSQL.noop,
    )


def _kept(table: str) -> str:
    return (
        f'CREATE OR REPLACE TRIGGER refuse_truncate BEFORE TRUNCATE ON "{table}"'
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()"
    )


def _emptied(table: str) -> str:
    return f'DROP TRIGGER IF EXISTS refuse_truncate ON "{table}"'


def history_by_owner() -> RunSQL:
    """Let history triggers write as the owner: a partner's session fills history, never edits it."""
    return RunSQL(
        """
        DO $$ DECLARE f regprocedure; BEGIN
            FOR f IN SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                     WHERE p.proname LIKE 'pgtrigger\\_%' AND n.nspname = 'public'
                       AND p.prorettype = 'trigger'::regtype AND NOT p.prosecdef LOOP
                EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = public, pg_temp', f);
            END LOOP;
        END $$;
        """,
        RunSQL.noop,
    )


def append_only(table: str) -> RunSQL:
    """Refuse every UPDATE and DELETE of a table, by anyone: what is in it stays as it was written."""
    return RunSQL(
        f"""
        CREATE FUNCTION {table}_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{table} is only ever added to' USING ERRCODE = 'check_violation';
        END $$;
        CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_only_added();
        """,
        f"DROP TRIGGER {table}_only_added ON {table}; DROP FUNCTION {table}_only_added();",
    )


def between_its_parties(
    table: str, *, link: str, target: str, one: tuple[str, str], other: tuple[str, str]
) -> RunSQL:
    """Refuse a ``link`` to a row of ``target`` between other parties, whoever writes.

    ``one`` and ``other`` each name a column of ``target`` and the column of ``table`` that holds the
    same party; the two may also be crossed. Foreign keys are checked past row-level security:
    without this a row could hang on another tenant's and change with it. A session is told no more
    of a hidden row than of none. The refusal is named ``<table without its app>_of_others``.
    """
    name = f"{table.split('_', 1)[1]}_of_others"
    (one_there, one_here), (other_there, other_here) = one, other
    return RunSQL(
        f"""
        CREATE FUNCTION {table}_of_others() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT EXISTS (
                SELECT 1 FROM {target} t WHERE t.id = NEW.{link}
                AND (t.{one_there}, t.{other_there}) IN (
                    (NEW.{one_here}, NEW.{other_here}), (NEW.{other_here}, NEW.{one_here}))
            ) THEN
                RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation',
                    CONSTRAINT = '{name}', TABLE = '{table}';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER {table}_of_others BEFORE INSERT OR UPDATE OF
            {link}, {one_here}, {other_here} ON {table}
            FOR EACH ROW WHEN (NEW.{link} IS NOT NULL) EXECUTE FUNCTION {table}_of_others();
        """,  # noqa: S608  names from our own migrations, never input
        f"DROP TRIGGER {table}_of_others ON {table}; DROP FUNCTION {table}_of_others();",
    )

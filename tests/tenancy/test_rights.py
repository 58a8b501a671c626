"""What the partner role may do by itself: nothing."""

import pytest

from tests.tenancy.asking import granted, refused, session_of, sql, tables
from tests.tenancy.tables import DEFINERS, INTERNAL, WRITES
from voipgrid_privacy.kernel.tenancy import PARTNER_ROLE

pytestmark = pytest.mark.django_db


def test_the_partner_role_can_do_nothing_by_itself():
    (row,) = sql(
        "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication, rolcanlogin,"
        " rolinherit FROM pg_roles WHERE rolname = %s",
        PARTNER_ROLE,
    )
    assert row == (False,) * 7


def test_the_partner_role_owns_nothing_and_is_a_member_of_nothing():
    assert sql("SELECT relname FROM pg_class WHERE relowner = %s::regrole", PARTNER_ROLE) == []
    assert sql("SELECT proname FROM pg_proc WHERE proowner = %s::regrole", PARTNER_ROLE) == []
    assert sql("SELECT 1 FROM pg_auth_members WHERE member = %s::regrole", PARTNER_ROLE) == []


def test_the_partner_role_makes_no_tables_and_reads_no_sequences():
    ((creates,),) = sql("SELECT has_schema_privilege(%s, 'public', 'CREATE')", PARTNER_ROLE)
    assert not creates
    sequences = sql(
        "SELECT relname FROM pg_class WHERE CASE WHEN relkind = 'S'"
        " THEN has_sequence_privilege(%s, oid, 'SELECT') ELSE false END",
        PARTNER_ROLE,
    )
    assert sequences == []


def test_every_table_with_a_grant_has_row_level_security():
    protected = {
        row[0] for row in sql("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'")
    }
    open_tables = [t for t in tables() if granted(t) and t not in protected]
    assert open_tables == []


def test_writing_is_granted_on_a_known_few_tables_only():
    found = {t: granted(t) - {"SELECT"} for t in tables() if granted(t) - {"SELECT"}}
    assert found == {table: rights for table, rights in WRITES.items() if table in tables()}


def test_the_workings_of_the_findings_are_nobodys_to_read():
    assert {table: granted(table) for table in INTERNAL} == {table: set() for table in INTERNAL}


def test_history_is_never_written_by_a_partner():
    for table in tables():
        if table.endswith("event"):
            assert granted(table) <= {"SELECT"}


def test_no_view_reads_past_row_level_security():
    views = sql(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('v', 'm', 'f') AND n.nspname = 'public'"
        " AND has_table_privilege(%s, c.oid, 'SELECT')",
        PARTNER_ROLE,
    )
    assert views == []


def test_only_known_functions_run_as_their_owner_and_each_pins_its_search_path():
    rows = sql(
        "SELECT p.proname, p.proconfig FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE p.prosecdef AND n.nspname = 'public' AND p.proname NOT LIKE 'pgtrigger\\_%'"
    )
    assert {row[0] for row in rows} == DEFINERS
    assert all("search_path=public, pg_temp" in (row[1] or []) for row in rows)


def test_no_rule_of_the_database_asks_the_day_of_utc():
    rows = sql(
        "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = 'public' AND prosrc ~* 'current_date|localtimestamp|now\\(\\)::date'"
        " UNION ALL SELECT policyname FROM pg_policies"
        " WHERE qual ~* 'current_date' OR with_check ~* 'current_date'"
        " UNION ALL SELECT conname FROM pg_constraint"
        " WHERE pg_get_constraintdef(oid) ~* 'current_date'"
    )
    assert rows == []


def test_every_history_trigger_runs_as_its_owner():
    rows = sql(
        "SELECT p.proname FROM pg_proc p WHERE p.proname LIKE 'pgtrigger\\_%'"
        " AND NOT (p.prosecdef AND 'search_path=public, pg_temp' = ANY (p.proconfig))"
    )
    assert rows == []


def test_secrets_are_columns_that_no_partner_reads(cast):
    with session_of(cast.belfabriek):
        assert refused("SELECT password FROM accounts_user") == "42501"
        assert refused("SELECT client_secret FROM accounts_apiclient") == "42501"
        assert [row[0] for row in sql("SELECT name FROM accounts_user")] == ["Belfabriek"]

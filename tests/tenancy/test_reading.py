"""A partner reads no row of any table that names another partner."""

import pytest
from django.apps import apps
from django.db import transaction

from roles.models import (
    Contract,
)
from tests.tenancy.asking import rows_of, session_of, sql, tables
from tests.tenancy.tables import INTERNAL, SHARED
from voipgrid_privacy.kernel.tenancy import PARTNER_ROLE, PUBLIC, partner_scope

pytestmark = pytest.mark.django_db


def test_a_partner_reads_no_row_of_any_table_that_names_another_partner(cast):
    theirs = {cast.eve.pk, cast.eves_customer.pk}
    with session_of(cast.belfabriek):
        seen = {table: rows_of(table) for table in tables()}
    leaks = [
        (table, row)
        for table, rows in seen.items()
        for row in rows
        for pk in theirs
        if str(pk) in row
    ]
    assert leaks == []


def test_every_tenant_table_has_rows_of_the_other_partner_to_hide(cast):
    """The test above would be empty if the other partner had nothing."""
    names = {m._meta.db_table for m in apps.get_models() if m._meta.app_label == "roles"}
    common = SHARED | INTERNAL
    hidden = {t for t in names if t.removesuffix("event") not in common and t not in common}
    with session_of(cast.eve):
        own = {table: len(rows_of(table)) for table in hidden}
    assert {table for table, number in own.items() if not number} == set()


def test_two_partners_share_no_row_but_what_is_public_or_about_a_customer_that_moved(cast):
    shared_parties = {cast.platform.pk, cast.supplier.pk, cast.mover.pk}
    shared_parties.add(Contract.objects.get(provider=cast.supplier).pk)  # what it does, for all
    with session_of(cast.belfabriek):
        ours = {t: rows_of(t) for t in tables() if t not in SHARED}
    with session_of(cast.eve):
        theirs = {t: rows_of(t) for t in tables() if t not in SHARED}
    both = {row for t in ours for row in ours[t] & theirs[t]}
    assert all(any(str(pk) in row for pk in shared_parties) for row in both)


def test_what_is_about_now_goes_with_a_customer_that_moved(cast):
    with session_of(cast.belfabriek):
        for table in ("roles_contact", "roles_finding"):
            assert sql(f"SELECT 1 FROM {table} WHERE party_id = %s", cast.mover.pk) == []
        # The number it gave itself stays its own, and so does the contract of those days.
        assert len(sql("SELECT 1 FROM roles_externalid WHERE party_id = %s", cast.mover.pk)) == 1
        assert len(sql("SELECT 1 FROM roles_contract WHERE acquirer_id = %s", cast.mover.pk)) == 1
    with session_of(cast.eve):
        assert len(sql("SELECT 1 FROM roles_contact WHERE party_id = %s", cast.mover.pk)) == 1


@pytest.mark.parametrize("settings", ["", "none at all"])
def test_without_parties_nothing_of_any_tenant_is_there(cast, settings):
    with transaction.atomic():
        sql("SELECT set_config('role', %s, true)", PARTNER_ROLE)
        if settings == "":
            sql("SELECT set_config('tenancy.parties', '', true)")
        seen = {table: rows_of(table) for table in tables() if table not in SHARED}
        transaction.set_rollback(True)
    names = {cast.platform.pk, cast.supplier.pk}
    rows = [row for found in seen.values() for row in found]
    assert all(any(str(pk) in row for pk in names) for row in rows)
    private = (cast.belfabriek, cast.eve, cast.bakker, cast.eves_customer, cast.mover)
    assert not [row for row in rows for p in private if str(p.pk) in row]


def test_the_public_reads_what_is_public_and_nothing_else(cast):
    with transaction.atomic(), partner_scope(PUBLIC):
        names = {row[0] for row in sql("SELECT name FROM roles_party")}
        transaction.set_rollback(True)
    assert {"Platform", "Carrier"} <= names
    assert not names & {"Belfabriek", "Bakker", "Eve B.V.", "Slachtoffer", "Verhuizer"}


def test_a_supplier_does_not_see_whom_the_platform_serves(cast):
    with session_of(cast.supplier):
        names = {row[0] for row in sql("SELECT name FROM roles_party")}
    assert names <= {"Platform", "Carrier"}

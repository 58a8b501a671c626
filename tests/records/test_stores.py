"""Data stores: reached with little, read with care, and never run when they have changed."""

import os
from base64 import b64encode
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection

from records.choices import ColumnShape, StoreKind
from records.errors import (
    ColumnMissing,
    StoreNotForeign,
    StorePasswordLost,
    StoreUnavailable,
)
from records.models import DataStore, StoreColumn, StoreConnection, StoreSecret, StoreTable
from records.stores import services, vault
from records.stores.privileges import Problem
from records.stores.services import Address, Meaning
from records.stores.shapes import is_iban, shape_of, suggested_element
from tests.records.conftest import text
from tests.records.elsewhere import Server, address_of, mapped
from tests.records.foreign import PASSWORD
from voipgrid_privacy.kernel import vault as kernel_vault
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 31, tzinfo=UTC)


def test_what_a_table_holds_is_suggested_from_names_and_from_samples(table: StoreTable) -> None:
    columns = {column.name: column for column in table.columns.all()}
    assert table.key_column == "id"
    assert columns["src"].shape == columns["dst"].shape == ColumnShape.PHONE
    assert columns["mail"].shape == ColumnShape.EMAIL
    assert columns["src"].suggested == "calling_number"
    assert columns["dst"].suggested == "called_number"
    assert columns["mail"].suggested == "email_addresses"
    assert columns["invoice_date"].starts == "invoice_date"
    assert columns["ended_at"].starts == "end_of_call"


def test_no_value_of_a_sample_is_kept(table: StoreTable) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(c::text) FROM records_storecolumn c")
        (rows,) = cursor.fetchone()
        cursor.execute("SELECT array_agg(c::text) FROM records_storecolumnevent c")
        (history,) = cursor.fetchone()
    assert not any("example.nl" in row or "+311" in row for row in (*rows, *history))


def test_an_account_with_little_is_well_and_with_less_is_not(
    server: Server, foreign_store: DataStore, table: StoreTable
) -> None:
    mapped(table)
    usual = [] if server.kind == "POSTGRESQL" else [Problem.NO_TLS]
    found = services.check_store(store=foreign_store.pk, at=NOW, by=SYSTEM)
    assert [p for p in found if p != Problem.NO_TLS] == [p for p in usual if p != Problem.NO_TLS]
    account = server.account  # type: ignore[attr-defined]
    server.execute(f"REVOKE DELETE ON cdr FROM {account}")
    assert Problem.MAY_NOT_ERASE in services.check_store(store=foreign_store.pk, at=NOW, by=SYSTEM)
    server.execute(f"GRANT DELETE ON cdr TO {account}")


def test_a_store_that_is_down_is_a_problem_and_not_an_error(
    server: Server, foreign_store: DataStore
) -> None:
    services.connect_store(store=foreign_store.pk, address=address_of(server, port=1), by=SYSTEM)
    found = services.check_store(store=foreign_store.pk, at=NOW, by=SYSTEM)
    assert found == [Problem.UNREACHABLE]
    with pytest.raises(StoreUnavailable) as refusal:
        services.read_tables(store=foreign_store.pk, by=SYSTEM)
    assert PASSWORD not in str(refusal.value)


def test_a_table_that_changed_since_it_was_mapped_is_found_out(
    server: Server, foreign_store: DataStore, table: StoreTable
) -> None:
    mapped(table)
    server.execute("ALTER TABLE cdr ADD COLUMN note varchar(10)")
    try:
        assert Problem.DRIFTED in services.check_store(store=foreign_store.pk, at=NOW, by=SYSTEM)
        services.read_tables(store=foreign_store.pk, by=SYSTEM)
        assert Problem.DRIFTED not in services.check_store(
            store=foreign_store.pk, at=NOW, by=SYSTEM
        )
        table.refresh_from_db()
        assert table.in_use
        element = StoreColumn.objects.get(table=table, name="src").element
        assert element is not None
        assert element.code == "calling_number"
    finally:
        server.execute("ALTER TABLE cdr DROP COLUMN note")


def test_a_mapping_names_columns_that_are_there(table: StoreTable) -> None:
    with pytest.raises(ColumnMissing):
        services.map_table(table=table.pk, key="nothing", columns={}, by=SYSTEM)
    twice = {"invoice_date": Meaning(starts="creation"), "ended_at": Meaning(starts="creation")}
    with pytest.raises(ValidationError):
        services.map_table(table=table.pk, key="id", columns=twice, by=SYSTEM)


@pytest.mark.parametrize("server", ["postgresql"], indirect=True)
class TestSecrets:
    """How passwords are kept: of one kind of store, as it is the same for both."""

    def test_no_password_is_in_the_database_or_its_history(self, foreign_store: DataStore) -> None:
        with connection.cursor() as cursor:
            for table in ("storesecret", "storeconnection", "storeconnectionevent"):
                cursor.execute(f"SELECT array_agg(t::text) FROM records_{table} t")
                assert PASSWORD not in str(cursor.fetchone())

    def test_a_password_copied_to_another_row_does_not_open_there(
        self, foreign_store: DataStore
    ) -> None:
        secret = StoreSecret.objects.select_related("connection").get()
        assert vault.opened(secret) == PASSWORD
        other = services.register_store(
            code="other",
            name=text("Other"),
            kind=StoreKind.POSTGRESQL,
            wal_retention_days=1,
            backup_retention_days=1,
            by=SYSTEM,
        )
        row = StoreConnection.objects.create(
            store=other, host="h", port=1, database="d", account="a"
        )
        secret.connection = row
        with pytest.raises(StorePasswordLost):
            vault.opened(secret)

    def test_keys_rotate_and_the_old_one_can_go(self, foreign_store: DataStore, settings) -> None:  # type: ignore[no-untyped-def]
        old, new = (f"{name}:{b64encode(os.urandom(32)).decode()}" for name in ("one", "two"))
        StoreSecret.objects.all().delete()
        settings.STORE_KEYS = [old]
        row = StoreConnection.objects.get()
        StoreSecret.objects.create(connection=row, **vault.sealed(PASSWORD, connection=row.pk))
        settings.STORE_KEYS = [new, old]
        call_command("rotate_store_keys")
        settings.STORE_KEYS = [new]
        secret = StoreSecret.objects.get()
        assert (secret.key_id, vault.opened(secret)) == ("two", PASSWORD)
        settings.STORE_KEYS = [old]
        with pytest.raises(StorePasswordLost):
            vault.opened(secret)

    @pytest.mark.parametrize("keys", [["short:AAAA"], ["no-base64:!"], [":"]])
    def test_a_key_that_is_none_is_refused(self, foreign_store: DataStore, settings, keys) -> None:  # type: ignore[no-untyped-def]
        settings.STORE_KEYS = keys
        with pytest.raises(kernel_vault.StoreKeysWrong):
            kernel_vault.keys()

    def test_production_makes_up_no_key(self, foreign_store: DataStore, settings) -> None:  # type: ignore[no-untyped-def]
        settings.PRODUCTION = True
        with pytest.raises(kernel_vault.StoreKeysWrong):
            kernel_vault.keys()

    def test_strangers_reach_nothing(self, server: Server, foreign_store: DataStore) -> None:
        for ask in (
            lambda: services.read_tables(store=foreign_store.pk, by=PUBLIC),
            lambda: services.check_store(store=foreign_store.pk, at=NOW, by=PUBLIC),
            lambda: services.connect_store(
                store=foreign_store.pk, address=address_of(server), by=PUBLIC
            ),
            lambda: services.rotate_store_keys(by=PUBLIC),
        ):
            with pytest.raises(NotAllowed):
                ask()


def test_our_own_database_has_no_connection_to_set(db: None) -> None:
    own = services.register_store(
        code="own",
        name=text("Own"),
        kind=StoreKind.OWN_POSTGRESQL,
        wal_retention_days=1,
        backup_retention_days=1,
        by=SYSTEM,
    )
    with pytest.raises(StoreNotForeign):
        services.connect_store(store=own.pk, address=Address("h", 1, "d", "a", "p"), by=SYSTEM)


@pytest.mark.parametrize(
    ("values", "shape"),
    [
        (["+31201234567", "0612345678", "+44 20 7946 0018"], ColumnShape.PHONE),
        (["jan@example.nl"] * 4, ColumnShape.EMAIL),
        (["NL91ABNA0417164300", "DE89 3704 0044 0532 0130 00", "NL02ABNA0123456789"], "IBAN"),
        (["192.0.2.1", "2001:db8::1", "198.51.100.7"], ColumnShape.IP),
        (["1012 AB", "9711LM", "3511 zz"], ColumnShape.POSTCODE),
        (["60", "61", "12"], ColumnShape.UNKNOWN),
        (["2025-01-31", "2025-02-01", "2025-02-02"], ColumnShape.UNKNOWN),
        (["jan@example.nl"], ColumnShape.UNKNOWN),
    ],
)
def test_values_are_told_apart_by_shape(values: list[str], shape: str) -> None:
    assert shape_of(values) == shape


def test_an_iban_has_check_digits() -> None:
    assert is_iban("NL91ABNA0417164300")
    assert not is_iban("NL92ABNA0417164300")


def test_a_name_suggests_an_element_before_a_shape_does() -> None:
    assert suggested_element("callee_number", ColumnShape.PHONE) == "called_number"
    assert suggested_element("x1", ColumnShape.EMAIL) == "email_addresses"
    assert suggested_element("x1", ColumnShape.UNKNOWN) == ""

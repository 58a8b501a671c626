"""A store elsewhere, of each kind: reached, read and mapped."""

from collections.abc import Iterator

import pytest

from records.choices import StoreKind
from records.models import DataStore, StoreTable
from records.stores import services
from records.stores.services import Address, Meaning
from roles.models import DataCategory, DataElement
from tests.records.foreign import PASSWORD, Server, mariadb, postgresql
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised


def text(words: str) -> Localised:
    return Localised(nl=words, en=words)


@pytest.fixture(scope="module", params=["postgresql", "mariadb"])
def server(
    request: pytest.FixtureRequest,
) -> Iterator[Server]:
    made = (
        postgresql()
        if request.param == "postgresql"
        else mariadb(request.getfixturevalue("mariadb_server"))
    )
    with made as running:
        for n in range(5):
            running.execute(
                "INSERT INTO cdr (src, dst, mail, ended_at, invoice_date, duration)"
                f" VALUES ('+3110000000{n}', '061234567{n}', 'jan{n}@example.nl',"
                " '2025-01-31 12:00', '2025-01-31', 60)"
            )
        yield running


def address_of(server: Server, **changes: object) -> Address:
    usual = {
        "host": server.host,
        "port": server.port,
        "database": server.database,
        "account": server.account,  # type: ignore[attr-defined]
        "password": PASSWORD,
        "encrypted": False,
    }
    return Address(**(usual | changes))  # type: ignore[arg-type]


@pytest.fixture
def elements(db: None) -> DataCategory:
    category = DataCategory.objects.create(
        code="TRAFFIC_BILLING", name=text("Traffic"), description=text("Traffic")
    )
    for code in ("calling_number", "called_number", "call_duration", "email_addresses"):
        DataElement.objects.create(code=code, category=category, name=text(code))
    return category


@pytest.fixture
def foreign_store(server: Server, elements: DataCategory) -> DataStore:
    made = services.register_store(
        code="billing",
        name=text("Billing"),
        kind=StoreKind(server.kind),
        wal_retention_days=3,
        backup_retention_days=14,
        by=SYSTEM,
    )
    services.connect_store(store=made.pk, address=address_of(server), by=SYSTEM)
    return made


@pytest.fixture
def table(foreign_store: DataStore) -> StoreTable:
    services.read_tables(store=foreign_store.pk, by=SYSTEM)
    return StoreTable.objects.get(store=foreign_store, name="cdr")


MEANINGS = {
    "src": Meaning("calling_number"),
    "dst": Meaning("called_number"),
    "invoice_date": Meaning(starts="invoice_date"),
    "ended_at": Meaning(starts="end_of_call"),
}


def mapped(table: StoreTable) -> StoreTable:
    return services.map_table(
        table=table.pk,
        key="id",
        partner="partner",
        customer="customer",
        columns=MEANINGS,
        by=SYSTEM,
    )

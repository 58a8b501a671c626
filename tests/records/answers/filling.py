"""Anna's data, in our own calls and in a store elsewhere, between other people's."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import connection

from records.activities.models import Activity
from records.activities.register import load_records
from records.choices import FoundBy, StoreKind, Whose
from records.models import DataStore, StoreTable
from records.register import load_retention_register
from records.stores import services
from records.stores.services import Meaning
from tests.records.elsewhere import address_of
from tests.records.foreign import Server
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

ANNAS, COLLEAGUES, FRIENDS, EIGENHEIMS = (
    "+31612345678",
    "+31201112233",
    "+31655544433",
    "+31307654321",
)
CALLS = """
    INSERT INTO records_calldetailrecord
        (partner_id, customer_id, caller, callee, started_at, duration_seconds, invoice_date)
    VALUES (%s, %s, %s, %s, '2026-02-01 10:00Z', 60, '2026-02-28')
"""
ELSEWHERE = "INSERT INTO cdr (partner, customer, src, dst, mail, invoice_date, duration) VALUES "
MAPPED = {
    "src": Meaning("calling_number", identifier=FoundBy.PHONE, whose=Whose.CALLER),
    "dst": Meaning("called_number", identifier=FoundBy.PHONE_WRITTEN, whose=Whose.CALLED),
    "invoice_date": Meaning(starts="invoice_date"),
    "duration": Meaning("call_duration"),
}
Pair = tuple[UUID, UUID]
"""A partner and its customer."""


def ready_made() -> None:
    """The retention rules and records that come with the product, unless they are there."""
    if not Activity.objects.exists():
        load_retention_register(by=SYSTEM)
        load_records(at=datetime(2026, 1, 1, tzinfo=UTC), by=SYSTEM)


def our_own(employers: Pair, others: Pair) -> None:
    """Two calls from the employer's numbers, and two of another customer, one of them to Anna."""
    ready_made()
    with connection.cursor() as cursor:
        cursor.execute(CALLS, [*employers, ANNAS, FRIENDS])
        cursor.execute(CALLS, [*employers, COLLEAGUES, FRIENDS])
        cursor.execute(CALLS, [*others, EIGENHEIMS, ANNAS])
        cursor.execute(CALLS, [*others, EIGENHEIMS, FRIENDS])


def elsewhere(server: Server, employers: Pair, others: Pair) -> DataStore:
    """The same in a store elsewhere, as people write numbers; read and mapped."""
    server.execute("DELETE FROM cdr")
    for (partner, customer), src, dst in (
        (employers, "0612345678", "020-9998877"),
        (employers, "0201112233", "020-9998877"),
        (others, "0307654321", "06-12 34 56 78"),
        (others, "=HYPERLINK", "+31 6 12345678"),
    ):
        row = f"('{partner}', '{customer}', '{src}', '{dst}', '', '2026-02-28', 60)"
        server.execute(ELSEWHERE + row)
    store = services.register_store(
        code="billing",
        name=Localised(nl="Facturering", en="Billing"),
        kind=StoreKind(server.kind),
        wal_retention_days=3,
        backup_retention_days=14,
        by=SYSTEM,
    )
    services.connect_store(store=store.pk, address=address_of(server), by=SYSTEM)
    services.read_tables(store=store.pk, by=SYSTEM)
    table = StoreTable.objects.get(store=store, name="cdr")
    services.map_table(
        table=table.pk, key="id", partner="partner", customer="customer", columns=MAPPED, by=SYSTEM
    )
    return store

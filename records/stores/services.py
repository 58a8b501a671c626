"""Entering data stores, reaching them, and saying what their tables mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from records.choices import FoundBy, StartEvent, StoreKind, Whose
from records.errors import ColumnMissing, StoreNotForeign, StoreUnavailable
from records.stores import vault
from records.stores.foreign import reached
from records.stores.models import (
    APPROVAL_ABOVE,
    DataStore,
    StoreColumn,
    StoreConnection,
    StoreSecret,
    StoreTable,
)
from records.stores.privileges import Problem, problems_of
from records.stores.reading import keep_tables
from records.stores.reflection import table_found, tables_in
from roles.models import DataElement
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.kernel.use_case import use_case
from voipgrid_privacy.kernel.vault import current


@dataclass(frozen=True, slots=True)
class Address:
    """How a store is reached; a password that is left out stays what it was."""

    host: str
    port: int
    database: str
    account: str
    password: str = ""
    encrypted: bool = True


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column holds (code of a data element), and which event it is the date of.

    ``identifier`` and ``whose`` say by what it identifies whom: both or neither.
    """

    element: str = ""
    starts: str = ""
    identifier: str = ""
    whose: str = ""


@use_case
def register_store(
    *,
    code: str,
    name: Localised,
    kind: StoreKind,
    wal_retention_days: int,
    backup_retention_days: int,
    zone: str = "Europe/Amsterdam",
    approval_above: int = APPROVAL_ABOVE,
    by: Viewer,
) -> DataStore:
    """Enter a store with what it declares about its log and backups; raises ValidationError."""
    by.must(Ability.WRITE_REGISTER)
    if zone not in available_timezones():
        raise ValidationError({"zone": _("This time zone is unknown.")})
    store = DataStore(
        code=code,
        name=name,
        kind=kind,
        zone=zone,
        wal_retention_days=wal_retention_days,
        backup_retention_days=backup_retention_days,
        approval_above=approval_above,
    )
    store.full_clean()
    store.save(force_insert=True)
    return store


@use_case
def connect_store(*, store: UUID, address: Address, by: Viewer) -> StoreConnection:
    """Set how a store is reached; the password is encrypted before it is written.

    Raises NotFound, StoreNotForeign, StoreKeysWrong, ValidationError.
    """
    by.must(Ability.WRITE_REGISTER)
    found = _store(store, by)
    if not found.is_foreign:
        raise StoreNotForeign
    row = StoreConnection.objects.filter(store=found).first() or StoreConnection(store=found)
    row.host, row.port, row.database = address.host, address.port, address.database
    row.account, row.encrypted = address.account, address.encrypted
    row.checked_at, row.problems = None, []
    row.full_clean()
    row.save()
    if address.password:
        sealed = vault.sealed(address.password, connection=row.pk)
        StoreSecret.objects.update_or_create(connection=row, defaults=sealed)
    return row


@use_case
def check_store(*, store: UUID, at: datetime, by: Viewer) -> list[Problem]:
    """Reach the store and record what is too much or missing; a store that is down is a problem."""
    by.must(Ability.RUN_RETENTION)
    found = _store(store, by)
    row = StoreConnection.objects.filter(store=found).first()
    if row is None:
        raise StoreNotForeign
    row.checked_at, row.problems = at, list(_problems(found))
    row.save(update_fields=["checked_at", "problems"])
    return [Problem(code) for code in row.problems]


def _problems(store: DataStore) -> list[str]:
    mapped = list(store.tables.filter(in_use=True))
    try:
        with reached(store) as connection:
            found = {problem.value for problem in problems_of(connection, mapped)}
            if any(_drifted(table_found(connection, t.schema, t.name), t) for t in mapped):
                found.add(Problem.DRIFTED.value)
    except StoreUnavailable:
        return [Problem.UNREACHABLE.value]
    return sorted(found)


def _drifted(found: object, table: StoreTable) -> bool:
    return getattr(found, "fingerprint", None) != table.fingerprint


@use_case
def read_tables(*, store: UUID, by: Viewer) -> int:
    """Read which tables and columns the store has, with suggestions; return how many tables.

    A mapping stays where the column stays. Raises StoreUnavailable, StoreNotForeign, NotFound.
    """
    by.must(Ability.WRITE_REGISTER)
    found = _store(store, by)
    with reached(found) as connection:
        return keep_tables(found, tables_in(connection), connection)


@use_case
def map_table(
    *,
    table: UUID,
    key: str,
    partner: str = "",
    customer: str = "",
    columns: Mapping[str, Meaning],
    by: Viewer,
) -> StoreTable:
    """Say what a table holds; from then on retention applies to it.

    ``columns`` names by column what each holds; what is left out holds nothing that matters.
    Raises NotFound, ColumnMissing, ValidationError (``event_twice``, ``identifies_nobody``).
    """
    by.must(Ability.WRITE_REGISTER)
    row = StoreTable.objects.visible_to(by).select_for_update().filter(pk=table).first()
    if row is None:
        raise NotFound
    known = {column.name: column for column in row.columns.all()}
    for name in filter(None, (key, partner, customer, *columns)):
        if name not in known:
            raise ColumnMissing(column=name)
    _mean(known, columns)
    row.key_column, row.partner_column, row.customer_column = key, partner, customer
    row.in_use = True
    row.full_clean()
    row.save()
    return row


def _mean(known: Mapping[str, StoreColumn], columns: Mapping[str, Meaning]) -> None:
    elements = {element.code: element for element in DataElement.objects.all()}
    rows = list(known.values())
    for row in rows:
        meaning = columns.get(row.name, Meaning())
        row.element = elements[meaning.element] if meaning.element else None
        row.starts = StartEvent(meaning.starts).value if meaning.starts else ""
        row.identifier, row.whose = _identifies(meaning)
    starts = [row.starts for row in rows if row.starts]
    if len(starts) != len(set(starts)):
        raise ValidationError(_("Another column is already the date of this event."), "event_twice")
    StoreColumn.objects.filter(pk__in=[row.pk for row in rows]).update(starts="")
    StoreColumn.objects.bulk_update(rows, ["element", "starts", "identifier", "whose"])


def _identifies(meaning: Meaning) -> tuple[str, str]:
    """Return by what a column identifies whom; raises ValidationError for half of that."""
    if bool(meaning.identifier) != bool(meaning.whose):
        message = _("Say both by what a column identifies, and whom.")
        raise ValidationError(message, "identifies_nobody")
    if not meaning.identifier:
        return "", ""
    return FoundBy(meaning.identifier).value, Whose(meaning.whose).value


@use_case
def leave_table(*, table: UUID, by: Viewer) -> StoreTable:
    """Say that retention no longer applies to a table; its mapping stays. Raises NotFound."""
    by.must(Ability.WRITE_REGISTER)
    row = StoreTable.objects.visible_to(by).select_for_update().filter(pk=table).first()
    if row is None:
        raise NotFound
    row.in_use = False
    row.save(update_fields=["in_use"])
    return row


@use_case
def rotate_store_keys(*, by: Viewer) -> int:
    """Encrypt every password again under the current key; return how many were.

    Afterwards an old key can be taken out of STORE_KEYS. Raises StorePasswordLost.
    """
    by.must(Ability.MANAGE_ACCESS)
    old = StoreSecret.objects.exclude(key_id=current()).select_for_update()
    for secret in (rows := list(old)):
        sealed = vault.sealed(vault.opened(secret), connection=secret.connection_id)
        StoreSecret.objects.filter(pk=secret.pk).update(**sealed)
    return len(rows)


def _store(store: UUID, by: Viewer) -> DataStore:
    row = DataStore.objects.visible_to(by).filter(pk=store).first()
    if row is None:
        raise NotFound
    return row

"""How every service writes: periods that hold a day, rows checked before the database checks."""

from datetime import date
from typing import TypeVar

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from roles.services.refusals import EmptyPeriod, in_our_words
from voipgrid_privacy.kernel.models import PeriodModel, RegisteredModel

M = TypeVar("M", bound=RegisteredModel)
P = TypeVar("P", bound=PeriodModel)


def period(on: date, until: date | None = None) -> DateRange:
    """Return the days from ``on`` up to, not including, ``until``; raises EmptyPeriod."""
    if until is not None and until <= on:
        raise EmptyPeriod(field="until")
    return DateRange(on, until)


def keep(row: M) -> M:
    """Check and insert a new row; raises the DomainError of whatever refuses it."""
    with in_our_words():
        row.full_clean()
        row.save(force_insert=True)
    return row


def change(row: M, *fields: str) -> M:
    """Check and update the named fields of a row; raises DomainError."""
    with in_our_words():
        row.full_clean()
        row.save(force_update=True, update_fields=fields)
    return row


def held_for_update(rows: QuerySet[M], row: M) -> M | None:
    """Return ``row`` as it is now, locked until the end of the transaction; None when hidden.

    Locks the row alone: a manager may change its contract but not the parties beside it.
    """
    return rows.order_by("pk").select_for_update(of=("self",)).filter(pk=row.pk).first()


def hold_chain() -> None:
    """Wait for, and then keep until the end of the transaction, the lock of all chain writers.

    The triggers on contracts take the same lock, but only once there is something to write: a
    service that first looks and then decides takes it before it looks.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('roles_contract.chain'))")


def end(row: P, on: date) -> P:
    """Let ``row`` hold no longer from ``on``; raises EmptyPeriod when it started later."""
    first = row.valid_from
    if first is None or on <= first:
        raise EmptyPeriod(field="on")
    row.valid_during = DateRange(first, on)
    return change(row, "valid_during")

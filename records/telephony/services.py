"""Filling the telephony store: classes of numbers, and generated calls."""

from collections.abc import Iterable
from datetime import date

from django.db import connection

from records.errors import NobodyToCall
from records.models import GeneratedCalls, NumberClass
from records.telephony.generator import Call, Pair, calls_of
from records.telephony.numbers import classes
from roles.choices import ContractKind
from roles.models import Contract
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

_COPY = (
    "COPY records_calldetailrecord (partner_id, customer_id, caller, callee, started_at,"
    " duration_seconds, invoice_date) FROM STDIN"
)


@use_case
def load_number_classes(*, by: Viewer) -> int:
    """Bring the table of number classes up to date with the numbering plan; return its size."""
    by.must(Ability.WRITE_REGISTER)
    rows = [NumberClass(prefix=prefix, number_class=kind) for prefix, kind in classes()]
    NumberClass.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["prefix"], update_fields=["number_class"]
    )
    return len(rows)


@use_case
def generate_calls(
    *,
    calls: int,
    months: int,
    until: date,
    seed: int,
    pairs: list[Pair] | None = None,
    by: Viewer,
) -> int:
    """Copy generated calls into the store, once per seed; return how many were added.

    The customers are those with a subscription in the register, unless others are given: a
    telephony platform knows some that the register does not. Raises NobodyToCall.
    """
    by.must(Ability.RUN_RETENTION)
    _marker, new = GeneratedCalls.objects.get_or_create(seed=seed, defaults={"calls": calls})
    if not new:
        return 0
    customers = pairs or _subscriptions(by)
    _copy(calls_of(customers, calls=calls, months=months, until=until, seed=seed))
    return calls


def _subscriptions(viewer: Viewer) -> list[Pair]:
    contracts = Contract.objects.visible_to(viewer).filter(kind=ContractKind.SUBSCRIPTION)
    rows = contracts.order_by("provider_id", "acquirer_id").values_list(
        "provider_id", "acquirer_id"
    )
    pairs = [Pair(partner=partner, customer=customer) for partner, customer in rows.distinct()]
    if not pairs:
        raise NobodyToCall
    return pairs


def _copy(rows: Iterable[Call]) -> None:
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in rows:
            copy.write_row(row)

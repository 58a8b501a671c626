"""What was agreed between two parties and is over: agreements and transfers."""

from datetime import date
from typing import Any

from django.contrib.postgres.fields.ranges import RangeEndsWith
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from records.own.erasing.since import at_rest, runs
from roles.agreements.models import Agreement
from roles.models import Contract
from roles.transfers.models import Transfer

OWN: Any = RangeEndsWith("valid_during")
WITH_CONTRACT: Any = Coalesce(OWN, RangeEndsWith("contract__valid_during"))


def over(day: date) -> QuerySet[Agreement]:
    """Return the agreements that were over by ``day``, as the register knew by then.

    They end by themselves, or else with their contract. One that is for everything between two
    parties is over once no contract between them runs; without any contract it goes on.
    """
    rows = Agreement.objects.alias(ended_on=WITH_CONTRACT).order_by()
    ended = Q(ended_on__lte=day) | (Q(contract=None, ended_on=None) & _all_over(day))
    return rows.filter(ended, at_rest(Agreement, day), at_rest(Contract, day, "contract"))


def transfers_over(day: date) -> QuerySet[Transfer]:
    """Return the transfers that were over by ``day``, as the register knew by then."""
    rows = Transfer.objects.alias(ended_on=WITH_CONTRACT).filter(ended_on__lte=day).order_by()
    return rows.filter(at_rest(Transfer, day), at_rest(Contract, day, "contract"))


def contracts_over(day: date) -> QuerySet[Contract]:
    """Return the contracts that were over by ``day``, as the register knew by then."""
    rows = Contract.objects.filter(valid_during__endswith__lte=day).order_by()
    return rows.filter(at_rest(Contract, day))


def _all_over(day: date) -> Q:
    processor, controller = OuterRef("processor"), OuterRef("controller")
    between = Contract.objects.filter(
        Q(provider=processor, acquirer=controller) | Q(provider=controller, acquirer=processor)
    ).order_by()
    return Q(Exists(between)) & ~Q(Exists(between.filter(runs(Contract, day))))

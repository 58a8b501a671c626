"""On which days of a period the roles of some parties may change: each by its own chain."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from records.incidents.rules.days import Days
from roles.models import Contract, ContractFeature, JointDetermination, OwnUse
from roles.queries.matrix import TELEPHONY
from roles.rules import rulebook
from voipgrid_privacy.kernel.tenancy import read_as_application

_RULES: Final[set[date | None]] = {
    day for rule in rulebook.rules for day in (rule.since, rule.until)
}


def by_day(parties: Collection[UUID], days: Days) -> dict[date, set[UUID]]:
    """Return, in order, whose roles to ask on which day: all on the first, then who changed.

    What a role rests on holds for periods, so between these days nothing is another.
    """
    found: dict[date, set[UUID]] = {days.first: set(parties)}
    if parties and days.last > days.first:
        with read_as_application():
            known = _read(parties, days)
        for party in parties:
            for day in days.turning(known.bounds_of(party) | _RULES):
                found.setdefault(day, set()).add(party)
    return dict(sorted(found.items()))


class _Known:
    """Who was served by whom in the period, and when what is known of each began or was over."""

    def __init__(self) -> None:
        self.bounds = defaultdict[UUID, set[date | None]](set)
        self.above = defaultdict[UUID, set[UUID]](set)

    def bounds_of(self, party: UUID) -> set[date | None]:
        """Return the days of a party and of everyone above it."""
        found, seen, waiting = set[date | None](), {party}, [party]
        while waiting:
            one = waiting.pop()
            found |= self.bounds.get(one, set())
            more = self.above.get(one, set()) - seen
            seen |= more
            waiting += more
        return found

    def note(self, party: UUID, held: Any) -> None:
        """Note from when until when something was so of a party."""
        self.bounds[party] |= {held.lower, held.upper}


def _read(parties: Iterable[UUID], days: Days) -> _Known:
    known, level, seen = _Known(), set(parties), set[UUID]()
    contracts: dict[UUID, UUID] = {}
    while level:
        seen |= level
        rows = _in(Contract.objects.filter(acquirer__in=level, service__code=TELEPHONY), days)
        fields = ("pk", "acquirer", "provider", "valid_during")
        for pk, acquirer, provider, held in rows.values_list(*fields):
            contracts[pk] = acquirer
            known.note(acquirer, held)
            known.above[acquirer].add(provider)
        level = {above for party in level for above in known.above.get(party, ())} - seen
    switched = _in(ContractFeature.objects.filter(contract__in=contracts), days)
    for pk, held in switched.values_list("contract", "valid_during"):
        known.note(contracts[pk], held)
    for model, party in ((OwnUse, "party"), (JointDetermination, "party")):
        rows = _in(model._default_manager.filter(party__in=seen), days)
        for pk, held in rows.values_list(party, "valid_during"):
            known.note(pk, held)
    return known


def _in(rows: QuerySet[Any], days: Days) -> QuerySet[Any]:
    return rows.filter(valid_during__overlap=(days.first, days.past))

"""What the roles of a day make of an incident: who tells whom, and whose clocks start."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection

from records.activities.processing import served_sql
from records.incidents.choices import ClockKind
from records.incidents.rules import cascade
from roles.choices import Category, Feature, PartyKind
from roles.models import Party
from roles.queries.chain import ChainFacts, chain_facts, chains_facts
from roles.queries.matrix import (
    TELEPHONY,
    WEBSITE,
    answers,
    model_contract,
    needs_customer,
    with_model_customer,
)
from roles.queries.parties import sellers_below
from roles.rules.shape import Answer
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, read_as_application

AT_ONCE: Final = 1_000
Pair = tuple[UUID, UUID]


@dataclass(slots=True)
class Clocks:
    """The clocks that start for one party, by kind: for which data, on what ground."""

    categories: dict[ClockKind, set[str]] = field(default_factory=dict)
    grounds: dict[ClockKind, set[str]] = field(default_factory=dict)

    def add(self, kind: ClockKind, category: str, ground: str) -> None:
        """Let the clock of that kind run for a category too."""
        self.categories.setdefault(kind, set()).add(category)
        self.grounds.setdefault(kind, set()).add(ground)

    def listed(self) -> list[list[object]]:
        """Return them as a notice keeps them: kind, categories, grounds."""
        return [
            [kind.value, sorted(self.categories[kind]), sorted(self.grounds[kind])]
            for kind in sorted(self.categories)
        ]


@dataclass(slots=True)
class Telling:
    """What one party tells another: for which data, as what, of whom."""

    roles: dict[str, str] = field(default_factory=dict)
    grounds: set[str] = field(default_factory=set)
    clocks: Clocks = field(default_factory=Clocks)
    touched: set[UUID] = field(default_factory=set)

    def add(self, tell: cascade.Tell, clocks: Iterable[cascade.Duty]) -> None:
        """Let it be about one more category, with the clocks that start for it."""
        self.roles[tell.category] = tell.role.value
        self.grounds.update(tell.grounds)
        for duty in clocks:
            self.clocks.add(duty.kind, duty.category, duty.ground)


@dataclass(slots=True)
class Derived:
    """Everything that follows from the roles: notices, own clocks, and along whom each is told."""

    tellings: dict[Pair, Telling] = field(default_factory=dict)
    own: Clocks = field(default_factory=Clocks)
    through: dict[UUID, tuple[UUID, ...]] = field(default_factory=dict)


def derived(
    *, start: UUID, subjects: Collection[UUID], categories: Iterable[str], on: date
) -> Derived:
    """Return what follows once ``start`` knows that data of ``subjects`` is touched, on ``on``.

    Chains are read whole, by the application: what anyone is told is judged when it is told. Who
    is not served through ``start`` that day has no entry in ``through``.
    """
    asked, found = Asked(start, frozenset(categories), on), Derived()
    parties = list(subjects)
    alike = _alike(parties, asked)
    kinds = list(alike)
    for first in range(0, len(kinds), AT_ONCE):
        some = kinds[first : first + AT_ONCE]
        chains = chains_facts(viewer=SYSTEM, parties=some, on=on, service=TELEPHONY)
        for one, facts in chains.items():
            _note(found, facts, alike[one], asked)
    if not parties:
        _note_own(found, asked)
    if Category.WEBSITE_VISITOR in asked.wanted:
        _note_website(found, asked)
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """From whom the cascade starts, for which data, on which day."""

    start: UUID
    wanted: frozenset[str]
    on: date


def _alike(parties: list[UUID], asked: Asked) -> dict[UUID, list[UUID]]:
    """Return the parties by one of each kind: what is served alike by one seller has one answer."""
    by_kind, found = dict[tuple[UUID, str], UUID](), dict[UUID, list[UUID]]()
    sellers = sellers_below(asked.start, asked.on)
    params: dict[str, Any] = {"parties": parties, "sellers": sellers, "on": asked.on}
    with read_as_application(), connection.cursor() as cursor:
        cursor.execute(served_sql.SOME, params)
        rows = cursor.fetchall()
    for party, _name, _kvk, _country, service, seller, kind, *_rest in rows:
        if service == TELEPHONY:
            found.setdefault(by_kind.setdefault((seller, kind), party), []).append(party)
    known = {party for same in found.values() for party in same}
    return found | {party: [party] for party in parties if party not in known}


def _note(found: Derived, facts: ChainFacts, alike: list[UUID], asked: Asked) -> None:
    """Note what a chain says of its subject, and of those that are alike.

    A model customer in it is nobody to tell.
    """
    whole = with_model_customer(facts, asked.on) if needs_customer(facts) else facts
    model = whole.parties[0].id if whole is not facts else None
    ids = [party.id for party in whole.parties]
    if asked.start not in ids:
        return
    told, one = _answers(whole, asked.wanted, asked.on), facts.subject.id
    node, along = ids.index(asked.start), [asked.start]
    for tell in cascade.tells(told, node):
        pair = ids[tell.sender], ids[tell.recipient]
        if pair[1] == model:
            continue
        along += [pair[1]] if pair[1] not in along else []
        clocks = [d for d in cascade.duties(told, tell.recipient) if d.category == tell.category]
        for each, touched in _pairs(pair, one, alike):
            telling = found.tellings.setdefault(each, Telling())
            telling.touched.update(touched)
            telling.add(tell, clocks)
    for duty in cascade.duties(told, node):
        found.own.add(duty.kind, duty.category, duty.ground)
    for party in alike:
        found.through[party] = tuple(party if each == one else each for each in along)


def _pairs(pair: Pair, one: UUID, alike: list[UUID]) -> Iterator[tuple[Pair, list[UUID]]]:
    """Return who tells whom of which parties: what is told to the subject is told to each alike."""
    if one not in pair:
        yield pair, alike
        return
    sender, recipient = pair
    for party in alike:
        told = party if sender == one else sender, party if recipient == one else recipient
        yield told, [party]


def _note_own(found: Derived, asked: Asked) -> None:
    """Note the own clocks before anyone knows who is touched: as in the model's chain."""
    model = model_contract(TELEPHONY, asked.on)
    kind = Party.objects.filter(pk=asked.start).values_list("kind", flat=True).first()
    subject = model.acquirer.id if model and kind == PartyKind.PLATFORM else asked.start
    alone = Derived()
    try:
        facts = chain_facts(viewer=SYSTEM, party=subject, on=asked.on, service=TELEPHONY)
    except NotFound:
        return
    _note(alone, facts, [subject], asked)
    found.own = alone.own


def _note_website(found: Derived, asked: Asked) -> None:
    try:
        facts = chain_facts(viewer=SYSTEM, party=asked.start, on=asked.on, service=WEBSITE)
    except NotFound:
        return
    node = [party.id for party in facts.parties].index(asked.start)
    for duty in cascade.duties(_answers(facts, _of_visitors(), asked.on), node):
        found.own.add(duty.kind, duty.category, duty.ground)


def _of_visitors() -> frozenset[str]:
    return frozenset({Category.WEBSITE_VISITOR.value})


def _answers(facts: ChainFacts, wanted: frozenset[str], on: date) -> tuple[Answer, ...]:
    codes = tuple(code for code, _name in facts.categories if code in wanted)
    return answers(facts.shape(), categories=codes, feature=Feature.CONVEYANCE, on=on)

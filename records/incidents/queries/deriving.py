"""What the roles on the days of an incident make of it: who tells whom, and whose clocks start."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection

from records.activities.processing import served_sql
from records.incidents.queries.tellings import Derived, Pair, Telling
from records.incidents.queries.turning import by_day
from records.incidents.rules import cascade
from records.incidents.rules.days import Days
from roles.choices import Category, Feature, PartyKind, Role
from roles.models import Party
from roles.queries.chain import ChainFacts, chain_facts, chains_facts
from roles.queries.matrix import (
    TELEPHONY,
    WEBSITE,
    answers,
    model_contract,
    needs_customer,
    with_customer,
)
from roles.queries.parties import sellers_below
from roles.queries.refs import ContractRef
from roles.rules.shape import Answer
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, read_as_application

AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Asked:
    """From whom the cascade starts, for which data in which features, on which day.

    ``model`` is the subscription of the model customer that day: nobody to tell.
    """

    start: UUID
    wanted: frozenset[str]
    features: tuple[str, ...]
    on: date
    model: ContractRef | None


def derived(
    *,
    start: UUID,
    subjects: Collection[UUID],
    categories: Iterable[str],
    features: Iterable[str] = (),
    days: Days,
) -> Derived:
    """Return what follows once ``start`` knows that data of ``subjects`` is touched, on ``days``.

    Every party that had a role on any of these days, with who decided that day: who left or moved
    in between is told along the chain that it was in. Without ``features`` the service itself is
    meant. Chains are read whole, by the application: what anyone is told is judged when it is
    told. Who is not served through ``start`` on any of the days has no entry in ``through``.
    """
    found, wanted = Derived(), frozenset(categories)
    asked_for = tuple(sorted(features)) or (Feature.CONVEYANCE.value,)

    def asked(on: date) -> Asked:
        return Asked(start, wanted, asked_for, on, model_contract(TELEPHONY, on))

    for on, parties in by_day(subjects, days).items():
        if parties:
            _note_day(found, list(parties), asked(on))
    if not subjects or Category.WEBSITE_VISITOR in wanted:
        for on in by_day({start}, days):
            _note_own(found, asked(on), alone=not subjects)
    return found


def _note_day(found: Derived, parties: list[UUID], asked: Asked) -> None:
    """Note what follows on one day; what is alike is read and asked once."""
    alike = _alike(parties, asked)
    kinds = list(alike)
    for first in range(0, len(kinds), AT_ONCE):
        some = kinds[first : first + AT_ONCE]
        chains = chains_facts(viewer=SYSTEM, parties=some, on=asked.on, service=TELEPHONY)
        for one, facts in chains.items():
            _note(found, facts, alike[one], asked)


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
    whole = with_customer(facts, asked.model) if needs_customer(facts) else facts
    model = whole.parties[0].id if whole is not facts else None
    ids, one = [party.id for party in whole.parties], facts.subject.id
    if asked.start not in ids:
        return
    node, along, served = ids.index(asked.start), [asked.start], False
    sellers = cascade.sellers_above(whole.shape().edges, node)
    for feature in asked.features:
        told = _answers(whole, asked, feature)
        served |= feature == Feature.CONVEYANCE or _has_part(told, node)
        for tell in (*cascade.tells(told, node), *cascade.tells_sellers(told, node, sellers)):
            pair = ids[tell.sender], ids[tell.recipient]
            if pair[1] == model:
                continue
            along += [pair[1]] if pair[1] not in along else []
            clocks = [
                d for d in cascade.duties(told, tell.recipient) if d.category == tell.category
            ]
            for each, touched in _pairs(pair, one, alike):
                telling = found.tellings.setdefault(each, Telling())
                telling.touched.update(touched)
                telling.add(tell, feature, clocks)
        for duty in cascade.duties(told, node):
            found.own.add(duty.kind, duty.category, duty.ground)
    for party in alike if served else ():
        found.reach(party, (party if each == one else each for each in along))


def _has_part(told: Iterable[Answer], node: int) -> bool:
    """Say whether a party has any role: without the feature nothing of a customer is in it."""
    return any(answer.node == node and answer.role != Role.NOT_ASSIGNED for answer in told)


def _pairs(pair: Pair, one: UUID, alike: list[UUID]) -> Iterator[tuple[Pair, list[UUID]]]:
    """Return who tells whom of which parties: what is told to the subject is told to each alike."""
    if one not in pair:
        yield pair, alike
        return
    sender, recipient = pair
    for party in alike:
        told = party if sender == one else sender, party if recipient == one else recipient
        yield told, [party]


def _note_own(found: Derived, asked: Asked, *, alone: bool) -> None:
    """Note the own clocks: of its website, and ``alone``, before anyone knows who is touched."""
    if alone:
        found.own.merge(_of_model_chain(asked).own)
    if Category.WEBSITE_VISITOR in asked.wanted:
        _note_website(found, asked)


def _of_model_chain(asked: Asked) -> Derived:
    """Return what follows in the model customer's chain, or in that of who sells no further."""
    kind = Party.objects.filter(pk=asked.start).values_list("kind", flat=True).first()
    modelled = asked.model and kind == PartyKind.PLATFORM
    subject = asked.model.acquirer.id if asked.model and modelled else asked.start
    found = Derived()
    try:
        facts = chain_facts(viewer=SYSTEM, party=subject, on=asked.on, service=TELEPHONY)
    except NotFound:
        return found
    _note(found, facts, [subject], asked)
    return found


def _note_website(found: Derived, asked: Asked) -> None:
    try:
        facts = chain_facts(viewer=SYSTEM, party=asked.start, on=asked.on, service=WEBSITE)
    except NotFound:
        return
    node = [party.id for party in facts.parties].index(asked.start)
    visitors = replace(asked, wanted=frozenset({Category.WEBSITE_VISITOR.value}))
    for duty in cascade.duties(_answers(facts, visitors, Feature.CONVEYANCE), node):
        found.own.add(duty.kind, duty.category, duty.ground)


def _answers(facts: ChainFacts, asked: Asked, feature: str) -> tuple[Answer, ...]:
    codes = tuple(code for code, _name in facts.categories if code in asked.wanted)
    return answers(facts.shape(), categories=codes, feature=feature, on=asked.on)

"""What a party does for those it serves: answered once for all that are alike."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from records.activities.processing.groups import Part
from records.activities.processing.served import Served, Serving
from records.activities.queries import Entry
from roles.choices import ContractKind, Feature, Role
from roles.queries.answers import DECIDES
from roles.queries.chain import ChainFacts, chains_facts
from roles.queries.matrix import answers, needs_customer, with_model_customer
from roles.rules.derivation import Answer
from roles.rules.functions import FUNCTIONS, UNKNOWN
from voipgrid_privacy.kernel.tenancy import SYSTEM

ACTS: Final = frozenset({Role.PROCESSOR, Role.SUB_PROCESSOR})
KNOWN: Final = 4_096
"""How many kinds of chain are remembered at a time; those of one seller come together."""
Alike = tuple[UUID, str, str]


@dataclass(slots=True)
class Acting:
    """The processing of one party on a day, remembered per kind of chain.

    Chains are read whole, whoever asks: what stands above the party changes its role for nobody
    below it, and only the party and its ``sellers`` are named.
    """

    party: UUID
    on: date
    sellers: frozenset[UUID]
    entries: tuple[Entry, ...]
    known: dict[Alike, tuple[Part, ...]] = field(default_factory=dict)

    def parts(self, served: Iterable[Served]) -> dict[UUID, tuple[Part, ...]]:
        """Return what is done for each of some served parties; nothing where none decides."""
        rows = list(served)
        self._learn(rows)
        return {one.id: self._together(one) for one in rows}

    def _together(self, one: Served) -> tuple[Part, ...]:
        """Return what is done under all contracts of a party; what is the same under two, once."""
        every = (part for under in one.under for part in self.known[_alike(under)])
        return tuple({(p.category, p.role, p.depth, p.upstream): p for p in every}.values())

    def _learn(self, rows: list[Served]) -> None:
        """Read the chains of one party of each kind that is not known yet, together."""
        asked: dict[str, dict[Alike, UUID]] = {}
        here = {_alike(under) for one in rows for under in one.under}
        if len(self.known) + len(here) > KNOWN:
            self.known = {kind: parts for kind, parts in self.known.items() if kind in here}
        for one in rows:
            for under in one.under:
                if _alike(under) not in self.known:
                    asked.setdefault(under.service, {}).setdefault(_alike(under), one.id)
        for service, kinds in asked.items():
            chains = chains_facts(
                viewer=SYSTEM, parties=kinds.values(), on=self.on, service=service
            )
            for kind, subject in kinds.items():
                facts = chains.get(subject)
                self.known[kind] = self._parts(facts) if facts else ()

    def _parts(self, facts: ChainFacts) -> tuple[Part, ...]:
        """Return what the party does with the data that the subject of a chain controls."""
        subject = facts.subject.id
        whole = with_model_customer(facts, self.on) if needs_customer(facts) else facts
        names = dict(whole.categories)
        given = answers(
            whole.shape(), categories=tuple(names), feature=Feature.CONVEYANCE, on=self.on
        )
        base = [a for a in given if a.purpose is None]
        decided = {a.category for a in base if _is(whole, a, subject, DECIDES)}
        sold = (x.features for x in whole.links if x.contract.kind != ContractKind.SUPPLY)
        features = frozenset({Feature.CONVEYANCE}).union(*sold)
        return tuple(
            Part(
                category=a.category,
                category_name=names[a.category],
                role=a.role,
                depth=a.depth,
                upstream=self._upstream(whole, a),
                entries=tuple(e for e in self.entries if _describes(e, a.category, features)),
            )
            for a in base
            if a.category in decided and _is(whole, a, self.party, ACTS)
        )

    def _upstream(self, facts: ChainFacts, answer: Answer) -> str:
        """Return which seller instructs; the controller itself differs for each that is alike."""
        party = None if answer.upstream is None else facts.parties[answer.upstream]
        named = party and party.id in self.sellers and party.id != facts.subject.id
        return party.name if party and named else ""


def _alike(under: Serving) -> Alike:
    return under.provider, under.service, under.alike


def _is(facts: ChainFacts, answer: Answer, party: UUID, roles: frozenset[Role]) -> bool:
    return facts.parties[answer.node].id == party and answer.role in roles


def _describes(entry: Entry, category: str, features: frozenset[str]) -> bool:
    covers = entry.body.get("covers")
    if not entry.applies or covers is None or covers["category"] != category:
        return False
    on = {f for f in features if FUNCTIONS.get(f, UNKNOWN).handles(category)}
    return not covers["features"] or bool(on & set(covers["features"]))

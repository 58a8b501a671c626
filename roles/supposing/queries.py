"""Roles before and after something that is only supposed, and what would follow from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from roles.choices import Feature
from roles.queries.chain import ChainFacts, chain_facts
from roles.queries.differences import Cells, Difference, by_key, differences
from roles.queries.matrix import (
    TELEPHONY,
    matrix_of,
    needs_customer,
    with_model_customer,
)
from roles.queries.refs import PartyRef
from roles.supposing.consequences import Consequence, Situation, consequences_of
from roles.supposing.suppositions import Supposition, possible, the_one
from voipgrid_privacy.kernel.tenancy import Viewer


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain on a day, and everything that can be supposed of it."""

    subject: PartyRef
    on: date
    service: str
    facts: ChainFacts
    possible: list[Supposition]


@dataclass(frozen=True, slots=True)
class Simulation:
    """What would be otherwise, and what would follow."""

    chain: Chain
    supposed: Supposition
    differences: tuple[Difference, ...]
    consequences: tuple[Consequence, ...]


def chain_to_suppose(*, viewer: Viewer, party: UUID, on: date, service: str = TELEPHONY) -> Chain:
    """Return a chain with what can be supposed of it; raises NotFound for another's."""
    facts = chain_facts(viewer=viewer, party=party, on=on, service=service)
    whole = with_model_customer(facts, on) if needs_customer(facts) else facts
    return Chain(
        subject=facts.subject,
        on=on,
        service=service,
        facts=whole,
        possible=possible(viewer=viewer, facts=whole, service=service),
    )


def suppose(*, viewer: Viewer, chain: Chain, what: str) -> Simulation:
    """Return what would change if ``what`` were so; writes nothing.

    Raises ``supposition_not_possible``.
    """
    supposed = the_one(chain.possible, what)
    changed = supposed.apply(chain.facts)
    features = dict.fromkeys([Feature.CONVEYANCE.value, supposed.feature])
    before = _cells(chain.facts, chain, features)
    after = _cells(changed, chain, features)
    told = consequences_of(Situation(before), Situation(after), viewer=viewer, on=chain.on)
    return Simulation(chain, supposed, differences(before, after), told)


def _cells(facts: ChainFacts, chain: Chain, features: Iterable[str]) -> Cells:
    if not facts.links:
        return {}
    return by_key(
        matrix_of(facts, on=chain.on, known_at=None, service=chain.service, feature=feature)
        for feature in features
    )

"""Roles before and after a move: the same rules over the chain as it is and as it would be."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from roles.choices import ContractKind, Feature, PartyKind, Role
from roles.queries.chain import ChainFacts, Link, chains_facts
from roles.queries.matrix import answers, needs_customer, with_model_customer
from roles.queries.refs import PartyRef
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import Localised

NAMED = 8

# Everyone who uses a service under the contracts, alike ones together: customers of the same
# provider, under the same limits and features, have the same roles, so one stands for all.
_GROUPS = """
    WITH RECURSIVE below(id, provider_id, acquirer_id, service_id, kind) AS (
        SELECT c.id, c.provider_id, c.acquirer_id, c.service_id, c.kind FROM roles_contract c
        WHERE c.id = ANY (%(ids)s)
        UNION
        SELECT c.id, c.provider_id, c.acquirer_id, c.service_id, c.kind
        FROM below b, LATERAL (
            SELECT x.* FROM roles_contract x WHERE x.provider_id = b.acquirer_id OFFSET 0) c
        WHERE b.kind = 'RESALE' AND c.service_id = b.service_id AND c.kind <> 'SUPPLY'
          AND c.valid_during @> %(on)s::date
    ), leaf AS (
        SELECT b.* FROM below b WHERE b.kind = 'SUBSCRIPTION' OR NOT EXISTS (
            SELECT 1 FROM below c
            WHERE c.provider_id = b.acquirer_id AND c.service_id = b.service_id)
    ), told AS (
        SELECT leaf.*, p.name, p.legal_form <> 'LEGAL_PERSON' AS natural_person,
            ARRAY(SELECT l.category_id FROM roles_contractcategory l
                  WHERE l.contract_id = leaf.id ORDER BY 1) AS limits
        FROM leaf JOIN roles_party p ON p.id = leaf.acquirer_id
    )
    SELECT s.code, (array_agg(acquirer_id ORDER BY told.name, acquirer_id))[1],
        (array_agg(told.name ORDER BY told.name, acquirer_id))[1:%(named)s], count(*), told.kind
    FROM told JOIN roles_service s ON s.id = told.service_id
    GROUP BY s.code, provider_id, told.kind, natural_person, limits
    ORDER BY 1, 5, 4 DESC, 2
"""
_FEATURES = """
    SELECT f.name, count(*) FROM roles_contractfeature cf
    JOIN roles_servicefeature f ON f.id = cf.feature_id
    WHERE cf.contract_id = ANY (%(ids)s) AND coalesce(upper(cf.valid_during) > %(on)s::date, true)
    GROUP BY f.id, f.name, f.position ORDER BY f.position
"""
_LIMITS = """
    SELECT d.name, count(*) FROM roles_contractcategory l
    JOIN roles_datacategory d ON d.id = l.category_id
    WHERE l.contract_id = ANY (%(ids)s) GROUP BY d.id, d.name, d.position ORDER BY d.position
"""


@dataclass(frozen=True, slots=True)
class RoleThen:
    """A role on one side of the move; ``upstream`` instructs the party."""

    role: Role
    depth: int | None
    upstream: str


@dataclass(frozen=True, slots=True)
class RoleChange:
    """A party whose role changes; None: it has none. ``customers``: in the chains of how many."""

    party: str
    kind: str
    code: str
    category: Localised
    before: RoleThen | None
    after: RoleThen | None
    customers: int


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What a move comes to, from ``on``."""

    on: date
    moved: int
    ended: int
    customers: int
    names: tuple[str, ...]
    changes: tuple[RoleChange, ...]
    along: tuple[tuple[Localised, int], ...]
    anew: tuple[tuple[Localised, int], ...]
    limits: tuple[tuple[Localised, int], ...]

    @property
    def more(self) -> int:
        """How many customers are not named."""
        return self.customers - len(self.names)


@dataclass(frozen=True, slots=True)
class _Group:
    service: str
    party: UUID
    names: tuple[str, ...]
    size: int
    kind: str


Cells = dict[tuple[str, str, str], RoleThen]
"""Party, its kind and the category: the role."""


def preview_of(
    *,
    viewer: Viewer,
    moves: Sequence[UUID],
    ends: Sequence[UUID],
    to: UUID | None,
    on: date,
    with_features: bool,
) -> MovePreview:
    """Return the roles before and after, as far as the viewer may see the chains."""
    groups = _groups(moves or ends, on)
    ahead = _ahead(viewer, to, {group.service for group in groups}, on)
    counted: Counter[tuple[str, str, str, RoleThen | None, RoleThen | None]] = Counter()
    names: dict[str, Localised] = {}
    for group, facts in _chains(viewer, groups, on):
        names.update(facts.categories)
        before = _cells(facts, group, on)
        after = _after(facts, group, ahead, moves, on)
        for key in before.keys() | after.keys():
            if before.get(key) != after.get(key):
                counted[(*key, before.get(key), after.get(key))] += group.size
    features = _named(_FEATURES, [*moves, *ends], on)
    return MovePreview(
        on=on,
        moved=len(moves),
        ended=len(ends),
        customers=sum(g.size for g in groups),
        names=tuple([name for g in groups for name in g.names][:NAMED]),
        changes=_in_order(counted, names),
        along=features if with_features and moves else (),
        anew=() if with_features and moves else features,
        limits=_named(_LIMITS, moves, on),
    )


def _in_order(
    counted: Counter[tuple[str, str, str, RoleThen | None, RoleThen | None]],
    names: dict[str, Localised],
) -> tuple[RoleChange, ...]:
    order = list(names)
    kinds = list(PartyKind.values)
    return tuple(
        RoleChange(party, kind, code, names[code], before, after, customers)
        for (party, kind, code, before, after), customers in sorted(
            counted.items(),
            key=lambda item: (
                -kinds.index(item[0][1]),
                item[0][0],
                order.index(item[0][2]),
                item[0][3] is None,
            ),
        )
    )


def _groups(ids: Iterable[UUID], on: date) -> list[_Group]:
    rows = _rows(_GROUPS, {"ids": list(ids), "on": on, "named": NAMED})
    return [_Group(row[0], row[1], tuple(row[2]), row[3], row[4]) for row in rows]


def _chains(viewer: Viewer, groups: list[_Group], on: date) -> Iterable[tuple[_Group, ChainFacts]]:
    """Yield each group with the chain of the one that stands for it; hidden ones are left out."""
    for service in {group.service for group in groups}:
        mine = [group for group in groups if group.service == service]
        parties = [group.party for group in mine]
        found = chains_facts(viewer=viewer, parties=parties, on=on, service=service)
        yield from ((group, found[group.party]) for group in mine if group.party in found)


def _ahead(viewer: Viewer, to: UUID | None, services: set[str], on: date) -> dict[str, ChainFacts]:
    """Return per service the chain of the new provider."""
    if to is None:
        return {}
    found = {
        service: chains_facts(viewer=viewer, parties=[to], on=on, service=service)
        for service in services
    }
    return {service: chains[to] for service, chains in found.items() if to in chains}


def _after(
    facts: ChainFacts,
    group: _Group,
    ahead: dict[str, ChainFacts],
    moves: Sequence[UUID],
    on: date,
) -> Cells:
    if group.service not in ahead:
        return {}
    return _cells(rechained(facts, ahead[group.service], set(moves)), group, on)


def rechained(facts: ChainFacts, ahead: ChainFacts, moved: set[UUID]) -> ChainFacts:
    """Return the chain in which the subject of ``ahead`` delivers under the moved contracts."""
    reached, links = {facts.subject.id}, []
    for link in facts.links:  # nearest first, so one pass suffices
        if link.contract.acquirer.id not in reached:
            continue
        if link.contract.id in moved:
            links.append(replace(link, contract=replace(link.contract, provider=ahead.subject)))
        else:
            links.append(link)
            reached.add(link.contract.provider.id)
    known = {link.contract.id for link in links}
    links += [link for link in ahead.links if link.contract.id not in known]
    parties = _parties(facts, ahead, links)
    ids = {party.id for party in parties}
    return replace(
        facts,
        parties=parties,
        links=tuple(links),
        uses=_together(facts.uses, ahead.uses, lambda use: use.party in ids),
        joints=_together(facts.joints, ahead.joints, lambda joint: joint.parties <= ids),
    )


def _parties(facts: ChainFacts, ahead: ChainFacts, links: list[Link]) -> tuple[PartyRef, ...]:
    """Customer first, then up the chain of sale, then suppliers, then the people who use it."""
    sale = [x.contract.provider for x in links if x.contract.kind != ContractKind.SUPPLY]
    supply = [x.contract.provider for x in links if x.contract.kind == ContractKind.SUPPLY]
    people = [p for p in (*facts.parties, *ahead.parties) if p.id == facts.used_by]
    return tuple({p.id: p for p in (facts.subject, *sale, *supply, *people)}.values())


def _together(mine: tuple[Any, ...], theirs: tuple[Any, ...], keep: Callable[[Any], bool]) -> Any:
    return tuple(each for each in dict.fromkeys((*mine, *theirs)) if keep(each))


def _cells(facts: ChainFacts, group: _Group, on: date) -> Cells:
    """Return the roles in delivering the service; whoever stands for many is not named."""
    if not facts.links:
        return {}
    whole = with_model_customer(facts, on) if needs_customer(facts) else facts
    codes = tuple(code for code, _name in whole.categories)
    found = answers(whole.shape(), categories=codes, feature=Feature.CONVEYANCE, on=on)
    titles = _titles(whole, facts, group)
    return {
        (titles[a.node], whole.parties[a.node].kind, a.category): RoleThen(
            a.role, a.depth, "" if a.upstream is None else titles[a.upstream]
        )
        for a in found
        if a.purpose is None and whole.parties[a.node].kind != PartyKind.END_USER
    }


def _titles(whole: ChainFacts, facts: ChainFacts, group: _Group) -> list[str]:
    many = group.size > 1 or len(whole.parties) > len(facts.parties)
    customers = str(_("Customers"))
    return [
        customers if many and party.kind == PartyKind.CUSTOMER else party.name
        for party in whole.parties
    ]


def _named(statement: str, ids: Iterable[UUID], on: date) -> tuple[tuple[Localised, int], ...]:
    rows = _rows(statement, {"ids": list(ids), "on": on})
    return tuple((_localised(name), count) for name, count in rows)


def _localised(name: Any) -> Localised:
    return Localised(**(json.loads(name) if isinstance(name, str) else name))


def _rows(statement: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())

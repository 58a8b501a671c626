"""The look-up that resellers make all day: one customer, one day, in one round trip.

It knows only success. Whatever is not the ordinary case (no token, another's customer, a date
that is none, another instant) it leaves to the view, which says in full what is wrong; so there
is one place where refusals are written, and none here to get wrong.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from roles.api.template import Days, Template, template
from roles.choices import ContractKind, PartyKind
from roles.models.parties import LegalForm
from roles.rules.derivation import Edge, Node, OwnUse, Shape, Together

Row = list[Any]


@dataclass(frozen=True, slots=True)
class Chain:
    """The rows of one chain, pruned to what hangs on the customer, in the order of the answer."""

    parties: list[Row]
    links: list[Row]
    uses: list[Row]
    joints: list[Row]
    service: dict[str, Any]

    @property
    def place(self) -> dict[str, int]:
        """The number of each party."""
        return {party[0]: number for number, party in enumerate(self.parties)}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the chain statement returns, whoever asks, with the stamps it carried."""

    service: dict[str, Any] | None
    parties: list[Row]
    edges: list[Row]
    uses: list[Row]
    joints: list[Row]
    stamps: list[str] | None


def facts_in(row: tuple[Any, ...] | None) -> Facts:
    """Return the facts in a row of ``CHAIN_FOR_LOOKUP``."""
    service, *lists = (orjson.loads(part) if part else None for part in (row or (None,) * 5)[:5])
    parties, edges, uses, joints = (found or [] for found in lists)
    return Facts(service, parties, edges, uses, joints, row[6] if row else None)


def chain_in(
    facts: Facts, seen: tuple[Any, ...] | None, customer: str, caller: str
) -> Chain | None:
    """Return the chain if it is ``caller``'s to see and ``customer`` an ordinary customer.

    ``seen`` is which of its parties row-level security shows. As in ``roles.queries.chain`` the
    caller must also stand in the chain itself that day.
    """
    service, visible = facts.service, set(seen[0]) if seen else set()
    known = {party[0]: party for party in facts.parties if party[0] in visible}
    if customer not in known or not service:
        return None
    between = [edge for edge in facts.edges if edge[1] in known and edge[2] in known]
    links, chain = _reached(between, customer)
    if caller not in chain or _sells_on(known[customer], between):
        return None
    if _engaged_below(links, caller):  # which the caller may not know of, or must: asked in full
        return None
    return Chain(
        parties=[known[i] for i in _order(between, customer) if i in chain]
        + [known[i] for i in (service["used_by"],) if i in known and i not in chain],
        links=links,
        uses=[use for use in facts.uses if use[0] in chain],
        joints=[joint for joint in facts.joints if {joint[0], joint[1]} <= chain],
        service=service,
    )


def _reached(edges: list[Row], customer: str) -> tuple[list[Row], set[str]]:
    """Return the links that hang on the customer, and the parties along them; nearest first."""
    chain, links = {customer}, []
    for edge in edges:
        if edge[2] in chain:
            chain.add(edge[1])
            links.append(edge)
    return links, chain


def _engaged_below(links: list[Row], caller: str) -> bool:
    """Say whether somebody to whom the caller delivers has a supplier of its own."""
    below = {caller}
    for edge in reversed(links):  # farthest first, so one pass suffices
        if edge[3] != ContractKind.SUPPLY and edge[1] in below:
            below.add(edge[2])
    return any(edge[3] == ContractKind.SUPPLY and edge[2] in below - {caller} for edge in links)


def _order(edges: list[Row], customer: str) -> dict[str, None]:
    """Return the customer, then up the chain of sale, then suppliers."""
    sale = [edge[1] for edge in edges if edge[3] != ContractKind.SUPPLY]
    supply = [edge[1] for edge in edges if edge[3] == ContractKind.SUPPLY]
    return dict.fromkeys([customer, *sale, *supply])


def _sells_on(party: Row, edges: list[Row]) -> bool:
    """Say whether the matrix needs a model customer to show this party's roles."""
    if party[2] in {PartyKind.CUSTOMER, PartyKind.PLATFORM, PartyKind.SUPPLIER}:
        return False
    return any(edge[2] == party[0] and edge[3] == ContractKind.RESALE for edge in edges)


def body_of(results: bytes, *, on: date, known_at: datetime) -> bytes:
    """Return the body: the day, the instant it speaks of, and the rows."""
    head = orjson.dumps({"asof_date": on, "known_at": known_at}, option=orjson.OPT_UTC_Z)
    return b'%s,"results":[%s]}' % (head[:-1], results)


def results_of(chain: Chain, *, on: date, feature: str, language: str) -> bytes:
    """Return the JSON of the rows of the chain's matrix, with commas between them."""
    categories = tuple(code for code, _name in chain.service["categories"] or ())
    found = template(_shape(chain), categories, feature, on, language)
    return b",".join(_results(found, chain))


def _results(found: Template, chain: Chain) -> list[bytes]:
    parties = [
        orjson.dumps({"id": party[0], "name": party[1], "kind": party[2]})
        for party in chain.parties
    ]
    above = [orjson.dumps({"id": party[0], "name": party[1]}) for party in chain.parties]
    days = _days(found, chain)
    paths = [orjson.dumps([chain.links[number][0] for number in path]) for path in found.paths]
    return [
        b'{"party":%s,%s,"upstream":%s,%s,%s,"path":%s,%s}'
        % (
            parties[row.node],
            row.before,
            b"null" if row.upstream is None else above[row.upstream],
            days[row.period],
            row.between,
            paths[row.path],
            row.after,
        )
        for row in found.rows
    ]


def _days(found: Template, chain: Chain) -> list[bytes]:
    links: list[Days] = [(link[5], link[6]) for link in chain.links]
    uses: list[Days] = [(use[4], use[5]) for use in chain.uses]
    joints: list[Days] = [(joint[3], joint[4]) for joint in chain.joints]
    periods = (rests.days(links, uses, joints) for rests in found.periods)
    return [
        orjson.dumps({"valid_from_date": start, "valid_until_date": end})[1:-1]
        for start, end in periods
    ]


def _shape(chain: Chain) -> Shape:
    place = chain.place
    service = chain.service
    return Shape(
        nodes=tuple(Node(p[3] != LegalForm.LEGAL_PERSON, p[2]) for p in chain.parties),
        edges=tuple(
            Edge(place[e[1]], place[e[2]], KINDS[e[3]], frozenset(e[7]), frozenset(e[8]))
            for e in chain.links
        ),
        own_uses=tuple(OwnUse(place[u[0]], u[1], u[2]) for u in chain.uses),
        offered_by=place.get(service["offered_by"]),
        used_by=place.get(service["used_by"]),
        together=tuple(Together(frozenset({place[j[0]], place[j[1]]}), j[2]) for j in chain.joints),
    )


KINDS = {kind.value: kind for kind in ContractKind}

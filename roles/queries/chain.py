"""The facts of one chain on one day, as the register says or said them."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from roles.choices import ContractKind
from roles.models import Party
from roles.models.parties import LegalForm
from roles.queries.chain_sql import CHAIN_NOW, CHAIN_THEN, CHAINS_NOW, CHAINS_THEN
from roles.queries.refs import ContractRef, PartyRef
from roles.rules.derivation import Edge, Node, OwnUse, Shape, Together
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer, read_as_application
from voipgrid_privacy.kernel.text import Localised


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day up to, and not including, the last; None is open."""

    start: date | None = None
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def __and__(self, other: "Period") -> "Period":
        starts = [d for d in (self.start, other.start) if d]
        ends = [d for d in (self.end, other.end) if d]
        return Period(max(starts, default=None), min(ends, default=None))


@dataclass(frozen=True, slots=True)
class Link:
    """A contract of the chain with what it is limited to and what is switched on under it."""

    contract: ContractRef
    categories: frozenset[str]
    features: frozenset[str]

    @property
    def period(self) -> Period:
        """When the contract holds."""
        return Period(self.contract.valid_from, self.contract.valid_until)


@dataclass(frozen=True, slots=True)
class Use:
    """A party of the chain uses a category of data for a purpose of its own."""

    party: UUID
    category: str
    purpose: str
    purpose_name: Localised
    period: Period


@dataclass(frozen=True, slots=True)
class Joint:
    """Two parties of the chain decide together about a category of data."""

    parties: frozenset[UUID]
    category: str
    period: Period


@dataclass(frozen=True, slots=True)
class ChainFacts:
    """Everything that a role can depend on, in the order in which answers are shown."""

    subject: PartyRef
    parties: tuple[PartyRef, ...]
    links: tuple[Link, ...]
    uses: tuple[Use, ...]
    joints: tuple[Joint, ...]
    categories: tuple[tuple[str, Localised], ...]
    offered_by: UUID | None
    used_by: UUID | None

    def shape(self) -> Shape:
        """Return the chain without names, so that equal chains share their answers."""
        place = {party.id: number for number, party in enumerate(self.parties)}
        return Shape(
            nodes=tuple(Node(p.natural_person, p.kind) for p in self.parties),
            edges=tuple(_edge(link, place) for link in self.links),
            own_uses=tuple(OwnUse(place[u.party], u.category, u.purpose) for u in self.uses),
            offered_by=place.get(self.offered_by) if self.offered_by else None,
            used_by=place.get(self.used_by) if self.used_by else None,
            together=tuple(
                Together(frozenset(place[p] for p in joint.parties), joint.category)
                for joint in self.joints
            ),
        )

    def ways(self) -> dict[UUID, tuple[int, ...]]:
        """Return per party the numbers of the links by which it hangs on the subject, shortest."""
        ways: dict[UUID, tuple[int, ...]] = {self.subject.id: ()}
        for number, link in enumerate(self.links):  # nearest first, so one pass suffices
            provider, acquirer = link.contract.provider.id, link.contract.acquirer.id
            if acquirer in ways:
                ways.setdefault(provider, (*ways[acquirer], number))
        return ways


def _edge(link: Link, place: dict[UUID, int]) -> Edge:
    contract = link.contract
    ends = place[contract.provider.id], place[contract.acquirer.id]
    return Edge(*ends, ContractKind(contract.kind), link.categories, link.features)


def chain_facts(
    *, viewer: Viewer, party: UUID, on: date, service: str, known_at: datetime | None = None
) -> ChainFacts:
    """Return the chain of ``party`` for ``service`` on the legal date ``on``.

    With ``known_at``: as the register said at that instant. Raises NotFound when the viewer may
    not know of the party, or has nothing to do with its chain on that day.
    """
    asked = {"party": party, "on": on, "service": service, "known_at": known_at}
    if viewer.sees_everything:
        return facts_from_row(_read(asked), party)
    found = chains_facts(viewer=viewer, parties=[party], on=on, service=service, known_at=known_at)
    if party not in found:
        raise NotFound
    return found[party]


def chains_facts(
    *,
    viewer: Viewer,
    parties: Iterable[UUID],
    on: date,
    service: str,
    known_at: datetime | None = None,
) -> dict[UUID, ChainFacts]:
    """Return the chains of several parties at once; what is not the viewer's is left out.

    With ``known_at``: as the register said at that instant. The walk is the application's; which
    of its parties there are, for a viewer who does not see everything, the database says under the
    policies of the viewer's session.
    """
    asked = [(party, on) for party in parties]
    found = chains_on_days(viewer=viewer, asked=asked, service=service, known_at=known_at)
    return {party: facts for (party, _day), facts in found.items()}


def chains_on_days(
    *,
    viewer: Viewer,
    asked: Collection[tuple[UUID, date]],
    service: str,
    known_at: datetime | None = None,
) -> dict[tuple[UUID, date], ChainFacts]:
    """Return the chain of each party on the day beside it; what is not the viewer's is left out.

    As :func:`chains_facts`, which asks many parties on one day.
    """
    if not asked:
        return {}
    parties, days = zip(*asked, strict=True)
    given = {"parties": list(parties), "days": list(days), "service": service, "known_at": known_at}
    with read_as_application(), connection.cursor() as cursor:
        cursor.execute(CHAINS_THEN if known_at else CHAINS_NOW, given)
        rows = [((row[0], row[1]), _decoded(row[2:])) for row in cursor.fetchall()]
    found = {key: facts for key, row in rows if (facts := _facts_or_none(row, key[0]))}
    if viewer.sees_everything:
        return found
    visible = _visible(viewer, found.values())
    mine = {key: _pruned_or_none(facts, viewer, visible) for key, facts in found.items()}
    return {key: facts for key, facts in mine.items() if facts}


def _facts_or_none(row: tuple[Any, ...], party: UUID) -> ChainFacts | None:
    try:
        return facts_from_row(row, party)
    except NotFound:
        return None


def _pruned_or_none(
    facts: ChainFacts, viewer: Viewer, visible: dict[UUID, bool]
) -> ChainFacts | None:
    try:
        return _pruned(facts, viewer, visible)
    except NotFound:
        return None


def _read(asked: dict[str, Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(CHAIN_THEN if asked["known_at"] else CHAIN_NOW, asked)
        return _decoded(cursor.fetchone() or ())


def _decoded(row: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(json.loads(part) if isinstance(part, str) else part for part in row)


def facts_from_row(row: tuple[Any, ...], party: UUID) -> ChainFacts:
    """Return the facts in the one row of the chain statement.

    Raises NotFound without the party or the service.
    """
    service, parties, edges, uses, joints = row
    if service is None:
        raise NotFound
    known = {UUID(p[0]): _party(p) for p in parties or ()}
    if party not in known:
        raise NotFound
    links = tuple(_link(e, known) for e in edges or () if _ends(e) <= known.keys())
    used_by = _uuid(service["used_by"])
    return ChainFacts(
        subject=known[party],
        parties=_in_order(known, links, party, used_by),
        links=links,
        uses=tuple(_use(u) for u in uses or () if UUID(u[0]) in known),
        joints=tuple(_joint(j) for j in joints or ()),
        categories=tuple((code, Localised(**name)) for code, name in service["categories"] or ()),
        offered_by=_uuid(service["offered_by"]),
        used_by=used_by,
    )


def _party(row: list[Any]) -> PartyRef:
    return PartyRef(UUID(row[0]), row[1], row[2], row[3] != LegalForm.LEGAL_PERSON)


def _uuid(value: str | None) -> UUID | None:
    return UUID(value) if value else None


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _ends(row: list[Any]) -> set[UUID]:
    return {UUID(row[1]), UUID(row[2])}


def _link(row: list[Any], known: dict[UUID, PartyRef]) -> Link:
    contract = ContractRef(
        id=UUID(row[0]),
        provider=known[UUID(row[1])],
        acquirer=known[UUID(row[2])],
        kind=row[3],
        reference=row[4],
        valid_from=_day(row[5]),
        valid_until=_day(row[6]),
        source=row[9],
    )
    return Link(contract, frozenset(row[7]), frozenset(row[8]))


def _use(row: list[Any]) -> Use:
    period = Period(_day(row[4]), _day(row[5]))
    return Use(UUID(row[0]), row[1], row[2], Localised(**row[3]), period)


def _joint(row: list[Any]) -> Joint:
    return Joint(
        frozenset({UUID(row[0]), UUID(row[1])}), row[2], Period(_day(row[3]), _day(row[4]))
    )


def _in_order(
    known: dict[UUID, PartyRef], links: tuple[Link, ...], subject: UUID, used_by: UUID | None
) -> tuple[PartyRef, ...]:
    """Customer first, then up the chain of sale, then suppliers, then the people who use it."""
    sale = [x.contract.provider.id for x in links if x.contract.kind != ContractKind.SUPPLY]
    supply = [x.contract.provider.id for x in links if x.contract.kind == ContractKind.SUPPLY]
    people = [used_by] if used_by else []
    order = dict.fromkeys([subject, *sale, *supply, *people])
    return tuple(known[party] for party in order if party in known)


def _visible(viewer: Viewer, chains: Iterable[ChainFacts]) -> dict[UUID, bool]:
    """Return which parties of the chains the viewer may see, and whether anyone may."""
    ids = {party.id for facts in chains for party in facts.parties}
    rows = Party.objects.visible_to(viewer).filter(pk__in=ids).values_list("pk", "is_public")
    return dict(rows)


def _pruned(facts: ChainFacts, viewer: Viewer, visible: dict[UUID, bool]) -> ChainFacts:
    """Keep what the viewer may see: the parties that its session's policies show, as ``visible``
    says, and of the contracts between them those that the policies on contracts would show.

    The viewer must stand in the chain itself that day, or the subject must be its own or one that
    anyone may know. Then all between subject and viewer is downstream of it, all beyond it is
    its own upstream, and what is left out (suppliers of others) changes nobody else's role.
    """
    if facts.subject.id not in visible:
        raise NotFound
    below = _delivered(facts, viewer)
    seen = [link for link in facts.links if _seen(link, viewer, visible, below)]
    links = _reached_links(facts, seen)
    chain = {facts.subject.id, *(link.contract.provider.id for link in links)}
    if not chain & viewer.parties and not visible[facts.subject.id]:
        raise NotFound
    return replace(
        facts,
        parties=tuple(p for p in facts.parties if p.id in chain or p.id == facts.used_by),
        links=links,
        uses=tuple(u for u in facts.uses if u.party in chain),
        joints=tuple(j for j in facts.joints if j.parties <= chain),
    )


def _delivered(facts: ChainFacts, viewer: Viewer) -> set[UUID]:
    """Return the viewer's parties and those in the chain to which they deliver, or who below do."""
    found = set(viewer.parties)
    for link in reversed(facts.links):  # farthest first, so one pass suffices
        contract = link.contract
        if contract.kind != ContractKind.SUPPLY and contract.provider.id in found:
            found.add(contract.acquirer.id)
    return found


def _seen(link: Link, viewer: Viewer, visible: dict[UUID, bool], below: set[UUID]) -> bool:
    """Say what the policy on contracts says: of the viewer, on its way up, or sold below it.

    Whom somebody below engages is not the viewer's to know, unless anyone may know both.
    """
    contract = link.contract
    provider, acquirer = contract.provider.id, contract.acquirer.id
    if not {provider, acquirer} <= visible.keys():
        return False
    if provider in viewer.parties or (contract.kind != ContractKind.SUPPLY and provider in below):
        return True
    upwards = acquirer in viewer.parties | viewer.upstream or visible[acquirer]
    return upwards and (provider in viewer.upstream or visible[provider])


def _reached_links(facts: ChainFacts, seen: Iterable[Link]) -> tuple[Link, ...]:
    """Return the links that hang on the subject by links that the viewer may see."""
    reached, kept = {facts.subject.id}, []
    for link in seen:  # nearest first, so one pass suffices
        if link.contract.acquirer.id in reached:
            reached.add(link.contract.provider.id)
            kept.append(link)
    return tuple(kept)

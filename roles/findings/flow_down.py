"""Whether what a processor promised is promised to it in turn, link by link (GDPR Art. 28(4))."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection

from roles.agreements.models import ClauseItem
from roles.findings.causes import Cause
from roles.findings.chains import Chains
from roles.findings.checking import Scopes, owner_of, within
from roles.findings.flow_down_sql import LOWER, MANDATES, MEASURES, UNCOVERED, UPPER
from roles.findings.landscape import chains_above
from roles.findings.relations import Acting, acting_above, between_parties
from roles.models import Service
from voipgrid_privacy.kernel.tenancy import SYSTEM

LETTERS: Final = "GDPR Art. 28(3)("
AHEAD: Final = timedelta(days=60)
"""How far is looked ahead: so long before its end both are reminded of an agreement."""


@dataclass(frozen=True, slots=True)
class Lower:
    """What binds the party that is engaged; ``items`` and ``data`` are None where nobody said."""

    agreement: UUID
    reference: str
    items: frozenset[str] | None
    data: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Upper:
    """What the engager promised those that it acts for, taken together."""

    number: int = 0
    items: frozenset[str] = frozenset()
    notice: int = 0
    specific_only: bool = False
    measures: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mandated:
    """How one may engage others: general with days of notice, or only those that are named."""

    general: bool
    notice: int | None


@dataclass(frozen=True, slots=True)
class Linked:
    """One link: ``engager`` has data, which it has for others, processed by ``engaged``.

    ``wanting`` are codes of findings; ``items``, ``data`` and ``measures`` what is missing below.
    """

    engager: UUID
    engaged: UUID
    service: Service
    kinds: frozenset[str]
    lower: Lower | None
    upper: Upper
    mandate: Mandated | None
    items: frozenset[str]
    data: frozenset[str]
    measures: frozenset[str]
    wanting: tuple[str, ...]
    owner: str


def linked(on: date, scopes: Scopes) -> Iterator[Linked]:
    """Yield every link of ``on`` below a party of ``scopes``, as far as the session may see it."""
    for service in Service.objects.visible_to(SYSTEM).prefetch_related("categories", "features"):
        if service.offered_by_id is None:
            chains = chains_above(service, on, scopes)
            terms = _terms(service, on, scopes)
            for party in sorted(chains.above):
                if within(party, scopes):
                    yield from _below(chains, party, terms)


@dataclass(frozen=True, slots=True)
class _Terms:
    """Everything that was agreed, by whom it binds."""

    lower: Mapping[tuple[UUID, UUID], list[Lower]]
    upper: Mapping[UUID, Upper]
    mandates: Mapping[tuple[UUID, UUID], Mandated]
    uncovered: frozenset[tuple[UUID, UUID]]
    stated: Mapping[tuple[UUID, UUID | None], frozenset[str]]
    """Which measures a party states, for everything (None) or under one agreement."""
    nobody: Upper
    """What the law asks where nothing is promised above yet."""


def _below(chains: Chains, party: UUID, terms: _Terms) -> Iterator[Linked]:
    acting = acting_above(chains, party)
    lacks = _lacks(chains, party, acting)
    for link in chains.above[party]:
        pair = (link.provider, party)
        if pair not in acting.under or chains.is_model(*pair):
            continue
        found = terms.lower.get(pair, [])
        upper, mandate = terms.upper.get(party, terms.nobody), terms.mandates.get(pair)
        kinds = frozenset(kind for *ends, kind in acting.kinds if tuple(ends) == pair)
        items, data = _missing(found, upper.items, kinds)
        measures = upper.measures - _stated_below(terms, link.provider, found)
        resale = link.kind == "RESALE"
        yield Linked(
            engager=party,
            engaged=link.provider,
            service=chains.service,
            kinds=kinds,
            lower=found[0] if found else None,
            upper=upper,
            mandate=mandate,
            items=items,
            data=data,
            measures=measures if found else frozenset(),
            wanting=(
                *lacks[link.provider],
                *_wanting(found, upper, mandate, items, data, pair in terms.uncovered),
                *(("flow_down_measures",) if found and measures else ()),
            ),
            owner=owner_of(chains.known[link.provider if resale else party].kind),
        )


def _lacks(chains: Chains, party: UUID, acting: Acting) -> Mapping[UUID, list[str]]:
    """Return what other findings say already: no agreement, or no authorisation."""
    said = list(between_parties(chains, party, acting))
    return {
        link.provider: [
            each.code for each in said if each.subject == f"party={party}/provider={link.provider}"
        ]
        for link in chains.above[party]
    }


def _missing(
    found: list[Lower], items: frozenset[str], kinds: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return which items and kinds of data the agreements below are known not to have.

    Where nobody said it of one of them, that one may have what the others lack.
    """
    said = [lower.items for lower in found if lower.items is not None]
    named = [lower.data for lower in found if lower.data is not None]
    return (
        items.difference(*said) if said and len(said) == len(found) else frozenset(),
        kinds.difference(*named) if named and len(named) == len(found) else frozenset(),
    )


def _stated_below(terms: _Terms, engaged: UUID, found: list[Lower]) -> frozenset[str]:
    under = (None, *(lower.agreement for lower in found))
    return frozenset().union(*(terms.stated.get((engaged, each), frozenset()) for each in under))


def _wanting(  # noqa: PLR0917  what a link is made of
    found: list[Lower],
    upper: Upper,
    mandate: Mandated | None,
    items: frozenset[str],
    data: frozenset[str],
    uncovered: bool,
) -> Iterator[str]:
    if not found:
        return
    said = {
        "flow_down_days": uncovered,
        "flow_down_unknown": any(lower.items is None for lower in found),
        "flow_down_items": items,
        "flow_down_data": data,
        "flow_down_authorisation": _general(mandate) and upper.specific_only,
        "flow_down_notice": _general(mandate) and _days(mandate) < upper.notice,
    }
    yield from (code for code, wrong in said.items() if wrong)


def _general(mandate: Mandated | None) -> bool:
    return mandate is not None and mandate.general


def _days(mandate: Mandated | None) -> int:
    return (mandate.notice if mandate else None) or 0


def causes(on: date, scopes: Scopes) -> Iterator[Cause]:
    """Yield what the lower agreements lack; that there is none is found elsewhere."""
    for link in linked(on, scopes):
        subject = f"party={link.engager}/provider={link.engaged}/{link.service.code}"
        for code in link.wanting:
            if code.startswith("flow_down_"):
                yield Cause(link.engager, code, subject, link.engager, owner=link.owner)


def _terms(service: Service, on: date, scopes: Scopes) -> _Terms:
    values = {
        "on": on,
        "ahead": on + AHEAD,
        "service": service.pk,
        "letters": LETTERS,
        "scopes": None if scopes is None else list(scopes),
    }
    lower: dict[tuple[UUID, UUID], list[Lower]] = defaultdict(list)
    for processor, controller, pk, reference, items, data in _read(LOWER, values):
        lower[processor, controller].append(Lower(pk, reference, _set(items), _set(data)))
    mandates, by_law = list(_read(MANDATES, values)), _by_law(on)
    stated = {(party, under): frozenset(codes) for party, under, codes in _read(MEASURES, values)}
    return _Terms(
        lower=lower,
        upper=_uppers(_read(UPPER, values), mandates, by_law, stated),
        mandates={(h, g): Mandated(general, notice) for h, g, general, notice, _n in mandates if g},
        uncovered=frozenset(_read(UNCOVERED, values)),
        stated=stated,
        nobody=Upper(items=by_law),
    )


def _by_law(on: date) -> frozenset[str]:
    asked = ClauseItem.objects.visible_to(SYSTEM).in_force(on).filter(place__startswith=LETTERS)
    return frozenset(asked.values_list("code", flat=True))


def _uppers(
    rows: list[Any],
    mandates: list[Any],
    by_law: frozenset[str],
    stated: Mapping[tuple[UUID, UUID | None], frozenset[str]],
) -> Mapping[UUID, Upper]:
    numbers: dict[UUID, int] = defaultdict(int)
    items: dict[UUID, frozenset[str]] = defaultdict(frozenset)
    for party, said, number in rows:
        numbers[party] += number
        items[party] |= by_law if said is None else frozenset(said)
    notices: dict[UUID, int] = defaultdict(int)
    specific: set[UUID] = set()
    for holder, _giver, general, notice, _number in mandates:
        notices[holder] = max(notices[holder], notice or 0)
        specific |= set() if general else {holder}
    measures: dict[UUID, frozenset[str]] = defaultdict(frozenset)
    for (party, _under), codes in stated.items():
        measures[party] |= codes
    return {
        party: Upper(number, items[party], notices[party], party in specific, measures[party])
        for party, number in numbers.items()
    }


def _read(statement: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _set(codes: list[str] | None) -> frozenset[str] | None:
    return None if codes is None else frozenset(codes)

"""The stream: customers by a server-side cursor, one walk for all that are alike."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection

from roles.choices import ContractKind, Feature
from roles.queries.chain import ChainFacts, Link, chain_facts
from roles.queries.exporting.customers_sql import CUSTOMERS
from roles.queries.exporting.lines import Form, Lines, cell_row, lines_of
from roles.queries.matrix import TELEPHONY, answers, cell_of, period_of
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer, scope_for

AT_ONCE: Final = 2_000
Days = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Chain:
    """The lines of customers that are alike, and the days that do not depend on their contract.

    A period is (first day, first day after, whether the customer's contract bounds it as well).
    """

    lines: Lines
    periods: tuple[tuple[str, str, bool], ...]


def exported_lines(
    *, viewer: Viewer, on: date, form: Form, feature: str = Feature.CONVEYANCE
) -> Iterator[str]:
    """Yield the roles in the chains of all customers that ``viewer`` may see, on a day.

    Some thousand lines at a time. Opens its own transaction, and for a partner its own scope: a
    response is streamed after the request's.
    """
    yield form.head
    with scope_for(viewer), connection.chunked_cursor() as cursor:
        cursor.execute(
            CUSTOMERS,
            {
                "on": on,
                "service": TELEPHONY,
                "all": viewer.sees_everything,
                "parties": list(viewer.parties),
            },
        )
        known: tuple[Any, dict[str, Chain | None]] = (None, {})
        while rows := cursor.fetchmany(AT_ONCE):
            some = []
            for provider, variant, *row in rows:
                if provider != known[0]:
                    known = (provider, {})
                if variant not in known[1]:
                    known[1][variant] = _chain(viewer, UUID(row[0]), on, form, feature)
                if chain := known[1][variant]:
                    some.append(_filled(chain, form, row))
            yield "".join(some)


def _filled(chain: Chain, form: Form, row: list[str]) -> str:
    customer, name, contract, first, until = row
    value = form.value
    values = [value(customer), value(name), value(contract)]
    for start, end, own in chain.periods:
        values.append(value(max(start, first) if own else start))
        values.append(value(_earlier(end, until) if own else end))
    return chain.lines.filled(values)


def _earlier(one: str, other: str) -> str:
    return min(one, other) if one and other else one or other


def _chain(viewer: Viewer, party: UUID, on: date, form: Form, feature: str) -> Chain | None:
    """Return the lines of a customer's chain; None when it is not the viewer's."""
    try:
        facts = chain_facts(viewer=viewer, party=party, on=on, service=TELEPHONY)
    except NotFound:
        return None
    number, own = next((n, x) for n, x in enumerate(facts.links) if _serves(x, party))
    open_, marked = _bounded(facts, number, None), _bounded(facts, number, date.max)
    codes = tuple(code for code, _name in facts.categories)
    found = answers(facts.shape(), categories=codes, feature=feature, on=on)
    names, ways = dict(facts.categories), facts.ways()
    rests = [
        (_day(rest.start), _day(rest.end), period_of(a, marked, ways).start == date.max)
        for a in found
        if (rest := period_of(a, open_, ways))
    ]
    periods = tuple(dict.fromkeys(rests))
    rows = [
        cell_row(
            cell_of(a, facts, names, period_of(a, facts, ways)),
            party,
            own.contract.id,
            periods.index(rest),
        )
        for a, rest in zip(found, rests, strict=True)
    ]
    return Chain(lines_of(rows, form), periods)


def _serves(link: Link, customer: UUID) -> bool:
    contract = link.contract
    return contract.acquirer.id == customer and contract.kind == ContractKind.SUBSCRIPTION


def _bounded(facts: ChainFacts, number: int, start: date | None) -> ChainFacts:
    """Return the chain with another period for one of its contracts."""
    links = list(facts.links)
    contract = replace(links[number].contract, valid_from=start, valid_until=None)
    links[number] = replace(links[number], contract=contract)
    return replace(facts, links=tuple(links))


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""

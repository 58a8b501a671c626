"""The matrix of a shape, serialised but for names, identifiers and days.

A hundred thousand customers share a handful of shapes, and what the rules say of a shape on a
day never changes: so grounds are serialised once, and nothing has to be invalidated.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import orjson

from roles.api.rendering import displaced_body, grounds_body
from roles.queries.matrix import answers
from roles.rules.derivation import Answer, Shape

Days = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One answer: ready-made JSON around the places that a customer fills in."""

    node: int
    upstream: int | None
    period: int
    path: int
    before: bytes
    between: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class Rests:
    """What an answer's period follows from: numbers of links, uses and joint decisions."""

    links: tuple[int, ...]
    uses: tuple[int, ...]
    joints: tuple[int, ...]
    since: str | None
    until: str | None

    def days(self, links: list[Days], uses: list[Days], joints: list[Days]) -> Days:
        """Return from the latest start up to the earliest end; ISO days compare as text."""
        all_of = [links[i] for i in self.links] + [uses[i] for i in self.uses]
        all_of += [joints[i] for i in self.joints]
        starts = [start for start, _end in all_of if start] + ([self.since] if self.since else [])
        ends = [end for _start, end in all_of if end] + ([self.until] if self.until else [])
        return max(starts, default=None), min(ends, default=None)


@dataclass(frozen=True, slots=True)
class Template:
    """Every answer of a shape; periods and paths that recur are worked out once."""

    rows: tuple[Row, ...]
    periods: tuple[Rests, ...]
    paths: tuple[tuple[int, ...], ...]


@lru_cache(maxsize=4_096)
def template(
    shape: Shape, categories: tuple[str, ...], feature: str, on: date, language: str
) -> Template:
    """Return the template of a shape on a day."""
    found = answers(shape, categories=categories, feature=feature, on=on)
    ways = _ways(shape)
    rests = [_rests(answer, shape, ways) for answer in found]
    periods, paths = tuple(dict.fromkeys(rests)), tuple(dict.fromkeys(a.path for a in found))
    rows = tuple(
        _row(answer, periods.index(rest), paths.index(answer.path), language)
        for answer, rest in zip(found, rests, strict=True)
    )
    return Template(rows, periods, paths)


def _ways(shape: Shape) -> dict[int, tuple[int, ...]]:
    """Return per party the links by which it hangs on the subject (which is number 0)."""
    ways: dict[int, tuple[int, ...]] = {0: ()}
    for number, edge in enumerate(shape.edges):
        if edge.acquirer in ways:
            ways.setdefault(edge.provider, (*ways[edge.acquirer], number))
    return ways


def _rests(answer: Answer, shape: Shape, ways: dict[int, tuple[int, ...]]) -> Rests:
    """Say the same as ``roles.queries.matrix.period_of``, by number."""
    numbers = {*answer.path, *ways.get(answer.node, ())}
    together = enumerate(shape.together)
    return Rests(
        links=tuple(sorted(numbers)) if answer.path else tuple(range(len(shape.edges))),
        uses=answer.own_uses,
        joints=tuple(number for number, joint in together if answer.node in joint.parties),
        since=answer.since.isoformat() if answer.since else None,
        until=answer.until.isoformat() if answer.until else None,
    )


def _row(answer: Answer, period: int, path: int, language: str) -> Row:
    return Row(
        node=answer.node,
        upstream=answer.upstream,
        period=period,
        path=path,
        before=_members(
            data_category=answer.category,
            service_feature=answer.feature,
            purpose=answer.purpose,
            role=answer.role.value,
            depth=answer.depth,
        ),
        between=_members(grounds=grounds_body(answer.grounds, language)),
        after=_members(
            displaced=displaced_body(answer.displaced, language), findings=list(answer.findings)
        ),
    )


def _members(**members: object) -> bytes:
    """Return members of an object, without its braces."""
    return orjson.dumps(members)[1:-1]

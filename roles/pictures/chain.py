"""A chain of contracts as a drawing: boxes with roles, and lines from provider to acquirer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import ngettext

from roles.choices import PartyKind, Role
from roles.queries.matrix import RoleMatrix
from roles.queries.refs import ContractRef, PartyRef
from voipgrid_privacy.kernel.text import Localised

Title = Callable[[PartyRef], "str | Promise"]

WIDTH, GAP_X, GAP_Y, HEAD, LINE = 240, 40, 22, 46, 40
LONGEST_NAME = 24
MOST: Final = 40
"""Boxes in a drawing; beyond that the longest columns are collapsed into one box each."""


@dataclass(frozen=True, slots=True)
class Line:
    """One category and the party's role for it, inside a box."""

    name: Localised
    role: Role | None
    y: int


@dataclass(frozen=True, slots=True)
class Box:
    """A party with its roles; or several alike, of which the table tells each."""

    party: PartyRef
    title: str
    full: str
    x: int
    y: int
    lines: tuple[Line, ...]
    subject: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """A contract, drawn from provider to acquirer."""

    path: str
    contract: ContractRef


@dataclass(frozen=True, slots=True)
class Diagram:
    """Everything the template draws; sizes in user units of the drawing."""

    width: int
    height: int
    box_height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    contracts: tuple[ContractRef, ...]
    description: str
    """The drawing in words, for who does not see it."""


def contracts_of(matrix: RoleMatrix) -> tuple[ContractRef, ...]:
    """Return the contracts on which the answers of the matrix rest, each once."""
    found = {contract.id: contract for cell in matrix.cells for contract in cell.path}
    return tuple(found.values())


def draw(matrix: RoleMatrix, title: Title) -> Diagram:
    """Return the drawing: suppliers left, then along the sale to the people who call."""
    contracts = contracts_of(matrix)
    columns, behind = collapsed(_columns(matrix, contracts))
    height = HEAD + LINE * len(matrix.categories) + 8
    tallest = max(map(len, columns), default=1)
    full = tallest * (height + GAP_Y) - GAP_Y
    boxes: dict[UUID, Box] = {}
    for place, column in enumerate(columns):
        top = (full - len(column) * (height + GAP_Y) + GAP_Y) // 2
        for number, party in enumerate(column):
            at = place * (WIDTH + GAP_X), top + number * (height + GAP_Y)
            boxes[party.id] = _box(matrix, party, title, at, behind.get(party.id, ()))
    arrows = tuple(_arrow(c, boxes, height) for c in contracts if _ends(c) <= boxes.keys())
    width = len(columns) * (WIDTH + GAP_X) - GAP_X
    told = _described(boxes)
    return Diagram(width, full, height, tuple(boxes.values()), arrows, contracts, told)


Columns = list[list[PartyRef]]


def collapsed(columns: Columns) -> tuple[Columns, dict[UUID, tuple[PartyRef, ...]]]:
    """Return the columns with at most ``MOST`` boxes, and who stands behind which box.

    The longest column gives way first; its last box stands for the rest of it.
    """
    shown = [list(column) for column in columns]
    behind: dict[UUID, tuple[PartyRef, ...]] = {}
    while (excess := sum(map(len, shown)) - MOST) > 0:
        longest = max(shown, key=len)
        if len(longest) == 1:
            break
        keep = max(1, len(longest) - excess)
        last, gone = longest[keep - 1], longest[keep:]
        behind[last.id] = (last, *gone)
        del longest[keep:]
    return shown, behind


def _described(boxes: dict[UUID, Box]) -> str:
    told = (
        f"{box.full}: " + ", ".join(f"{x.name} {Role(x.role).label}" for x in box.lines if x.role)
        for box in boxes.values()
    )
    return ". ".join(told) + "."


def _ends(contract: ContractRef) -> set[UUID]:
    return {contract.provider.id, contract.acquirer.id}


def _columns(matrix: RoleMatrix, contracts: tuple[ContractRef, ...]) -> list[list[PartyRef]]:
    """Group parties by their distance from whoever buys last; people at the far right."""
    distance = _distances(matrix, contracts)
    people = [p for p in matrix.parties if p.kind == PartyKind.END_USER]
    rest = [p for p in matrix.parties if p.kind != PartyKind.END_USER]
    far = max((distance.get(p.id, 0) for p in rest), default=0)
    columns = [[p for p in rest if distance.get(p.id, 0) == d] for d in range(far, -1, -1)]
    return [column for column in (*columns, people) if column]


def _distances(matrix: RoleMatrix, contracts: tuple[ContractRef, ...]) -> dict[UUID, int]:
    first = next((p.id for p in matrix.parties), matrix.subject.id)
    distance, ahead = {first: 0}, [first]
    while ahead:
        here = ahead.pop(0)
        for contract in contracts:
            if contract.acquirer.id == here and contract.provider.id not in distance:
                distance[contract.provider.id] = distance[here] + 1
                ahead.append(contract.provider.id)
    return distance


def _box(
    matrix: RoleMatrix,
    party: PartyRef,
    title: Title,
    at: tuple[int, int],
    behind: tuple[PartyRef, ...],
) -> Box:
    full = str(title(party)) if not behind else _several(len(behind))
    lines = tuple(
        Line(name, _common(matrix, behind or (party,), code), HEAD + LINE * number)
        for number, (code, name) in enumerate(matrix.categories)
    )
    subject = party.id == matrix.subject.id
    return Box(party, shortened(full, LONGEST_NAME), full, *at, lines, subject)


def _several(number: int) -> str:
    words = ngettext("%(number)s party", "%(number)s parties", number)
    return words % {"number": number}


def _common(matrix: RoleMatrix, parties: tuple[PartyRef, ...], code: str) -> Role | None:
    """Return the role that they all have; None where they differ."""
    cells = [matrix.cell(party.id, code) for party in parties]
    roles = {cell.role if cell else None for cell in cells}
    return roles.pop() if len(roles) == 1 else None


def shortened(name: str, longest: int) -> str:
    """Return a name that fits; the whole of it is in its title."""
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def _arrow(contract: ContractRef, boxes: dict[UUID, Box], height: int) -> Arrow:
    start, end = boxes[contract.provider.id], boxes[contract.acquirer.id]
    x1, y1 = start.x + WIDTH, start.y + height // 2
    x2, y2 = end.x - 6, end.y + height // 2
    middle = (x1 + x2) // 2
    return Arrow(f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}", contract)

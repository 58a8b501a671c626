"""A role matrix as a heat map: a coloured, lettered square per party and category of data."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.choices import Role
from roles.pictures.chain import Title, shortened
from roles.queries.matrix import MatrixCell, RoleMatrix
from roles.queries.refs import PartyRef

SIDE, NAMES, HEADS, CUT, MOST = 56, 190, 110, 20, 40
MARGIN: Final = 80
"""Room for the slanted name of the last column.

Sizes in user units; ``CUT`` in characters of a name; ``MOST`` parties are shown apart.
"""

LETTERS: Final = {
    Role.CONTROLLER: gettext_lazy("C"),
    Role.JOINT_CONTROLLER: gettext_lazy("JC"),
    Role.PROCESSOR: gettext_lazy("P"),
    Role.SUB_PROCESSOR: gettext_lazy("SP"),
    Role.DATA_SUBJECT: gettext_lazy("DS"),
    Role.SUBSCRIBER: gettext_lazy("S"),
    Role.THIRD_PARTY: gettext_lazy("TP"),
    Role.NOT_ASSIGNED: "–",
}


@dataclass(frozen=True, slots=True)
class Square:
    """One answer: where it is drawn, its letters, and what it says in full."""

    x: int
    y: int
    role: Role | None
    letters: str
    words: str

    @property
    def middle(self) -> tuple[int, int]:
        """Where the letters stand."""
        return self.x + SIDE // 2, self.y + SIDE // 2 + 5


@dataclass(frozen=True, slots=True)
class Label:
    """A name beside or above the squares, short, with the whole name as title."""

    x: int
    y: int
    text: str
    full: str


@dataclass(frozen=True, slots=True)
class Heat:
    """Everything the template draws."""

    width: int
    height: int
    side: int
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    squares: tuple[Square, ...]
    legend: tuple[tuple[Role, str], ...]
    description: str
    more: int
    """Parties that are in the table only."""


def heat(matrix: RoleMatrix, title: Title) -> Heat:
    """Return the heat map of a matrix; beyond forty parties the rest is in the table only."""
    parties = matrix.parties[:MOST]
    squares = tuple(_squares(matrix, parties, title))
    used = {square.role for square in squares if square.role}
    return Heat(
        width=NAMES + SIDE * len(parties) + MARGIN,
        height=HEADS + SIDE * len(matrix.categories),
        side=SIDE - 4,
        rows=tuple(
            _label_at(0, HEADS + SIDE * n + SIDE // 2, str(name), CUT + 6)
            for n, (_code, name) in enumerate(matrix.categories)
        ),
        columns=tuple(
            _label_at(NAMES + SIDE * n + SIDE // 2, HEADS - 8, str(title(party)), CUT)
            for n, party in enumerate(parties)
        ),
        squares=squares,
        legend=tuple((role, str(LETTERS[role])) for role in Role if role in used),
        description=_described(matrix, squares),
        more=len(matrix.parties) - len(parties),
    )


def _label_at(x: int, y: int, full: str, longest: int) -> Label:
    return Label(x, y, shortened(full, longest), full)


def _squares(matrix: RoleMatrix, parties: tuple[PartyRef, ...], title: Title) -> list[Square]:
    found = []
    for row, (code, name) in enumerate(matrix.categories):
        for column, party in enumerate(parties):
            cell = matrix.cell(party.id, code)
            words = {"party": title(party), "data": name, "role": _label(cell)}
            told = _("%(party)s, %(data)s: %(role)s") % words
            at = NAMES + SIDE * column, HEADS + SIDE * row
            found.append(Square(*at, cell.role if cell else None, _letters(cell), told))
    return found


def _label(cell: MatrixCell | None) -> str:
    return str(cell.role.label) if cell else _("not in the chain")


def _letters(cell: MatrixCell | None) -> str:
    return str(LETTERS[cell.role]) if cell else ""


def _described(matrix: RoleMatrix, squares: tuple[Square, ...]) -> str:
    return ". ".join(square.words for square in squares) + "." if matrix.categories else ""

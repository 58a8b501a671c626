"""A role matrix laid out for a page: rows, columns, and cells that can be pointed at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roles.choices import PartyKind
from roles.explaining.asking import about
from roles.pictures.chain import Title
from roles.queries.matrix import MatrixCell, RoleMatrix
from roles.queries.refs import PartyRef
from voipgrid_privacy.kernel.text import Localised

Link = Callable[[PartyRef, str], str]

IN_GENERAL: Mapping[str, Promise] = {
    PartyKind.CUSTOMER: _("Customer of the partner"),
    PartyKind.PARTNER: _("Partner"),
    PartyKind.END_USER: _("People who call and are called"),
}
"""What the model parties stand for."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One party's place in one row: its role, and its roles for purposes of its own."""

    party: PartyRef
    title: str
    cell: MatrixCell | None
    own_uses: tuple[MatrixCell, ...]
    upstream: str
    key: str
    url: str
    question: str
    """The question about this answer, as it stands in an address."""


@dataclass(frozen=True, slots=True)
class Row:
    """One category of data and everyone's role in it."""

    code: str
    name: Localised
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A matrix with categories as rows and parties as columns."""

    titles: tuple[str, ...]
    rows: tuple[Row, ...]


def in_general(party: PartyRef) -> "str | Promise":
    """Return what a party of the model chain stands for; the platform has its own name."""
    return IN_GENERAL.get(party.kind, party.name)


def by_name(party: PartyRef) -> "str | Promise":
    """Return a party's own name; people are named as a group."""
    return IN_GENERAL[party.kind] if party.kind == PartyKind.END_USER else party.name


def slug(code: str) -> str:
    """Return a code as it stands in an address."""
    return code.lower().replace("_", "-")


def _inside(title: "str | Promise") -> str:
    """Return a title as it stands inside a sentence: names stay as they are, words begin small."""
    text = str(title)
    return text[:1].lower() + text[1:] if isinstance(title, Promise) else text


def lay_out(
    matrix: RoleMatrix, parties: tuple[PartyRef, ...], *, title: Title = by_name, link: Link
) -> Grid:
    """Return the matrix for these parties; ``link`` gives the address of a cell's reasons."""

    def slot(party: PartyRef, code: str) -> Slot:
        cell = matrix.cell(party.id, code)
        return Slot(
            party=party,
            title=str(title(party)),
            cell=cell,
            upstream=_inside(title(cell.upstream)) if cell and cell.upstream else "",
            own_uses=matrix.own_uses(party.id, code),
            key=f"{slug(code)}-{party.id}",
            url=link(party, code),
            question=about(matrix, party.id, code),
        )

    rows = tuple(
        Row(code, name, tuple(slot(party, code) for party in parties))
        for code, name in matrix.categories
    )
    return Grid(tuple(str(title(party)) for party in parties), rows)


def sale(matrix: RoleMatrix) -> tuple[PartyRef, ...]:
    """Return who sells, buys and uses: the columns of the table."""
    return tuple(p for p in matrix.parties if p.kind != PartyKind.SUPPLIER)


def suppliers(matrix: RoleMatrix) -> tuple[PartyRef, ...]:
    """Return who helps to deliver; there may be many, so they get a table of their own."""
    return tuple(p for p in matrix.parties if p.kind == PartyKind.SUPPLIER)

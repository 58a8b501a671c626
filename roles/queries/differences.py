"""Answers of two situations side by side: only where the role is another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from roles.queries.matrix import MatrixCell, RoleMatrix
from roles.queries.refs import PartyRef

Key = tuple[UUID, str, str, str | None]
Cells = Mapping[Key, MatrixCell]


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer before and after; None: the party is not in the chain. ``cell`` is either."""

    cell: MatrixCell
    before: MatrixCell | None
    after: MatrixCell | None

    @property
    def party(self) -> PartyRef:
        """Whose answer it is."""
        return self.cell.party


def by_key(matrices: Iterable[RoleMatrix]) -> Cells:
    """Return every answer of some matrices by party, category, feature and purpose."""
    return {
        (cell.party.id, cell.category, cell.feature, cell.purpose): cell
        for matrix in matrices
        for cell in matrix.cells
    }


def differences(before: Cells, after: Cells) -> tuple[Difference, ...]:
    """Return the answers whose role, depth or instructing party is another."""
    return tuple(
        Difference(cell, before.get(key), after.get(key))
        for key, cell in {**before, **after}.items()
        if _role(before.get(key)) != _role(after.get(key))
    )


def _role(cell: MatrixCell | None) -> tuple[object, ...] | None:
    if cell is None:
        return None
    return cell.role, cell.depth, cell.upstream.id if cell.upstream else None

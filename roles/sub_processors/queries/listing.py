"""Who works for a party along the chain, derived: nothing here is kept by hand.

Roles and depth are the rulebook's, parties and days the contracts'; what each does, where and on
what ground is added where it is described (EDPB Opinion 22/2024: available at all times).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from roles.choices import ContractKind, PartyKind, Role
from roles.models import Party
from roles.queries.matrix import TELEPHONY, MatrixCell, RoleMatrix, model_matrix, role_matrix
from roles.queries.refs import ContractRef, PartyRef
from roles.sub_processors.models import DetailRequest, Engagement
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import Localised

ACTS = frozenset({Role.PROCESSOR, Role.SUB_PROCESSOR})
R = TypeVar("R", Engagement, DetailRequest)


@dataclass(frozen=True, slots=True)
class Part:
    """What it is for one category of data: role, depth from the controller, on whose behalf."""

    category: str
    category_name: Localised
    role: Role
    depth: int | None
    upstream: PartyRef | None


@dataclass(frozen=True, slots=True)
class SubProcessor:
    """A party that works for another, directly or through others.

    ``contract`` is the one by which it does, ``since`` its first day, ``engaged_by`` who has it.
    ``told`` is what is said of it to this viewer, ``asked`` the viewer's last request for more.
    """

    party: PartyRef
    country: str
    parts: tuple[Part, ...]
    contract: ContractRef
    told: Engagement | None
    asked: DetailRequest | None

    @property
    def since(self) -> date | None:
        """Since when it works in this chain."""
        return self.contract.valid_from

    @property
    def engaged_by(self) -> PartyRef:
        """Who engaged it."""
        return self.contract.acquirer

    @property
    def depth(self) -> int:
        """How far it stands from a controller, at the most."""
        return max((part.depth or 0 for part in self.parts), default=0)

    @property
    def supplies(self) -> bool:
        """Whether it helps to deliver; else it sells the service itself."""
        return self.contract.kind == ContractKind.SUPPLY


def sub_processors(
    *,
    viewer: Viewer,
    party: Party | None,
    on: date,
    service: str = TELEPHONY,
    matrix: RoleMatrix | None = None,
) -> list[SubProcessor]:
    """Return everyone who processes for ``party`` that day, nearest first (GDPR Art. 28(2), (4)).

    Without a party, or for the platform: those that the platform engages. Empty where there is no
    chain that day, or none that the viewer may see. ``matrix``: theirs, if it was read already.
    """
    try:
        matrix = matrix or _matrix(viewer, party, on, service)
    except NotFound:
        return []
    whose = party.pk if party else _platform(matrix)
    found: dict[UUID, list[MatrixCell]] = {}
    for cell in matrix.cells:
        if cell.purpose is None and cell.role in ACTS and _works_for(cell, whose):
            found.setdefault(cell.party.id, []).append(cell)
    return _rows(viewer, found)


def _matrix(viewer: Viewer, party: Party | None, on: date, service: str) -> RoleMatrix:
    if party is None or party.kind == PartyKind.PLATFORM:
        return model_matrix(viewer=viewer, on=on, service=service)
    return role_matrix(viewer=viewer, party=party.pk, on=on, service=service)


def _platform(matrix: RoleMatrix) -> UUID | None:
    return next((p.id for p in matrix.parties if p.kind == PartyKind.PLATFORM), None)


def _works_for(cell: MatrixCell, whose: UUID | None) -> bool:
    return any(contract.acquirer.id == whose for contract in cell.path)


def _rows(viewer: Viewer, found: dict[UUID, list[MatrixCell]]) -> list[SubProcessor]:
    contracts = [cells[0].path[-1].id for cells in found.values()]
    countries = dict(
        Party.objects.visible_to(viewer).filter(pk__in=found).values_list("pk", "country")
    )
    told = _by_contract(Engagement.objects.visible_to(viewer).filter(contract__in=contracts))
    asked = DetailRequest.objects.visible_to(viewer).filter(contract__in=contracts)
    last = _by_contract(asked.filter(party__in=viewer.parties).order_by("asked_at"))
    rows = [
        SubProcessor(
            party=cells[0].party,
            country=countries.get(pk, ""),
            parts=tuple(_part(cell) for cell in cells),
            contract=cells[0].path[-1],
            told=told.get(cells[0].path[-1].id),
            asked=last.get(cells[0].path[-1].id),
        )
        for pk, cells in found.items()
    ]
    return sorted(rows, key=lambda row: (row.depth, row.party.name.casefold()))


def _by_contract(rows: Iterable[R]) -> dict[UUID, R]:
    return {row.contract_id: row for row in rows}


def _part(cell: MatrixCell) -> Part:
    return Part(cell.category, cell.category_name, cell.role, cell.depth, cell.upstream)

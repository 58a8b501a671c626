"""Which role exporter and importer have for each category: derived wherever a contract says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from roles.choices import PartyKind, Role
from roles.models import Party
from roles.queries.matrix import RoleMatrix, model_contract, role_matrix
from roles.transfers.law import module_for
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer

SELLS = frozenset({PartyKind.PARTNER, PartyKind.RESELLER})
PLAIN = {Role.JOINT_CONTROLLER: Role.CONTROLLER}
"""How the clauses see a role: who decides together with others decides."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The roles of exporter and importer, and the module of the clauses that fits them."""

    exporter: Role
    importer: Role

    @property
    def module(self) -> int | None:
        """Return the module of (EU) 2021/914; None where it has none for these two."""
        return module_for(*(PLAIN.get(role, role).value for role in (self.exporter, self.importer)))


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, about which day, as recorded when (None: now)."""

    viewer: Viewer
    on: date
    known_at: datetime | None = None


def role_pairs(
    asked: Asked, *, contract: UUID, exporter: Party, importer: UUID, service: str
) -> Mapping[str, Pair]:
    """Return the roles in a supply by category of data; empty where no chain gives any."""
    matrix = _matrix(asked, exporter, service)
    if matrix is None:
        return {}
    found = {}
    for cell in matrix.cells:
        under = any(each.id == contract for each in cell.path)
        sender = matrix.cell(exporter.pk, cell.category)
        if cell.purpose is None and cell.party.id == importer and under and sender:
            found[cell.category] = Pair(sender.role, cell.role)
    return found


def modules_for(pairs: Iterable[Pair]) -> tuple[int, ...]:
    """Return the modules that the roles ask for, each once."""
    return tuple(sorted({pair.module for pair in pairs if pair.module}))


def _matrix(asked: Asked, exporter: Party, service: str) -> RoleMatrix | None:
    """Return the chain in which the supply stands: the exporter's own, or the model customer's."""
    whose = exporter.pk
    if exporter.kind not in SELLS:
        model = model_contract(service, asked.on, asked.known_at)
        if model is None:
            return None
        whose = model.acquirer.id
    try:
        return role_matrix(
            viewer=asked.viewer,
            party=whose,
            on=asked.on,
            service=service,
            known_at=asked.known_at,
        )
    except NotFound:
        return None

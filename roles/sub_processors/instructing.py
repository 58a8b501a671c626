"""Who gives the instructions: what the rulebook says about customers and their data."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from roles.choices import PartyKind, Role
from roles.queries.matrix import RoleMatrix, model_matrix, role_matrix
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM

DECIDES = frozenset({Role.CONTROLLER, Role.JOINT_CONTROLLER})


def customers_instruct(
    *, seller: UUID | None, service: str, categories: Iterable[str], on: date
) -> bool:
    """Say whether customers are the controllers of some of these data.

    Of the customers of ``seller``, or in general without one. Where the register cannot say, they
    are: to tell too many harms nobody.
    """
    try:
        matrix = _matrix(seller, service, on)
    except NotFound:
        return True
    codes = set(categories)
    return any(
        cell.party.kind == PartyKind.CUSTOMER and cell.role in DECIDES and cell.category in codes
        for cell in matrix.cells
    )


def _matrix(seller: UUID | None, service: str, on: date) -> RoleMatrix:
    if seller is None:
        return model_matrix(viewer=SYSTEM, on=on, service=service)
    return role_matrix(viewer=SYSTEM, party=seller, on=on, service=service)

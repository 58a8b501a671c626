"""Rows as the register had them at an instant: recorded time, beside legal time."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from roles.models import Contract, ContractCategory, DataCategory
from roles.models.contracts import contract_seen_by
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.history import as_recorded, events_of, of_version
from voipgrid_privacy.kernel.tenancy import Viewer, read_as_application

M = TypeVar("M", bound=Model)


def contracts_known(
    *, viewer: Viewer, known_at: datetime, party: UUID | None = None
) -> QuerySet[Any]:
    """Return the contracts that the register had at ``known_at``, as they were in it then.

    Which version was the last is for the application to find: read it so, and show what is left of
    it under the viewer's scope (``still_seen``).
    """
    mine = Q(provider=party) | Q(acquirer=party) if party else Q()
    rows = as_recorded(Contract, known_at).filter(contract_seen_by(viewer) & mine)
    return rows.select_related("provider", "acquirer", "service")


def still_seen(versions: Collection[Any], model: type[Model] = Contract) -> set[int]:
    """Return the keys of those versions that the session itself may read."""
    keys = [row.pgh_id for row in versions]
    rows = events_of(model)._default_manager.filter(pgh_id__in=keys)
    return set(rows.values_list("pgh_id", flat=True))


def versions_known(rows: QuerySet[M], *, known_at: datetime) -> QuerySet[Any]:
    """Return what the register had at ``known_at`` of those ``rows`` that it still has.

    To be read as the application, and shown as :func:`as_they_were` makes of it under the
    viewer's scope.
    """
    return as_recorded(rows.model, known_at).filter(pgh_obj_id__in=rows.order_by().values("pk"))


def as_they_were(rows: QuerySet[M], versions: Collection[Any]) -> list[M]:
    """Return the ``rows`` of some versions with what they held then.

    What history never has, because it may have to be erased, is as it is now. Raises NotFound
    when the session may not read all of them.
    """
    now = rows.in_bulk([version.pgh_obj_id for version in versions])
    if still_seen(versions, rows.model) != {version.pgh_id for version in versions}:
        raise NotFound
    if len(now) != len(versions):
        raise NotFound
    return [of_version(now[version.pgh_obj_id], version) for version in versions]


def limits_known(contracts: Collection[UUID], known_at: datetime) -> dict[UUID, list[str]]:
    """Return to which data categories some contracts were limited then, by code."""
    found: dict[UUID, list[str]] = defaultdict(list)
    with read_as_application():
        rows = as_recorded(ContractCategory, known_at).filter(contract__in=contracts)
        pairs = list(rows.values_list("contract", "category"))
        codes = dict(DataCategory.objects.values_list("pk", "code"))
    for contract, category in pairs:
        found[contract].append(codes[category])
    return found

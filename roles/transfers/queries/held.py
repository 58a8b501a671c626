"""What the register holds of transfers, now or as it was recorded at an instant."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from roles.choices import ContractKind
from roles.models import Contract, ContractCategory, Party
from roles.sub_processors.models import Engagement
from roles.transfers.law import Destination, Law
from roles.transfers.models import AdequacyCoverage, Transfer, TransferAssessment
from roles.transfers.queries.law import law_now
from voipgrid_privacy.kernel.history import as_recorded
from voipgrid_privacy.kernel.tenancy import Viewer

Key = tuple[UUID, UUID, Destination]
"""Exporter, importer, where to."""


@dataclass(frozen=True, slots=True)
class Told:
    """What others are told of a supply: where its data is, and what that rests on."""

    location: str
    mechanism: str


@dataclass(slots=True)
class Held:
    """The rows behind the flows, by whom they are about."""

    supplies: Mapping[Key, list[Any]]
    transfers: Mapping[Key, list[Any]]
    assessments: Mapping[UUID, list[Any]]
    coverages: Mapping[UUID, list[Any]]
    limits: Mapping[UUID, frozenset[str]]
    told: Mapping[UUID, Told]
    parties: Mapping[UUID, Party]
    law: Law


@dataclass(frozen=True, slots=True)
class Ends:
    """Between whom: None for anyone."""

    exporters: Collection[UUID] | None = None
    importers: Collection[UUID] | None = None

    def among(self, rows: Any, exporter: str, importer: str) -> Any:
        """Return the rows between these, by the names of their columns."""
        named = {exporter: self.exporters, importer: self.importers}
        given = {f"{name}__in": some for name, some in named.items() if some is not None}
        return rows.filter(**given)


def held(viewer: Viewer, on: date, known_at: datetime | None, ends: Ends) -> Held:
    """Return what the viewer may see of supplies and transfers to a third country."""
    told = _told(viewer, known_at)
    sent = ends.among(_transfers(viewer, known_at, told), "exporter", "importer")
    law = law_now(viewer=viewer, known_at=known_at)
    supplies = _supplies(viewer, on, known_at, ends, told, law)
    found = _by(
        sent, lambda t: (t.exporter_id, t.importer_id, Destination(t.country, t.organisation))
    )
    keys = {*found, *supplies}
    done = _assessments(viewer, known_at, [row.id for rows in found.values() for row in rows])
    covered = _rows(AdequacyCoverage, viewer, known_at).filter(importer_id__in={k[1] for k in keys})
    named = {party for key in keys for party in key[:2]}
    return Held(
        supplies=supplies,
        transfers=found,
        assessments=_by(done, lambda row: row.transfer_id),
        coverages=_by(covered, lambda row: row.importer_id),
        told=told,
        limits=_limits({row.id for rows in supplies.values() for row in rows}),
        parties=Party.objects.visible_to(viewer).in_bulk(list(named)),
        law=law,
    )


def _rows(model: type[models.Model], viewer: Viewer, known_at: datetime | None) -> Any:
    # Who reads puts them in order; that of lists would join the parties, with their policies.
    seen = model._default_manager.visible_to(viewer).order_by()  # type: ignore[attr-defined]
    if known_at is None:
        return seen
    return as_recorded(model, known_at).filter(pgh_obj_id__in=seen.values("pk"))


def _transfers(viewer: Viewer, known_at: datetime | None, told: Collection[UUID]) -> Any:
    if known_at is None:
        return Transfer.objects.visible_beside(viewer, told).order_by()
    return _rows(Transfer, viewer, known_at)


def _assessments(viewer: Viewer, known_at: datetime | None, seen: Collection[UUID]) -> Any:
    """Return the assessments of transfers that the viewer was found to see: who does, sees them."""
    rows = TransferAssessment.objects.order_by()
    rows = rows if known_at is None else _rows(TransferAssessment, viewer, known_at)
    return rows.filter(transfer_id__in=seen)


def _by(rows: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in sorted(rows, key=lambda each: str(each.id)):
        found[key(row)].append(row)
    return found


def _told(viewer: Viewer, known_at: datetime | None) -> dict[UUID, Told]:
    rows = _rows(Engagement, viewer, known_at).values_list("contract_id", "location", "mechanism")
    return {contract: Told(location, mechanism) for contract, location, mechanism in rows}


def _supplies(  # noqa: PLR0917  what the rows of a day are read by
    viewer: Viewer,
    on: date,
    known_at: datetime | None,
    ends: Ends,
    told: Mapping[UUID, Told],
    law: Law,
) -> dict[Key, list[Any]]:
    """Return the supplies whose supplier, or whose data, is outside the EEA on ``on``."""
    rows = _rows(Contract, viewer, known_at).filter(kind=ContractKind.SUPPLY)
    supplies = list(ends.among(rows, "acquirer", "provider"))
    # Where data is is not told of every supply: who is not told is not misled either.
    if not viewer.sees_everything:
        mine = viewer.parties
        supplies = [row for row in supplies if row.acquirer_id in mine or row.id in told]
    countries = _countries(viewer, known_at, {row.provider_id for row in supplies})
    found: dict[Key, list[Any]] = defaultdict(list)
    for row in sorted(supplies, key=lambda each: str(each.id)):
        located = told[row.id].location if row.id in told else ""
        where = {countries.get(row.provider_id, ""), located} - {""}
        for country in sorted(where):
            if not law.in_eea(country, on):
                found[row.acquirer_id, row.provider_id, Destination(country)].append(row)
    return found


def _limits(contracts: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """Return the categories of data that contracts are limited to, where they are."""
    rows = ContractCategory.objects.filter(contract__in=contracts)
    found: dict[UUID, set[str]] = defaultdict(set)
    for contract, code in rows.values_list("contract_id", "category__code"):
        found[contract].add(code)
    return {contract: frozenset(codes) for contract, codes in found.items()}


def _countries(
    viewer: Viewer, known_at: datetime | None, parties: Collection[UUID]
) -> dict[UUID, str]:
    seen = Party.objects.visible_to(viewer).filter(pk__in=parties)
    if known_at is None:
        return dict(seen.values_list("pk", "country"))
    then = as_recorded(Party, known_at).filter(pgh_obj_id__in=seen.order_by().values("pk"))
    return dict(then.values_list("pgh_obj_id", "country"))

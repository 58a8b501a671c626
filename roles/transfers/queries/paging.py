"""The transfers of a day for officers, by page: what is shown is derived, the rest is counted."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from roles.choices import ContractKind
from roles.models import Contract
from roles.transfers.law import Destination
from roles.transfers.models import Transfer
from roles.transfers.queries.flows import Flow, flows
from roles.transfers.queries.law import law_now
from voipgrid_privacy.kernel.tenancy import Viewer

FEW: Final = 500
"""Up to so many all transfers of a day are derived together, so that the map says all of them."""


@dataclass(frozen=True, slots=True, order=True)
class Going:
    """That data goes from one party to another abroad, in the order of the register."""

    exporter_name: str
    importer_name: str
    to: Destination
    exporter: UUID
    importer: UUID


@dataclass(frozen=True, slots=True)
class FlowPage:
    """One page of ``last``; ``every`` holds all transfers of the day if they are few, else None."""

    flows: list[Flow]
    number: int
    last: int
    total: int
    countries: frozenset[str]
    every: list[Flow] | None

    @property
    def before(self) -> int | None:
        """The number of the page before; None on the first."""
        return self.number - 1 or None

    @property
    def after(self) -> int | None:
        """The number of the page after; None on the last."""
        return self.number + 1 if self.number < self.last else None


def flow_page(
    *, viewer: Viewer, on: date, known_at: datetime | None = None, number: int, most: int
) -> FlowPage:
    """Return page ``number`` of the transfers of ``on``; the last one where there are fewer.

    For a viewer who sees everything: of others less is derived in the first place. With
    ``known_at``, or where they are few, all of them are derived.
    """
    known = None if known_at else going(viewer=viewer, on=on)
    if known is not None and len(known) > FEW:
        at, last = _at(number, len(known), most)
        shown = _shown(viewer, on, known[(at - 1) * most : at * most])
        return FlowPage(shown, at, last, len(known), frozenset(k.to.country for k in known), None)
    every = flows(viewer=viewer, on=on, known_at=known_at)
    at, last = _at(number, len(every), most)
    countries = frozenset(flow.to.country for flow in every)
    return FlowPage(every[(at - 1) * most : at * most], at, last, len(every), countries, every)


def _at(number: int, total: int, most: int) -> tuple[int, int]:
    last = max(1, -(-total // most))
    return min(max(number, 1), last), last


def going(*, viewer: Viewer, on: date) -> list[Going]:
    """Return what goes abroad on ``on``: by supplies, and by what is recorded."""
    law = law_now(viewer=viewer)
    supplies = Contract.objects.visible_to(viewer).in_force(on).filter(kind=ContractKind.SUPPLY)
    names = ("acquirer", "acquirer__name", "provider", "provider__name")
    found = {
        Going(exported.casefold(), imported.casefold(), Destination(country), exporter, importer)
        for exporter, exported, importer, imported, *where in supplies.values_list(
            *names, "provider__country", "engagement__location"
        )
        for country in where
        if country and not law.in_eea(country, on)
    }
    rows = Transfer.objects.visible_to(viewer).in_force(on)
    sent = ("exporter", "exporter__name", "importer", "importer__name", "country", "organisation")
    found |= {
        Going(exported.casefold(), imported.casefold(), Destination(*to), exporter, importer)
        for exporter, exported, importer, imported, *to in rows.order_by().values_list(*sent)
    }
    return sorted(found)


def _shown(viewer: Viewer, on: date, some: list[Going]) -> list[Flow]:
    rows = flows(
        viewer=viewer,
        on=on,
        exporters={one.exporter for one in some},
        importers={one.importer for one in some},
    )
    wanted = {(one.exporter, one.importer, one.to) for one in some}
    return [row for row in rows if (row.exporter.pk, row.importer.pk, row.to) in wanted]

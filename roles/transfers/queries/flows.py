"""The register of transfers on a day: what contracts make needed, answered by what is recorded.

Nothing of an answer is kept. Who sends to whom follows from supplies to parties, or to places,
outside the EEA and from recorded transfers; whether it may, from law and evidence of that day.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from roles.models import ContractCategory, DataCategory, Party, Service
from roles.transfers import spans
from roles.transfers.choices import Verdict
from roles.transfers.law import Destination, Status, status
from roles.transfers.models import Transfer
from roles.transfers.queries.held import Held, Key, held
from roles.transfers.queries.roles import Asked, Pair, role_pairs
from roles.transfers.rules import Assessed, Basis, Cover, Days, FlowFacts, Stand, goes, stand
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import Localised


@dataclass(frozen=True, slots=True)
class Flow:
    """Data that goes from one party to another outside the EEA, and whether it may.

    ``contracts``: the supplies that make it needed; ``recorded``: the transfers that answer, on
    the day. ``lapses_on`` is the first day, as far as was known on that day, without a ground.
    """

    exporter: Party
    importer: Party
    to: Destination
    status: Status
    stand: Stand
    since: date | None
    lapses_on: date | None
    categories: tuple[tuple[str, Localised], ...]
    pairs: Mapping[str, Pair]
    contracts: tuple[Any, ...]
    recorded: tuple[Any, ...]
    assessed: tuple[Any, ...]

    @property
    def verdict(self) -> Verdict:
        """The verdict of the day."""
        return self.stand.verdict

    @property
    def key(self) -> str:
        """What tells this flow from others, the same every day."""
        return f"party={self.exporter.pk}/to={self.importer.pk}/{self.to}"


def flows(
    *,
    viewer: Viewer,
    on: date,
    known_at: datetime | None = None,
    exporters: Collection[UUID] | None = None,
) -> list[Flow]:
    """Return every transfer of ``on``, by exporter, importer and country (GDPR Art. 44).

    With ``known_at``: as the register had recorded it at that instant. ``exporters`` limits to
    some; of others a viewer sees what it is told of.
    """
    asked, found = Asked(viewer, on, known_at), held(viewer, on, known_at, exporters)
    names = _names(viewer)
    made = [
        flow
        for key in {*found.supplies, *found.transfers}
        for flow in [_flow(asked, key, found, names)]
        if flow
    ]
    return sorted(made, key=_order)


def transfer_standing(
    *, viewer: Viewer, transfer: Transfer, on: date, known_at: datetime | None = None
) -> Flow | None:
    """Return the flow that ``transfer`` answers on ``on``; None when nothing goes there then.

    Raises NotFound for a transfer that is not the viewer's to see.
    """
    if not Transfer.objects.visible_to(viewer).filter(pk=transfer.pk).exists():
        raise NotFound
    to = Destination(transfer.country, transfer.organisation)
    whose = {transfer.exporter_id}
    rows = flows(viewer=viewer, on=on, known_at=known_at, exporters=whose)
    mine = (row for row in rows if row.importer.pk == transfer.importer_id and row.to == to)
    return next(mine, None)


def _flow(asked: Asked, key: Key, found: Held, names: Mapping[str, Localised]) -> Flow | None:
    exporter, importer, to = found.parties.get(key[0]), found.parties.get(key[1]), key[2]
    if exporter is None or importer is None:
        return None
    supplies, sent, on = found.supplies.get(key, []), found.transfers.get(key, []), asked.on
    current = [row for row in supplies if on in _days(row)]
    recorded = [row for row in sent if on in _days(row)]
    pairs = _pairs(asked, exporter, importer, current) or _entered(recorded)
    facts = _facts(key, found, pairs, _categories(current, recorded, pairs))
    if not goes(facts, on):
        return None
    answer = stand(facts, on)
    return Flow(
        exporter=exporter,
        importer=importer,
        to=to,
        status=status(to, on),
        stand=answer,
        since=spans.since(facts, on),
        lapses_on=spans.lapses(facts, on),
        categories=tuple((code, names[code]) for code in names if code in facts.categories),
        pairs=pairs,
        contracts=tuple(current),
        recorded=tuple(recorded),
        assessed=tuple(_assessed(sent, found, on)),
    )


def _facts(
    key: Key, found: Held, pairs: Mapping[str, Pair], categories: frozenset[str]
) -> FlowFacts:
    _exporter, importer, to = key
    sent = found.transfers.get(key, [])
    return FlowFacts(
        to=to,
        needed=tuple(_days(row) for row in found.supplies.get(key, [])),
        bases=tuple(_basis(row, sent, found) for row in sent),
        covers=tuple(
            Cover(row.decision, _days(row), row.covers) for row in found.coverages.get(importer, ())
        ),
        expected={code: pair.module for code, pair in pairs.items() if pair.module},
        categories=categories,
    )


def _basis(row: Any, sent: Iterable[Any], found: Held) -> Basis:
    """Return the ground of a row; an assessment of the same ground counts after a change too."""
    alike = (row.mechanism, row.instrument)
    done = [
        Assessed(each.done_on, each.outcome, each.review_on)
        for other in sent
        if (other.mechanism, other.instrument) == alike
        for each in found.assessments.get(other.id, ())
    ]
    return Basis(
        days=_days(row),
        mechanism=row.mechanism,
        categories=frozenset(row.categories),
        instrument=row.instrument,
        modules=frozenset(row.modules),
        signed_on=row.signed_on,
        derogation=row.derogation,
        staff=row.staff,
        measures=bool(row.measures),
        assessments=tuple(done),
    )


def _assessed(sent: Iterable[Any], found: Held, on: date) -> list[Any]:
    """Return what was assessed by then, newest first."""
    done = [row for each in sent for row in found.assessments.get(each.id, ())]
    return sorted((r for r in done if r.done_on <= on), key=lambda r: r.done_on, reverse=True)


def _pairs(
    asked: Asked, exporter: Party, importer: Party, contracts: Iterable[Any]
) -> dict[str, Pair]:
    pairs: dict[str, Pair] = {}
    for contract in contracts:
        service = Service.objects.get(pk=contract.service_id).code
        pairs |= role_pairs(
            asked,
            contract=contract.id,
            exporter=exporter,
            importer=importer.pk,
            service=service,
        )
    return pairs


def _entered(recorded: Iterable[Any]) -> dict[str, Pair]:
    """Return the roles that were entered because no contract gives any."""
    return {
        code: Pair(row.exporter_role, row.importer_role)
        for row in recorded
        if row.exporter_role
        for code in row.categories
    }


def _categories(
    contracts: Iterable[Any], recorded: Iterable[Any], pairs: Mapping[str, Pair]
) -> frozenset[str]:
    """Return which data goes there: what the roles, else the contracts, and the records name."""
    named = frozenset(code for row in recorded for code in row.categories)
    if pairs:
        return named | frozenset(pairs)
    limits = ContractCategory.objects.filter(contract__in=[row.id for row in contracts])
    return named | frozenset(limits.values_list("category__code", flat=True))


def _names(viewer: Viewer) -> dict[str, Localised]:
    rows = DataCategory.objects.visible_to(viewer).order_by("position", "code")
    return dict(rows.values_list("code", "name"))


def _days(row: Any) -> Days:
    return Days(row.valid_during.lower, row.valid_during.upper)


def _order(flow: Flow) -> tuple[str, str, Destination, str]:
    names = flow.exporter.name.casefold(), flow.importer.name.casefold()
    return (*names, flow.to, flow.key)

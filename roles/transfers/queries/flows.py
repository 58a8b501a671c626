"""The register of transfers on a day: what contracts make needed, answered by what is recorded.

Nothing of an answer is kept. Who sends to whom follows from supplies to parties, or to places,
outside the EEA and from recorded transfers; whether it may, from law and evidence of that day.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from roles.models import DataCategory, Party
from roles.transfers import spans
from roles.transfers.choices import Mechanism, Verdict
from roles.transfers.law import Destination, Status
from roles.transfers.models import Transfer
from roles.transfers.queries.held import Ends, Held, Key, held
from roles.transfers.queries.roles import Asked, Pair, Pairs, Supplied, role_pairs
from roles.transfers.rules import Assessed, Basis, Cover, Days, FlowFacts, Stand, goes, stand
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import Localised

BY_DECISION: Final = ("decision", "decision_covers", "interim")
"""Reasons by which a transfer rests on a decision, recorded or not."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Data that goes from one party to another outside the EEA, and whether it may.

    ``contracts``: the supplies that make it needed; ``recorded``: the transfers that answer, on
    the day; ``told``: what it rests on according to what others are told of these supplies.
    """

    exporter: Party
    importer: Party
    to: Destination
    status: Status
    stand: Stand
    on: date
    facts: FlowFacts
    categories: tuple[tuple[str, Localised], ...]
    pairs: Mapping[str, Pair]
    contracts: tuple[Any, ...]
    recorded: tuple[Any, ...]
    assessed: tuple[Any, ...]
    told: frozenset[str] = frozenset()

    @property
    def since(self) -> date | None:
        """The first day from which the answer holds without a break; asked of what is shown."""
        return spans.since(self.facts, self.on)

    @property
    def lapses_on(self) -> date | None:
        """The first day, as far as was known on the day itself, without a ground."""
        return spans.lapses(self.facts, self.on)

    @property
    def told_otherwise(self) -> bool:
        """Say whether others are told of a ground of which there is no evidence on the day.

        Where there is no evidence of any, only "none needed" contradicts that data goes there.
        """
        shown = {row.mechanism for row in self.recorded}
        shown |= {Mechanism.ADEQUACY} if self.stand.has(*BY_DECISION) else set()
        return Mechanism.NONE_NEEDED in self.told or bool(shown and self.told - shown)

    @property
    def verdict(self) -> Verdict:
        """The verdict of the day."""
        return self.stand.verdict

    @property
    def key(self) -> str:
        """What tells this flow from others, the same every day."""
        return f"party={self.exporter.pk}/to={self.importer.pk}/{self.to}"

    @property
    def place(self) -> tuple[str, ...]:
        """Where it stands among others: by exporter, importer, and where to."""
        names = self.exporter.name.casefold(), self.importer.name.casefold()
        return (*names, self.to.country, self.to.organisation, self.key)


def flows(
    *,
    viewer: Viewer,
    on: date,
    known_at: datetime | None = None,
    exporters: Collection[UUID] | None = None,
    importers: Collection[UUID] | None = None,
) -> list[Flow]:
    """Return every transfer of ``on``, by exporter, importer and country (GDPR Art. 44).

    With ``known_at``: as the register had recorded it at that instant. ``exporters`` and
    ``importers`` limit to some; of others a viewer sees what it is told of.
    """
    found = held(viewer, on, known_at, Ends(exporters, importers))
    told = _Told(on, found, _names(viewer), _roles(Asked(viewer, on, known_at), found))
    made = [_flow(key, told) for key in {*found.supplies, *found.transfers}]
    return sorted((flow for flow in made if flow), key=lambda flow: flow.place)


def transfer_standings(
    *,
    viewer: Viewer,
    transfers: Collection[Transfer],
    on: date,
    known_at: datetime | None = None,
) -> dict[UUID, Flow]:
    """Return the flow that each transfer answers on ``on``, read together.

    Left out is a transfer by which nothing goes anywhere then, or that is not the viewer's to see.
    """
    seen = Transfer.objects.visible_to(viewer).filter(pk__in=[row.pk for row in transfers])
    mine = set(seen.order_by().values_list("pk", flat=True))
    whose = {row.exporter_id for row in transfers if row.pk in mine}
    rows = flows(viewer=viewer, on=on, known_at=known_at, exporters=whose) if whose else []
    by_key = {(row.exporter.pk, row.importer.pk, row.to): row for row in rows}
    asked = {row.pk: by_key.get(_key_of(row)) for row in transfers if row.pk in mine}
    return {pk: flow for pk, flow in asked.items() if flow}


def transfer_standing(
    *, viewer: Viewer, transfer: Transfer, on: date, known_at: datetime | None = None
) -> Flow | None:
    """Return the flow that ``transfer`` answers on ``on``; None when nothing goes there then.

    Raises NotFound for a transfer that is not the viewer's to see.
    """
    if not Transfer.objects.visible_to(viewer).filter(pk=transfer.pk).exists():
        raise NotFound
    found = transfer_standings(viewer=viewer, transfers=[transfer], on=on, known_at=known_at)
    return found.get(transfer.pk)


@dataclass(frozen=True, slots=True)
class _Told:
    """What all flows of a day are made of: the rows, the names, and the roles by contract."""

    on: date
    held: Held
    names: Mapping[str, Localised]
    roles: Mapping[UUID, Pairs]


def _roles(asked: Asked, found: Held) -> dict[UUID, Pairs]:
    """Return the roles under every supply of the day."""
    supplies = [
        Supplied(row.id, found.parties[key[0]], key[1], row.service_id)
        for key, rows in found.supplies.items()
        for row in rows
        if asked.on in _days(row) and key[0] in found.parties
    ]
    return role_pairs(asked, supplies)


def _flow(key: Key, told: _Told) -> Flow | None:
    found, on, to = told.held, told.on, key[2]
    exporter, importer = found.parties.get(key[0]), found.parties.get(key[1])
    if exporter is None or importer is None:
        return None
    supplies, sent = found.supplies.get(key, []), found.transfers.get(key, [])
    current = [row for row in supplies if on in _days(row)]
    recorded = [row for row in sent if on in _days(row)]
    pairs = _pairs(current, told.roles) or _entered(recorded)
    facts = _facts(key, found, pairs, _categories(current, recorded, pairs, found))
    if not goes(facts, on):
        return None
    return Flow(
        exporter=exporter,
        importer=importer,
        to=to,
        status=found.law.status(to, on),
        stand=stand(facts, on),
        on=on,
        facts=facts,
        categories=tuple((c, name) for c, name in told.names.items() if c in facts.categories),
        pairs=pairs,
        contracts=tuple(current),
        recorded=tuple(recorded),
        assessed=tuple(_assessed(sent, found, on)),
        told=_told(current, to, found),
    )


def _told(contracts: Iterable[Any], to: Destination, found: Held) -> frozenset[str]:
    """Return what others are told that data there rests on; "none needed" is said of anywhere."""
    said = [found.told[row.id] for row in contracts if row.id in found.told]
    free = Mechanism.NONE_NEEDED
    here = (each for each in said if each.location == to.country or each.mechanism == free)
    return frozenset(each.mechanism for each in here)


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
        law=found.law,
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


def _pairs(contracts: Iterable[Any], roles: Mapping[UUID, Pairs]) -> dict[str, Pair]:
    pairs: dict[str, Pair] = {}
    for contract in contracts:
        pairs |= roles.get(contract.id, {})
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
    contracts: Iterable[Any], recorded: Iterable[Any], pairs: Mapping[str, Pair], found: Held
) -> frozenset[str]:
    """Return which data goes there: what the roles, else the contracts, and the records name."""
    named = frozenset(code for row in recorded for code in row.categories)
    if pairs:
        return named | frozenset(pairs)
    return named.union(*(found.limits.get(row.id, ()) for row in contracts))


def _names(viewer: Viewer) -> dict[str, Localised]:
    rows = DataCategory.objects.visible_to(viewer).order_by("position", "code")
    return dict(rows.values_list("code", "name"))


def _days(row: Any) -> Days:
    return Days(row.valid_during.lower, row.valid_during.upper)


def _key_of(row: Transfer) -> Key:
    return row.exporter_id, row.importer_id, Destination(row.country, row.organisation)

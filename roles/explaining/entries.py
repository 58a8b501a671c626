"""The facts behind an answer as history holds them: what was entered, when and by whom."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roles.models import (
    Contract,
    ContractCategory,
    ContractFeature,
    DataCategory,
    JointDetermination,
    OwnUse,
    Party,
    Purpose,
    ServiceFeature,
)
from roles.models.parties import LegalForm
from roles.queries.matrix import MatrixCell
from roles.queries.refs import ContractRef
from voipgrid_privacy.kernel.history import events_of
from voipgrid_privacy.kernel.tenancy import Viewer, read_as_application

Event = Any


class Kind(models.TextChoices):
    """What kind of fact was entered."""

    PARTY = "PARTY", gettext_lazy("Party")
    CONTRACT = "CONTRACT", gettext_lazy("Contract")
    FEATURE = "FEATURE", gettext_lazy("Feature switched on")
    LIMIT = "LIMIT", gettext_lazy("Contract limited to")
    OWN_USE = "OWN_USE", gettext_lazy("Use for an own purpose")
    JOINT = "JOINT", gettext_lazy("Joint determination")


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact: what it says, when it holds, who entered it and who last changed it."""

    kind: str
    id: UUID
    what: str
    valid_from: date | None
    valid_until: date | None
    entered_at: datetime
    entered_by: str
    changed_at: datetime | None
    changed_by: str

    @property
    def kind_words(self) -> str:
        """The kind in the reader's language."""
        return str(Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A row as it stood: its kind, what it says, and its events so far, oldest first."""

    kind: Kind
    events: list[Event]
    what: str

    @property
    def row(self) -> Event:
        """The row as it was last recorded."""
        return self.events[-1]


@dataclass(frozen=True, slots=True)
class Search:
    """Which answer, and when: what the facts are looked for with."""

    cell: MatrixCell
    contracts: dict[UUID, ContractRef]
    on: date
    known_at: datetime

    def held(self, model: type[models.Model], *which: Q, **fields: Any) -> list[list[Event]]:
        """Return per row that was there its events so far; of a period, only one that holds."""
        events = events_of(model)._default_manager.filter(
            *which, **fields, pgh_created_at__lte=self.known_at
        )
        told: dict[Any, list[Event]] = {}
        event: Event
        for event in events.order_by("pgh_id"):
            told.setdefault(event.pgh_obj_id, []).append(event)
        return [rows for rows in told.values() if self._holds(rows[-1])]

    def _holds(self, row: Event) -> bool:
        period = getattr(row, "valid_during", None)
        return row.pgh_label != "delete" and (period is None or self.on in period)


def entries_of(
    *, viewer: Viewer, cell: MatrixCell, links: Iterable[ContractRef], on: date, known_at: datetime
) -> tuple[Entry, ...]:
    """Return the facts an answer rests on, as recorded at ``known_at``."""
    search = Search(cell, {ref.id: ref for ref in links}, on, known_at)
    found = [each for kind in FOUND for each in kind(search)]
    actor = _actors(viewer, [event for each in found for event in each.events])
    return tuple(_entry(each, actor) for each in found)


def _party(search: Search) -> list[Recorded]:
    party = search.cell.party
    return [
        Recorded(Kind.PARTY, rows, f"{party.name}: {LegalForm(rows[-1].legal_form).label}")
        for rows in search.held(Party, pgh_obj_id=party.id)
    ]


def _contracts(search: Search) -> list[Recorded]:
    held = search.held(Contract, pgh_obj_id__in=list(search.contracts))
    return [
        Recorded(Kind.CONTRACT, rows, contract_in_words(search.contracts[rows[-1].pgh_obj_id]))
        for rows in held
    ]


def contract_in_words(ref: ContractRef) -> str:
    """Return who delivers to whom, with the number of the contract."""
    ends = f"{ref.provider.name} → {ref.acquirer.name}"
    return f"{ends} ({ref.reference})" if ref.reference else ends


def _features(search: Search) -> list[Recorded]:
    return _under(search, Kind.FEATURE, ContractFeature, "feature_id", ServiceFeature)


def _limits(search: Search) -> list[Recorded]:
    return _under(search, Kind.LIMIT, ContractCategory, "category_id", DataCategory)


def _under(
    search: Search,
    kind: Kind,
    model: type[models.Model],
    field: str,
    names: type[models.Model],
) -> list[Recorded]:
    held = search.held(model, contract_id__in=list(search.contracts))
    named = names._default_manager.in_bulk([getattr(rows[-1], field) for rows in held])
    return [
        Recorded(
            kind,
            rows,
            f"{named[getattr(rows[-1], field)]}:"
            f" {contract_in_words(search.contracts[rows[-1].contract_id])}",
        )
        for rows in held
    ]


def _own_uses(search: Search) -> list[Recorded]:
    cell = search.cell
    if not cell.purpose:
        return []
    held = search.held(
        OwnUse,
        party_id=cell.party.id,
        purpose_id__in=Purpose.objects.filter(code=cell.purpose).values("pk"),
        category_id__in=_category(cell),
    )
    return [
        Recorded(Kind.OWN_USE, rows, f"{cell.party.name}: {cell.purpose_name}") for rows in held
    ]


def _joint(search: Search) -> list[Recorded]:
    cell = search.cell
    if not cell.facts.decides_jointly:
        return []
    either = Q(party_id=cell.party.id) | Q(with_party_id=cell.party.id)
    held = search.held(JointDetermination, either, category_id__in=_category(cell))
    ids = {party for rows in held for party in (rows[-1].party_id, rows[-1].with_party_id)}
    names = dict(Party.objects.filter(pk__in=ids).values_list("pk", "name"))
    return [
        Recorded(
            Kind.JOINT,
            rows,
            f"{names.get(rows[-1].party_id, '')} + {names.get(rows[-1].with_party_id, '')}",
        )
        for rows in held
    ]


def _category(cell: MatrixCell) -> Any:
    return DataCategory.objects.filter(code=cell.category).values("pk")


FOUND = (_party, _contracts, _features, _limits, _own_uses, _joint)


def _entry(each: Recorded, actor: Callable[[Event], str]) -> Entry:
    first, last = each.events[0], each.events[-1]
    period = getattr(last, "valid_during", None)
    return Entry(
        kind=each.kind.value,
        id=last.pgh_obj_id,
        what=each.what,
        valid_from=period.lower if period else None,
        valid_until=period.upper if period else None,
        entered_at=first.pgh_created_at,
        entered_by=actor(first),
        changed_at=last.pgh_created_at if last is not first else None,
        changed_by=actor(last) if last is not first else "",
    )


def _stamped(event: Event) -> str:
    return str((event.pgh_context or {}).get("actor", ""))


def _actors(viewer: Viewer, events: list[Event]) -> Callable[[Event], str]:
    """Return who did something as the viewer may know it.

    Officers read names; others their own colleagues' names, and of anyone else only the
    organisation.
    """
    users = _users({_stamped(event) for event in events})
    known = {stamp: _shown(viewer, users[stamp]) for stamp in users}

    def actor(event: Event) -> str:
        stamp = _stamped(event)
        if stamp in known:
            return known[stamp]
        return str(WORDS.get(stamp, "")) or _outside(viewer, stamp)

    return actor


WORDS = {"system": gettext_lazy("the register itself (load or import)")}


def _outside(viewer: Viewer, stamp: str) -> str:
    """Name a client of the API to officers; nobody else needs to know what it is called."""
    if not stamp:
        return _("unknown (direct change in the database)")
    return stamp if viewer.sees_everything else _("an automated client")


def _users(stamps: set[str]) -> dict[str, list[tuple[str, UUID | None, str | None]]]:
    """Return per user: its name, with the parties it is of."""
    ids = [stamp for stamp in stamps if _is_uuid(stamp)]
    found: dict[str, list[tuple[str, UUID | None, str | None]]] = {}
    if not ids:
        return found
    fields = ("pk", "name", "memberships__party", "memberships__party__name")
    with read_as_application():
        rows = list(get_user_model()._default_manager.filter(pk__in=ids).values_list(*fields))
    for pk, name, party, party_name in rows:
        found.setdefault(str(pk), []).append((name, party, party_name))
    return found


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _shown(viewer: Viewer, of: list[tuple[str, UUID | None, str | None]]) -> str:
    parties = [(party, name) for _user, party, name in of if party]
    if viewer.sees_everything or {party for party, _name in parties} & viewer.parties:
        return of[0][0]
    visible = viewer.parties | viewer.upstream
    named = [name for party, name in parties if party in visible and name]
    return named[0] if named else _("an employee of VoIPGRID or of another party")

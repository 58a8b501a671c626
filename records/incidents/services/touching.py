"""Saying whom an incident touches, with counts: some thousands at a time."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Max, Q

from records.incidents.models import AffectedParty, IncidentDossier
from records.incidents.refusals import IncidentClosed, NotRegistrant, NotServed, RowUnreadable
from records.incidents.services.deriving import (
    AT_ONCE,
    derive,
    newest_facts,
    take_over,
    touched_now,
    what_follows,
)
from records.incidents.services.files import writes
from roles.choices import ContractKind, PartyKind
from roles.models import Contract, ExternalId, Party, PartyScope
from roles.queries.parties import sellers_below
from voipgrid_privacy.api.parameters import as_uuid
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer, as_application
from voipgrid_privacy.kernel.use_case import use_case

SEPARATORS: Final = (";", "\t", ",")
FIELDS: Final = 3


@dataclass(frozen=True, slots=True)
class Touched:
    """One party, how many persons and records about; ``touched`` false: after all it is not."""

    party: UUID
    persons: int | None = None
    records: int | None = None
    touched: bool = True


@use_case
def touch(*, dossier: IncidentDossier, parties: Iterable[Touched], at: datetime, by: Viewer) -> int:
    """Say whom the incident touches, or correct it; return how many. Notices that wait follow.

    Who is not named stays as it was. Raises NotAllowed, NotFound, ``incident_not_registrant``,
    ``incident_closed``, ``incident_not_served``.
    """
    row, _who = writes(dossier=dossier, by=by)
    if row.incident.registrant_id != row.party_id:
        raise NotRegistrant
    if row.is_closed:
        raise IncidentClosed
    given = {each.party: each for each in parties}
    with as_application():
        facts, before = newest_facts(row), touched_now(row)
        found = what_follows(row, facts, before.keys() | given.keys())
        _must_be_served(given.keys(), found.through, by)
        made = _write(row, given, found.through, at)
        if any(not each.touched for each in given.values()):
            derive(row)
        elif facts:
            take_over(row, found, facts, before | {each.party_id: each for each in made})
    return len(given)


def read_list(*, dossier: IncidentDossier, text: str, all_of: Iterable[UUID] = ()) -> list[Touched]:
    """Return whom a pasted list names, and all customers of some sellers on the day.

    A line is an identifier, and after it persons and records. Raises ``incident_row_unreadable``,
    ``incident_not_served``.
    """
    on = legal_day(dossier.aware_at)
    with as_application():
        found = {pk: Touched(pk) for pk in served_by(all_of, on)}
        rows = list(_lines(text))
        known = _known({reference for reference, *_rest in rows})
        unknown = [reference for reference, *_rest in rows if reference not in known]
    if unknown:
        raise NotServed(number=len(unknown), field="parties")
    for reference, persons, records in rows:
        found[known[reference]] = Touched(known[reference], persons, records)
    return list(found.values())


def served_by(sellers: Iterable[UUID], on: date) -> set[UUID]:
    """Return who is served by some sellers, or by resellers below them, on a day."""
    below = {pk for seller in sellers for pk in sellers_below(seller, on)}
    rows = Contract.objects.in_force(on).filter(
        provider__in=below, kind=ContractKind.SUBSCRIPTION, acquirer__is_model=False
    )
    return set(rows.values_list("acquirer", flat=True))


def _lines(text: str) -> Iterator[tuple[str, int | None, int | None]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        sign = next((each for each in SEPARATORS if each in line), ";")
        cells = [cell.strip() for cell in line.split(sign)]
        counts = [*cells[1:], "", ""][:2]
        if len(cells) > FIELDS or not cells[0] or any(c and not c.isdecimal() for c in counts):
            raise RowUnreadable(line=number, field="parties")
        persons, records = (int(c) if c else None for c in counts)
        yield cells[0], persons, records


def _known(references: set[str]) -> dict[str, UUID]:
    """Return whom identifiers, external or our own, stand for; one that is two's is nobody's."""
    ids = {each: pk for each in references if (pk := as_uuid(each))}
    own = set(Party.objects.filter(pk__in=ids.values()).values_list("pk", flat=True))
    found = {each: pk for each, pk in ids.items() if pk in own}
    several: dict[str, set[UUID]] = {}
    rows = ExternalId.objects.filter(value__in=references)
    for value, party in rows.values_list("value", "party"):
        several.setdefault(value, set()).add(party)
    found |= {value: next(iter(pks)) for value, pks in several.items() if len(pks) == 1}
    return found


def _must_be_served(
    given: AbstractSet[UUID], through: dict[UUID, tuple[UUID, ...]], by: Viewer
) -> None:
    """Raise NotServed for who is not below the registrant, or not the viewer's."""
    missing = given - through.keys()
    if not by.sees_everything:
        mine = PartyScope.objects.filter(viewer__in=by.parties, party__in=list(given))
        missing |= given - {*mine.values_list("party", flat=True), *by.parties}
    nobody = Q(kind=PartyKind.SUPPLIER) | Q(is_model=True)
    missing |= set(Party.objects.filter(nobody, pk__in=list(given)).values_list("pk", flat=True))
    if missing:
        raise NotServed(number=len(missing), field="parties")


def _write(
    dossier: IncidentDossier,
    given: dict[UUID, Touched],
    through: dict[UUID, tuple[UUID, ...]],
    at: datetime,
) -> list[AffectedParty]:
    before = AffectedParty.objects.filter(incident=dossier.incident_id)
    last = before.aggregate(last=Max("number"))["last"] or 0
    return AffectedParty.objects.bulk_create(
        [
            AffectedParty(
                incident_id=dossier.incident_id,
                party_id=each.party,
                number=last + 1,
                through=list(through[each.party]),
                touched=each.touched,
                persons=each.persons,
                records=each.records,
                entered_at=at,
            )
            for each in given.values()
        ],
        batch_size=AT_ONCE,
    )

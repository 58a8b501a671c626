"""Saying whom an incident touches, with counts: some thousands at a time."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db.models import Max, Q

from records.incidents.choices import StepKind
from records.incidents.models import AffectedAlong, AffectedParty, IncidentDossier
from records.incidents.queries.serving import days_known, served_by
from records.incidents.refusals import (
    IncidentClosed,
    IncidentReasonless,
    NotRegistrant,
    NotServed,
    RowUnreadable,
)
from records.incidents.services.deriving import (
    derive,
    newest_facts,
    take_over,
    touched_now,
    what_follows,
)
from records.incidents.services.files import writes_alone
from records.incidents.services.stepping import add_step
from roles.choices import PartyKind
from roles.models import Party, PartyScope
from roles.queries.lookup import parties_named
from voipgrid_privacy.kernel.bulk import insert_rows
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer, as_application
from voipgrid_privacy.kernel.use_case import use_case

SEPARATORS: Final = (";", "\t", ",")
FIELDS: Final = 3
DIGITS: Final = 9
"""How long a count is at most."""


@dataclass(frozen=True, slots=True)
class Touched:
    """One party, how many persons and records about; ``touched`` false: after all it is not.

    Who is not ``named`` itself, but one of all customers of a seller, is left out where the data
    and features of the incident have no part of it.
    """

    party: UUID
    persons: int | None = None
    records: int | None = None
    touched: bool = True
    named: bool = True


@use_case
def touch(
    *,
    dossier: IncidentDossier,
    parties: Iterable[Touched],
    reason: str = "",
    name: str = "",
    at: datetime,
    by: Viewer,
) -> int:
    """Say whom the incident touches, or correct it; return how many. Notices that wait follow.

    Who is not named stays as it was. That it does not touch a party after all takes a ``reason``
    and a ``name``, which are a step. Raises NotAllowed, NotFound, ``incident_not_registrant``,
    ``incident_closed``, ``incident_not_served``, ``incident_row_unreadable``,
    ``incident_reasonless``, ``incident_nameless``.
    """
    row, who = writes_alone(dossier=dossier, by=by)
    if row.incident.registrant_id != row.party_id:
        raise NotRegistrant
    if row.is_closed:
        raise IncidentClosed
    given = {each.party: each for each in parties}
    _must_fit(given.values())
    dropped = 0 if all(each.touched for each in given.values()) else 1
    with as_application():
        facts, before = newest_facts(row), touched_now(row)
        found = what_follows(row, facts, before.keys() | given.keys(), at)
        through = {pk: tuple(each.through) for pk, each in before.items()} | found.through
        given = _with_part(given, found.through)
        _must_be_served({pk for pk in given if given[pk].touched}, found.through, by)
        _must_be_served(given.keys(), through, by)
        _write(row, given, through, at)
        if dropped:
            derive(row, at)
        elif facts:
            dropped = take_over(row, found, facts, {**before, **given})
    if dropped:
        if not reason.strip():
            raise IncidentReasonless(field="reason")
        add_step(row, who, StepKind.DROPPED, text=reason, name=name, done_at=at, at=at)
    return len(given)


def read_list(
    *,
    dossier: IncidentDossier,
    text: str,
    all_of: Iterable[UUID] = (),
    at: datetime,
    by: Viewer,
) -> list[Touched]:
    """Return whom a pasted list names, and all customers of some sellers on the incident's days.

    A line is an identifier, and after it persons and records. Only what ``by`` may know of has a
    number; what is unknown is refused as what it does not serve. Raises
    ``incident_row_unreadable``, ``incident_not_served``, ``ambiguous_identifier``.
    """
    with as_application():
        days = days_known(dossier, newest_facts(dossier), at)
        found = {pk: Touched(pk, named=False) for pk in served_by(all_of, days)}
    rows = list(_lines(text))
    known = known_parties({reference for reference, *_rest in rows}, by=by)
    for reference, persons, records in rows:
        found[known[reference]] = Touched(known[reference], persons, records)
    return list(found.values())


def _lines(text: str) -> Iterator[tuple[str, int | None, int | None]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        sign = next((each for each in SEPARATORS if each in line), ";")
        cells = [cell.strip() for cell in line.split(sign)]
        counts = [*cells[1:], "", ""][:2]
        if len(cells) > FIELDS or not cells[0] or any(_unreadable(c) for c in counts):
            raise RowUnreadable(line=number, field="parties")
        persons, records = (int(c) if c else None for c in counts)
        yield cells[0], persons, records


def _unreadable(count: str) -> bool:
    return bool(count) and (len(count) > DIGITS or not count.isdecimal())


def _must_fit(parties: Iterable[Touched]) -> None:
    """Raise RowUnreadable for counts that nobody means."""
    for number, each in enumerate(parties, start=1):
        if any(not 0 <= (count or 0) < 10**DIGITS for count in (each.persons, each.records)):
            raise RowUnreadable(line=number, field="parties")


def known_parties(references: Iterable[str], *, by: Viewer) -> dict[str, UUID]:
    """Return whom references stand for, of those that ``by`` may know of.

    Raises ``incident_not_served``, ``ambiguous_identifier``.
    """
    known, unknown = dict[str, UUID](), 0
    for reference, found in parties_named(viewer=by, references=set(references)).items():
        if isinstance(found, Party):
            known[reference] = found.pk
        elif found is NotFound:
            unknown += 1
        else:
            raise found(field="parties")
    if unknown:
        raise NotServed(number=unknown, field="parties")
    return known


def _with_part(
    given: dict[UUID, Touched], through: dict[UUID, tuple[UUID, ...]]
) -> dict[UUID, Touched]:
    """Return who is named, and of all customers of a seller those with a part in it."""
    parts = {pk: each for pk, each in given.items() if each.named or pk in through}
    if given and not parts:
        raise NotServed(number=1, field="parties")
    return parts


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
) -> None:
    before = AffectedParty.objects.filter(incident=dossier.incident_id)
    last = before.aggregate(last=Max("number"))["last"] or 0
    same = {"incident_id": dossier.incident_id, "number": last + 1, "entered_at": at}
    made = {each.party: uuid4() for each in given.values()}
    rows = (
        {
            "id": made[each.party],
            "party_id": each.party,
            "touched": each.touched,
            "persons": each.persons,
            "records": each.records,
        }
        for each in given.values()
    )
    insert_rows(AffectedParty, rows, same=same)
    along = (
        {"affected_id": made[party], "party_id": each}
        for party in made
        for each in set(through[party])
    )
    insert_rows(AffectedAlong, along, same={"incident_id": dossier.incident_id})

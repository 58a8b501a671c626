"""Bringing notices and own clocks in line with what is known: derived, never typed in."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg

from records.incidents.choices import ClockKind
from records.incidents.models import (
    AffectedParty,
    IncidentClock,
    IncidentDossier,
    IncidentFacts,
    IncidentNotice,
)
from records.incidents.queries.deriving import derived
from records.incidents.queries.serving import days_known
from records.incidents.queries.tellings import Derived, Pair, Telling
from records.incidents.rules.periods import clock_ends
from voipgrid_privacy.kernel.bulk import insert_rows
from voipgrid_privacy.kernel.tenancy import as_application

FOLLOWS: Final = (
    "roles",
    "grounds",
    "duties",
    "customers",
    "persons",
    "records",
    "nature",
    "categories",
    "features",
    "began_at",
    "ended_at",
    "discovered_at",
    "text",
    "consequences",
    "measures",
)
"""What of a notice follows the facts until it is sent."""
AT_ONCE: Final = 1_000


class Counted(Protocol):
    """Who is touched, with how many persons and records: what is on record, or is said now."""

    @property
    def persons(self) -> int | None:
        """How many persons, approximately."""

    @property
    def records(self) -> int | None:
        """How many records, approximately."""


def derive(dossier: IncidentDossier, at: datetime) -> int:
    """Derive anew all notices that were not sent and the clocks of the registrant's own file.

    Return how many notices that waited are taken back.
    """
    with as_application():
        facts, touched = newest_facts(dossier), touched_now(dossier)
        if facts:
            found = what_follows(dossier, facts, touched, at)
            return take_over(dossier, found, facts, touched)
    return 0


def what_follows(
    dossier: IncidentDossier, facts: IncidentFacts | None, touched: Iterable[UUID], at: datetime
) -> Derived:
    """Return what the roles on the days of the incident make of it."""
    return derived(
        start=dossier.party_id,
        subjects=list(touched),
        categories=facts.categories if facts else (),
        features=facts.features if facts else (),
        days=days_known(dossier, facts, at),
    )


def take_over(
    dossier: IncidentDossier,
    found: Derived,
    facts: IncidentFacts,
    touched: Mapping[UUID, Counted],
) -> int:
    """Write what follows: notices that wait, and own clocks; return how many are taken back."""
    dropped = _write_notices(dossier, found, facts, touched)
    start_clocks([(dossier.pk, found.own.listed())], dossier.aware_at)
    return dropped


def newest_facts(dossier: IncidentDossier) -> IncidentFacts | None:
    """Return what is known of an incident by one party."""
    return IncidentFacts.objects.filter(dossier=dossier).order_by("-number").first()


def touched_now(dossier: IncidentDossier) -> dict[UUID, Any]:
    """Return whom the incident touches, as said last, each with ``through``: along whom."""
    rows = AffectedParty.objects.filter(incident=dossier.incident_id)
    said = rows.newest().filter(touched=True).annotate(through=ArrayAgg("along__party"))
    return {row.party_id: row for row in said}


def start_clocks(files: Iterable[tuple[UUID, list[list[Any]]]], start: datetime) -> None:
    """Start the clocks that are not running yet; each ends as the law of that day says."""
    ends = {kind.value: clock_ends(kind, start) for kind in ClockKind}
    rows = (
        {
            "dossier_id": dossier,
            "kind": kind,
            "categories": categories,
            "grounds": grounds,
            "ends_at": ends[kind],
        }
        for dossier, clocks in files
        for kind, categories, grounds in clocks
    )
    insert_rows(IncidentClock, rows, same={"started_at": start}, ignore_conflicts=True)


def _write_notices(
    dossier: IncidentDossier,
    found: Derived,
    facts: IncidentFacts,
    touched: Mapping[UUID, Counted],
) -> int:
    """Write what is new, correct what waits, take back what nobody need be told any more."""
    waiting, sent = dict[Pair, IncidentNotice](), dict[Pair, IncidentNotice]()
    for row in IncidentNotice.objects.filter(incident=dossier.incident_id).order_by("number"):
        (sent if row.told_at else waiting)[row.sender_id, row.recipient_id] = row
    new, corrected = [], []
    for pair, telling in found.tellings.items():
        said = _said(telling, facts, touched)
        before = sent.get(pair)
        if pair in waiting:
            corrected.append(_taken(waiting.pop(pair), said))
        elif before is None or _differs(before, said):
            number = before.number + 1 if before else 1
            sender, recipient = pair
            named = {"sender_id": sender, "recipient_id": recipient, "number": number}
            new.append({**named, **said})
    insert_rows(IncidentNotice, new, same={"incident_id": dossier.incident_id})
    if corrected:
        IncidentNotice.objects.bulk_update(corrected, FOLLOWS, batch_size=AT_ONCE)
    if waiting:
        IncidentNotice.objects.filter(pk__in=[row.pk for row in waiting.values()]).delete()
    return len(waiting)


def _taken(row: IncidentNotice, said: dict[str, Any]) -> IncidentNotice:
    for field, value in said.items():
        setattr(row, field, value)
    return row


def _said(
    telling: Telling, facts: IncidentFacts, touched: Mapping[UUID, Counted]
) -> dict[str, Any]:
    rows = [touched[pk] for pk in telling.touched]
    return {
        "roles": {code: role.value for code, role in sorted(telling.roles.items())},
        "grounds": sorted(telling.grounds),
        "duties": telling.clocks.listed(),
        "customers": len(rows),
        "persons": _sum(row.persons for row in rows),
        "records": _sum(row.records for row in rows),
        "nature": facts.nature,
        "categories": sorted(telling.roles),
        "features": sorted(telling.features) if facts.features else [],
        "began_at": facts.began_at,
        "ended_at": facts.ended_at,
        "discovered_at": facts.discovered_at,
        "text": facts.what,
        "consequences": facts.consequences,
        "measures": facts.measures,
    }


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _differs(row: IncidentNotice, said: dict[str, Any]) -> bool:
    """Say whether what was told is not right any more; texts are the sender's own."""
    texts = {"text", "consequences", "measures"}
    return any(getattr(row, name) != said[name] for name in FOLLOWS if name not in texts)

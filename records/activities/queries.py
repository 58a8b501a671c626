"""Records as a viewer may see them: ready-made entries, what is changed in them, and own ones."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from records.activities.choices import Officer, RecordKind, Standing
from records.activities.completeness import Head, Missing, missing_of_entry, missing_of_head
from records.activities.models import Activity, ActivityVersion, RecordKeeper
from records.activities.sections import Body, over
from roles.choices import PartyKind
from roles.measures.queries import stated_codes
from roles.models import Contact, Party
from roles.models.parties import ContactKind
from roles.transfers.queries import law_now
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import Localised, localised

ASKED_FIRST = (ContactKind.PRIVACY, ContactKind.GENERAL, ContactKind.SECURITY)
"""Whom a record names as contact: the first of these that there is."""
INHERITS = frozenset({PartyKind.PARTNER, PartyKind.RESELLER})
"""Who has the ready-made entries of the model partner in its records."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it holds for a party on a day.

    ``base`` is the ready-made version, ``own`` the party's; ``changed`` names the sections of the
    party's own that the ready-made entry has changed since. ``pk`` is the address of the entry.
    """

    pk: UUID
    code: str
    kind: str
    standing: Standing
    body: Body
    base: ActivityVersion | None
    own: ActivityVersion | None
    missing: tuple[Missing, ...]
    changed: tuple[str, ...] = ()

    @property
    def version(self) -> ActivityVersion:
        """The latest version that it rests on: the party's own, if there is one."""
        found = self.own or self.base
        if found is None:  # an entry without version is not listed
            raise NotFound
        return found

    @property
    def name(self) -> Localised:
        """What the entry is called."""
        return localised(self.body["name"])

    @property
    def applies(self) -> bool:
        """Whether the party does this at all."""
        said: bool = self.body.get("applies", {"applies": True})["applies"]
        return said


@dataclass(frozen=True, slots=True)
class Record:
    """The record of one party on a day: who keeps it, and its entries."""

    party: Party
    kind: str
    on: date
    known_at: datetime | None
    head: Head
    missing: tuple[Missing, ...]
    entries: tuple[Entry, ...]

    @property
    def lacking(self) -> tuple[Missing, ...]:
        """What the record lacks, its head and all its entries, each once."""
        every = [*self.missing, *(m for entry in self.entries for m in entry.missing)]
        return tuple({(m.letter, str(m.what)): m for m in every}.values())


def record(
    *, viewer: Viewer, party: Party, kind: str, on: date, known_at: datetime | None = None
) -> Record:
    """Return the record of ``party``, as it held ``on`` and was known ``known_at``.

    Raises NotFound for a party whose record is not the viewer's.
    """
    kinds = (kind,)
    return records(viewer=viewer, party=party, kinds=kinds, on=on, known_at=known_at)[kind]


def records(
    *,
    viewer: Viewer,
    party: Party,
    on: date,
    known_at: datetime | None = None,
    kinds: Collection[str] = tuple(RecordKind),
) -> dict[str, Record]:
    """Return the records of ``party`` by kind, read together; raises NotFound like one record."""
    must_read(viewer, party)
    head = head_of(viewer=viewer, party=party, on=on)
    lacks = tuple(missing_of_head(head))
    found = sorted(_entries(viewer, party, kinds, on, known_at), key=_order)
    by_kind = {kind: tuple(one for one in found if one.kind == kind) for kind in kinds}
    return {
        kind: Record(party, kind, on, known_at, head, lacks, entries)
        for kind, entries in by_kind.items()
    }


def must_read(viewer: Viewer, party: Party) -> None:
    """Raise NotFound unless the record of ``party`` is the viewer's to read."""
    if not viewer.sees_everything and party.pk not in viewer.parties:
        raise NotFound


def entry(
    *, viewer: Viewer, party: Party, pk: UUID, on: date, known_at: datetime | None = None
) -> Entry:
    """Return one entry of a party's records; raises NotFound, also for another's."""
    must_read(viewer, party)
    row = Activity.objects.visible_to(viewer).filter(pk=pk).first()
    if row is None:
        raise NotFound
    found = _entries(viewer, party, (row.kind,), on, known_at)
    one = next((e for e in found if pk in {e.pk, e.version.activity_id}), None)
    if one is None:
        raise NotFound
    return one


def state_of(one: Entry) -> str:
    """Return a mark of the versions that an entry rests on."""
    return f"{one.base.number if one.base else '-'}.{one.own.number if one.own else '-'}"


def versions(*, viewer: Viewer, party: Party, pk: UUID) -> QuerySet[ActivityVersion]:
    """Return the versions that an entry of a party went through, ready-made and own, newest first.

    Raises NotFound for an entry that is not in the party's records.
    """
    must_read(viewer, party)
    rows = _of_party(viewer, party)
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound
    found = ActivityVersion.objects.visible_to(viewer).filter(
        Q(activity=row) | Q(activity=row.based_on_id) | Q(activity__in=rows.filter(based_on=row))
    )
    return found.select_related("activity", "approval").order_by("-made_at", "-number")


def version(*, viewer: Viewer, party: Party, pk: UUID, number: int) -> ActivityVersion:
    """Return one version, for ever the same; raises NotFound."""
    rows = versions(viewer=viewer, party=party, pk=pk)
    found = rows.filter(activity=pk, number=number).first()
    if found is None:
        raise NotFound
    return found


def whole(row: ActivityVersion) -> Body:
    """Return all that a version said when it was made: its own sections over those of its base."""
    if row.base_number is None:
        return row.said
    base = ActivityVersion.objects.get(activity=row.activity.based_on_id, number=row.base_number)
    return over(base.said, row.said)


def head_of(*, viewer: Viewer, party: Party, on: date) -> Head:
    """Return what letter (a) asks of a party on a day.

    Contact details are those of now: history keeps none. Who is not established in the EEA that
    day has a representative in it (GDPR Art. 27(1)).
    """
    keeper = RecordKeeper.objects.visible_to(viewer).filter(party=party).first()
    found: dict[str, str] = {}
    for row in Contact.objects.visible_to(viewer).filter(party=party).order_by("pk"):
        found.setdefault(row.kind, in_a_line(row))
    officer_contact = found.pop(ContactKind.DPO, "")
    officer = keeper.officer if keeper else Officer.UNKNOWN
    if officer_contact and officer == Officer.UNKNOWN:
        officer = Officer.APPOINTED
    address = keeper.address if keeper else ""
    return Head(
        name=party.name,
        reachable=bool(address or found),
        officer=officer,
        officer_reachable=bool(officer_contact),
        needs_representative=not law_now(viewer=viewer).in_eea(party.country, on),
        representative=keeper.representative if keeper else "",
        address=address,
        contacts=tuple(found[kind] for kind in ASKED_FIRST if kind in found),
        officer_contact=officer_contact,
    )


def in_a_line(contact: Contact) -> str:
    """Return how a contact point is reached, in one line."""
    return ", ".join(filter(None, (contact.name, contact.email, contact.phone)))


def _order(one: Entry) -> tuple[bool, bool, str]:
    return (not one.applies, one.standing == Standing.OWN, one.code)


def _of_party(viewer: Viewer, party: Party) -> QuerySet[Activity]:
    rows = Activity.objects.visible_to(viewer)
    if party.kind in INHERITS and not party.is_model:
        return rows.filter(Q(party=party) | Q(party__is_model=True))
    return rows.filter(party=party)


def _entries(
    viewer: Viewer, party: Party, kinds: Collection[str], on: date, known_at: datetime | None
) -> list[Entry]:
    rows = list(_of_party(viewer, party).filter(kind__in=kinds))
    held = _latest(viewer, [row.pk for row in rows], on, known_at)
    stated = stated_codes(viewer=viewer, party=party.pk, on=on, known_at=known_at)
    changes = {row.based_on_id: row for row in rows if row.based_on_id}
    found = []
    for row in rows:
        if row.based_on_id or row.pk not in held:
            continue
        if row.party_id == party.pk:
            found.append(_own(row, held[row.pk], stated))
        else:
            mine = changes.get(row.pk)
            own = held.get(mine.pk) if mine else None
            found.append(_ready_made(row, held[row.pk], own, stated))
    return found


def with_measures(body: Body, stated: list[str]) -> Body:
    """Return an entry with what its party states that it takes, where it names no measures itself.

    So the record tells of security what agreements do (GDPR Art. 30(1)(g), 30(2)(d), 32).
    """
    return body if body.get("measures") or not stated else {**body, "measures": stated}


def _latest(
    viewer: Viewer, activities: Iterable[UUID], on: date, known_at: datetime | None
) -> dict[UUID, ActivityVersion]:
    rows = ActivityVersion.objects.visible_to(viewer).filter(
        activity__in=activities, valid_from__lte=on
    )
    if known_at is not None:
        rows = rows.filter(made_at__lte=known_at)
    latest = rows.select_related("activity", "approval").order_by("activity_id", "-number")
    return {row.activity_id: row for row in latest.distinct("activity_id")}


def _own(row: Activity, held: ActivityVersion, stated: list[str]) -> Entry:
    body = with_measures(held.said, stated)
    lacks = tuple(missing_of_entry(row.kind, body))
    return Entry(row.pk, row.code, row.kind, Standing.OWN, body, None, held, lacks)


def _ready_made(
    row: Activity, base: ActivityVersion, own: ActivityVersion | None, stated: list[str]
) -> Entry:
    mine = own.said if own else {}
    body = with_measures(over(base.said, mine), stated)
    return Entry(
        row.pk,
        row.code,
        row.kind,
        Standing.OVERRIDDEN if mine else Standing.MANAGED,
        body,
        base,
        own if mine else None,
        tuple(missing_of_entry(row.kind, body)),
        _changed_since(base, own) if own and mine else (),
    )


def _changed_since(base: ActivityVersion, own: ActivityVersion) -> tuple[str, ...]:
    """Return the own sections of which the ready-made text is another than when they were made."""
    if own.base_number is None or own.base_number == base.number:
        return ()
    then = ActivityVersion.objects.get(activity=base.activity_id, number=own.base_number).said
    now = base.said
    return tuple(code for code in own.said if then.get(code) != now.get(code))

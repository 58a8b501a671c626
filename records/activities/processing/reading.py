"""The groups of a processor's record: a page of them, or all at constant memory."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from records.activities.choices import RecordKind
from records.activities.processing.acting import Acting
from records.activities.processing.groups import Group, Part, Reached
from records.activities.processing.reaching import reached
from records.activities.processing.served import Served, asked_of, everyone, some
from records.activities.queries import Entry, must_read, record
from roles.models import Party
from roles.transfers.law import Law
from roles.transfers.queries import law_now
from voipgrid_privacy.kernel.tenancy import Viewer, scope_within


@dataclass(frozen=True, slots=True)
class Page:
    """Some groups by the name of the controller.

    ``total`` counts the parties that are served; of one that controls nothing itself there is no
    group. ``last`` is after whom the next page begins, None on the last page.
    """

    groups: tuple[Group, ...]
    total: int
    last: UUID | None


def page_of_groups(
    *,
    viewer: Viewer,
    party: Party,
    on: date,
    entries: tuple[Entry, ...],
    q: str = "",
    after: UUID | None = None,
    most: int,
) -> Page:
    """Return the groups that follow ``after``; ``q`` is a name, a number or a reference.

    ``entries`` are those of the party's record as processor that day. Raises NotFound for a
    record, or a party to go on after, that is not the viewer's.
    """
    must_read(viewer, party)
    asked = asked_of(viewer=viewer, party=party.pk, on=on, q=q)
    served, total = some(asked, after=after, most=most + 1)
    shown = served[:most]
    acting = Acting(party.pk, on, frozenset(asked.sellers), entries)
    last = shown[-1].id if len(served) > most else None
    law = law_now(viewer=viewer)
    return Page(tuple(_groups(viewer, acting, shown, law)), total, last)


def every_group(*, viewer: Viewer, party: Party, on: date) -> Iterator[Group]:
    """Yield all groups of a party, seller by seller, at constant memory.

    Opens its own transaction, and for a partner its own scope: a response is streamed after the
    request's. Raises NotFound for a record that is not the viewer's.
    """
    with _scope(viewer):
        entries = record(viewer=viewer, party=party, kind=RecordKind.PROCESSOR, on=on).entries
        asked = asked_of(viewer=viewer, party=party.pk, on=on)
        acting = Acting(party.pk, on, frozenset(asked.sellers), entries)
        law = law_now(viewer=viewer)
        for served in everyone(asked):
            yield from _groups(viewer, acting, served, law)


def _scope(viewer: Viewer) -> AbstractContextManager[None]:
    return transaction.atomic() if viewer.sees_everything else scope_within(viewer)


def _groups(viewer: Viewer, acting: Acting, served: Iterable[Served], law: Law) -> Iterator[Group]:
    rows = list(served)
    parts = acting.parts(rows)
    how = reached(viewer=viewer, parties=[one.id for one in rows if parts[one.id]])
    for one in rows:
        if parts[one.id]:
            outside = not law.in_eea(one.country, acting.on)
            yield _group(one, parts[one.id], how.get(one.id, Reached()), outside)


def _group(one: Served, parts: tuple[Part, ...], how: Reached, outside: bool) -> Group:
    return Group(
        controller=one.id,
        name=one.name,
        kvk_number=one.kvk_number,
        country=one.country,
        reached=how,
        needs_representative=outside,
        contracts=tuple((under.reference, under.since) for under in one.under),
        parts=parts,
    )

"""Applying an import: all of it or nothing, bound by what its party may write."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.db import connection
from django.db.models import Max

from roles.choices import PartyKind
from roles.models import Import
from roles.models.imports import Outcome
from roles.services.changing import EACH, tell_changed, tell_sellers
from roles.services.importing import applying_sql as sql
from roles.services.importing.refusals import ImportOutdated
from roles.services.importing.staging import Told
from roles.services.recording import hold_chain
from voipgrid_privacy.kernel.tenancy import Viewer, scope_within
from voipgrid_privacy.kernel.use_case import use_case

AT_ONCE: Final = 50_000
"""Rows of one statement: its triggers keep what it touched."""
NEW: Final = (sql.NEW_PARTIES, sql.NUMBERS, sql.NEW_CONTRACTS)
TABLES: Final = "ANALYZE roles_party, roles_contract, roles_externalid, roles_partyscope"


@use_case
def write_import(*, batch: Import, tell: Told, by: Viewer) -> None:
    """Write what the rows of an import say, as its party; raises what the database refuses.

    A partner's rows are written under row-level security; an officer's by the application.
    """
    hold_chain()
    with scope_of(batch, by):
        _change(batch)
        _make(batch, tell)
    tell_of_import(batch)


def tell_of_import(batch: Import) -> None:
    """Tell that answers change, from the first of the days on which a contract starts or ends.

    While its contracts are there: after they were written, or before they are taken back.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.EDGES, {"batch": batch.pk, "most": EACH + 1})
        rows = cursor.fetchall()
        if len(rows) > EACH:
            cursor.execute(sql.SELLERS, {"batch": batch.pk})
            tell_sellers(row[0] for row in cursor.fetchall())
            return
    for (day, service), some in groupby(rows, key=itemgetter(0, 1)):
        tell_changed([(row[2], row[3]) for row in some], on=day, service=service)


def scope_of(batch: Import, by: Viewer) -> AbstractContextManager[None]:
    """Return the scope in which an import writes."""
    officer = batch.party.kind == PartyKind.PLATFORM
    return nullcontext() if officer else scope_within(by)


def _make(batch: Import, tell: Told) -> None:
    """Insert parties first, then contracts from the top of the chain down."""
    highest = batch.judged.aggregate(Max("number"), Max("level"))
    last, levels = highest["number__max"] or 0, highest["level__max"] or 0
    grown, done = 0, 0
    for level in range(levels + 1):
        for what in ("P", "C"):
            for first, to in _slices(last):
                done += _written(batch, what, {"level": level, "after": first, "to": to})
                grown = _analysed(done, grown, batch)
                tell(done)


def _written(batch: Import, what: str, slice_: dict[str, int]) -> int:
    platform = batch.party.kind == PartyKind.PLATFORM
    asked: dict[str, Any] = {
        **slice_,
        "batch": batch.pk,
        "giver": batch.party_id,
        "registrant": None if platform else batch.party_id,
    }
    statements = NEW[:2] if what == "P" else NEW[2:]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, asked)
        return int(cursor.rowcount)


def _analysed(done: int, grown: int, batch: Import) -> int:
    """Tell the planner, whenever the tables may have doubled."""
    if done < max(AT_ONCE, 2 * grown) or batch.party.kind != PartyKind.PLATFORM:
        return grown
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
    return done


def _slices(last: int) -> Iterator[tuple[int, int]]:
    for first in range(0, last, AT_ONCE):
        yield first, min(first + AT_ONCE, last)


def _change(batch: Import) -> None:
    """Correct and end; raises ImportOutdated where the preview saw something else."""
    asked = {"batch": batch.pk}
    wanted = batch.judged.filter(outcome=Outcome.CHANGED).count()
    if not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute(sql.END_FEATURES, asked)
        cursor.execute(sql.CHANGE_PARTIES, asked)
        changed = cursor.rowcount
        cursor.execute(sql.CHANGE_CONTRACTS, asked)
        changed += cursor.rowcount
    if changed != wanted:
        raise ImportOutdated


def remember_features(batch: Import) -> None:
    """Keep, for undoing, until when the features were on that end with their contracts."""
    with connection.cursor() as cursor:
        cursor.execute(sql.REMEMBER_FEATURES, {"batch": batch.pk})

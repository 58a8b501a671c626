"""Undoing an import, unless later facts stand on it: whatever of any app refers to its rows."""

from collections.abc import Iterator
from typing import Any, Final

from django.db import connection, models
from django.utils.translation import gettext as _

from roles.models import Contract, ExternalId, Finding, FindingCause, Import, Party, PartyScope
from roles.services.importing import applying_sql as sql
from roles.services.importing.applying import tell_of_import
from roles.services.importing.imports import must_import_for
from roles.services.importing.refusals import LaterFacts
from roles.services.recording import hold_chain
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case

GOES_ALONG: Final[tuple[type[models.Model], ...]] = (PartyScope, Finding, FindingCause, ExternalId)
"""What follows from the rows themselves, or came with them."""


@use_case
def take_back(*, batch: Import, by: Viewer) -> None:
    """Remove what an import made and restore what it changed; raises LaterFacts."""
    must_import_for(by, batch.party)
    hold_chain()
    found = sorted({str(name) for name in later_facts(batch)})
    if found:
        raise LaterFacts(facts=", ".join(found))
    tell_of_import(batch)
    with connection.cursor() as cursor:
        for statement in sql.UNDO:
            cursor.execute(statement, {"batch": batch.pk})


def later_facts(batch: Import) -> Iterator[Any]:
    """Yield what was entered or changed since, by the name of its kind."""
    asked = {"batch": batch.pk}
    with connection.cursor() as cursor:
        cursor.execute(sql.CHANGED_SINCE, asked)
        contracts, parties = cursor.fetchone() or (False, False)
        if contracts or parties:
            yield _("a change of what was imported")
        for model, column, what in _references():
            cursor.execute(_standing(model, column, what), asked)
            if (cursor.fetchone() or (0,))[0]:
                yield model._meta.verbose_name_plural


def _references() -> Iterator[tuple[type[models.Model], str, str]]:
    """Yield every column that refers to a party or a contract, history apart."""
    for model, what in ((Party, "P"), (Contract, "C")):
        fields: Any = model._meta.get_fields(include_hidden=True)
        for relation in fields:
            other: Any = relation.related_model
            points = relation.auto_created and (relation.one_to_many or relation.one_to_one)
            if points and not hasattr(other, "pgh_tracked_model") and other not in GOES_ALONG:
                yield other, str(relation.field.column), what


def _standing(model: type[models.Model], column: str, what: str) -> str:
    """Return SQL that counts the rows that refer to what was made and were not made themselves.

    Counts, and does not look for the first: for that PostgreSQL expects to be done soon, and
    compares each row with each where there is none (two hundred thousand rows: hours).
    """
    table = model._meta.db_table
    own = ""
    if model in (Party, Contract):
        kind = "P" if model is Party else "C"
        # Not NOT IN: of more rows than fit in memory that compares each with each.
        own = f" AND NOT EXISTS ({sql.MADE.format(kind)} AND row_id = t.id)"
    return f'SELECT count(*) FROM "{table}" t WHERE t."{column}" IN ({sql.MADE.format(what)}){own}'  # noqa: S608  our own names

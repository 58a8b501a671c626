"""Append-only memory: triggers write every version, without personal data."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import pghistory
import pgtrigger
from django.db import connection, models
from django.db.models import QuerySet
from pghistory.constants import UNSET

from voipgrid_privacy.kernel.privacy import Privacy

M = TypeVar("M", bound=models.Model)


def tracked(model: type[M]) -> type[M]:
    """Keep every version of ``model``, minus the fields that hold personal data.

    The table is filled by triggers, so the admin, the API, bulk updates and plain SQL leave
    the same trace; it can only be added to. What may have to be erased (GDPR Art. 17) never
    enters it.
    """
    return _tracked(model, pgtrigger.Row)


def tracked_wholly(model: type[M]) -> type[M]:
    """Do the same, and keep that a personal field changed as well: when, and not what it held."""
    return _tracked(model, pgtrigger.Row, _AnyOfIt(model))


def tracked_in_bulk(model: type[M]) -> type[M]:
    """Do the same once a statement: for tables that are filled by the hundred thousand."""
    return _tracked(model, pgtrigger.Statement)


def tracked_wholly_in_bulk(model: type[M]) -> type[M]:
    """Do both."""
    return _tracked(model, pgtrigger.Statement, _AnyOfIt(model))


class _AnyOfIt(pgtrigger.Condition):
    """What history keeps changed, or something personal; erasing is no change of the latter."""

    sql = "true"

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.personal = sorted(model.privacy.personal)

    def resolve(self, model: Any) -> str:
        """Return the condition."""
        kept = pgtrigger.AnyChange(exclude=self.personal).resolve(model)
        rest = pgtrigger.AnyChange(*self.personal).resolve(model)
        erases = "coalesce(current_setting('register.erasing', true), '') = 'on'"
        return f"(({kept}) OR (({rest}) AND NOT {erases}))"


@contextmanager
def erasing() -> Iterator[None]:
    """Let history not take what is erased in here for a change; a rollback ends it as well."""
    _set_erasing("on")
    yield
    _set_erasing("off")


def _set_erasing(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('register.erasing', %s, true)", [value])


def _tracked(model: type[M], level: pgtrigger.Level, when: Any = UNSET) -> type[M]:
    privacy: Privacy = model.privacy  # type: ignore[attr-defined]
    decorated: type[M] = pghistory.track(
        pghistory.InsertEvent(level=level),
        pghistory.UpdateEvent(level=level, condition=when),
        pghistory.DeleteEvent(level=level),
        exclude=sorted(privacy.personal),
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,  # type: ignore[arg-type]  # the stamp is in the row: no second id
    )(model)
    return decorated


def events_of(model: type[models.Model]) -> type[models.Model]:
    """Return the event model that :func:`tracked` made for ``model``."""
    event_model: type[models.Model] = model._meta.get_field("events").related_model  # type: ignore[assignment]
    return event_model


def as_recorded(model: type[models.Model], known_at: datetime) -> QuerySet[Any]:
    """Return the rows of ``model`` as the register held them at ``known_at`` (recorded time).

    Each row is the latest event of its object at that instant; an object deleted by then is
    absent. Personal fields are not there: history never has them.
    """
    events = events_of(model)._default_manager
    latest = (
        events.filter(pgh_created_at__lte=known_at)
        .order_by("pgh_obj_id", "-pgh_created_at", "-pgh_id")
        .distinct("pgh_obj_id")
    )
    return events.filter(pk__in=latest.values("pk")).exclude(pgh_label="delete")


def of_version(row: M, version: Any) -> M:
    """Give ``row`` what it held in that ``version``; personal fields, which none has, stay."""
    for field in type(row)._meta.concrete_fields:
        if hasattr(version, field.attname):
            setattr(row, field.attname, getattr(version, field.attname))
    return row


def trail_of(instance: models.Model) -> list[Mapping[str, Any]]:
    """Return what happened to ``instance``, oldest first: when, what, by whom, which action."""
    events = events_of(type(instance))._default_manager
    rows = events.filter(pgh_obj_id=instance.pk).order_by("pgh_created_at", "pgh_id")
    return list(rows.values())

"""Append-only memory: triggers write every version, without personal data."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import QuerySet

from voipgrid_privacy.kernel.privacy import Privacy

M = TypeVar("M", bound=models.Model)


def tracked(model: type[M]) -> type[M]:
    """Keep every version of ``model``, minus the fields that hold personal data.

    The table is filled by triggers, so the admin, the API, bulk updates and plain SQL leave
    the same trace; it can only be added to. What may have to be erased (GDPR Art. 17) never
    enters it.
    """
    return _tracked(model, pgtrigger.Row)


def tracked_in_bulk(model: type[M]) -> type[M]:
    """Do the same once a statement: for tables that are filled by the hundred thousand."""
    return _tracked(model, pgtrigger.Statement)


def _tracked(model: type[M], level: pgtrigger.Level) -> type[M]:
    privacy: Privacy = model.privacy  # type: ignore[attr-defined]
    decorated: type[M] = pghistory.track(
        pghistory.InsertEvent(level=level),
        pghistory.UpdateEvent(level=level),
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

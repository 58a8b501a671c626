"""What happened to the register: read from history, names resolved when it is shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q, Value
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from voipgrid_privacy.kernel.history import events_of
from voipgrid_privacy.kernel.tenancy import Viewer

HAPPENED = {
    "insert": gettext_lazy("Entered"),
    "update": gettext_lazy("Changed"),
    "delete": gettext_lazy("Removed"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One event: when (UTC instant), what happened to which row, by whom and in which action."""

    at: datetime
    model: type[models.Model]
    pk: Any
    happened: str
    actor: str
    action: str
    differences: tuple[Difference, ...]
    name: str = ""
    """What the row is called today; nothing for a row that is gone."""

    @property
    def happened_later(self) -> bool:
        """Say whether some field had another value before: not a row that was just entered."""
        return any(difference.before for difference in self.differences)

    @property
    def kind(self) -> str:
        """Name the kind of row."""
        return str(self.model._meta.verbose_name)


def tracked_models() -> list[type[models.Model]]:
    """Return every model of which history is kept."""
    return [
        model
        for model in apps.get_models()
        if any(f.name == "events" and f.auto_created for f in model._meta.get_fields())
    ]


def trail(*, viewer: Viewer, row: models.Model) -> list[Change]:
    """Return what happened to ``row``, latest first; empty for who does not see everything."""
    if not viewer.sees_everything:
        return []
    events = events_of(type(row))._default_manager.filter(pgh_obj_id=row.pk)
    return _changes(type(row), list(events.order_by("pgh_id")))


def latest(
    *,
    viewer: Viewer,
    about: models.Model | None = None,
    since: date | None = None,
    actor: str = "",
    kinds: Sequence[type[models.Model]] = (),
    most: int = 50,
) -> list[Change]:
    """Return the latest changes of all kinds; ``about`` limits them to a row and what is its.

    Its are the rows that name it, and the rows that belong to one of those. ``since`` is a legal
    date; ``actor`` a user's identifier.
    """
    if not viewer.sees_everything:
        return []
    asked = list(kinds or tracked_models())
    found: list[Change] = []
    for model, wanted in _latest_keys(asked, about, since, actor, most).items():
        found += _with_predecessors(model, wanted)
    return _named(sorted(found, key=lambda change: change.at, reverse=True)[:most])


def _latest_keys(
    kinds: Sequence[type[models.Model]],
    about: models.Model | None,
    since: date | None,
    actor: str,
    most: int,
) -> dict[type[models.Model], set[int]]:
    """Return which events are the latest of all kinds together, in the order of ``kinds``.

    One statement asks every table for its keys alone, so that only events that are shown are
    read in full. At one instant the first kind comes first, and its latest event before others.
    """
    asked = [
        _fitting(model, about, since, actor)
        .order_by("-pgh_id")
        .values_list(Value(place), "pgh_id", "pgh_created_at")[:most]
        for place, model in enumerate(kinds)
    ]
    keys = asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]
    by_kind = sorted(keys, key=lambda key: (key[0], -key[1]))
    ranked = sorted(by_kind, key=lambda key: key[2], reverse=True)
    found: dict[type[models.Model], set[int]] = {}
    for place, key, _at in sorted(ranked[:most]):
        found.setdefault(kinds[place], set()).add(key)
    return found


def _fitting(
    model: type[models.Model], about: models.Model | None, since: date | None, actor: str
) -> models.QuerySet[Any]:
    """Return the events of that kind that the question is about."""
    events = events_of(model)._default_manager.filter(_about(model, about))
    if since:
        events = events.filter(pgh_created_at__date__gte=since)
    return events.filter(pgh_context__actor=actor) if actor else events


def _named(changes: list[Change]) -> list[Change]:
    """Return the changes with what their rows are called: a query per kind of row."""
    wanted: dict[type[models.Model], set[Any]] = {}
    for change in changes:
        wanted.setdefault(change.model, set()).add(change.pk)
    names = {
        (model, row.pk): str(row)
        for model, keys in wanted.items()
        for row in model._default_manager.select_related(
            *(field.name for field in _references(model))
        ).filter(pk__in=keys)
    }
    return [replace(each, name=names.get((each.model, each.pk), "")) for each in changes]


def _about(model: type[models.Model], about: models.Model | None) -> Q:
    """Return the condition that an event is of that row, or of a row that is its."""
    if about is None:
        return Q()
    whole = type(about)
    condition = Q(pgh_obj_id=about.pk) if model is whole else Q(pk__in=())
    for field in _references(events_of(model)):
        related: Any = field.related_model
        if related is whole:
            condition |= Q(**{field.attname: about.pk})
        elif named := [f for f in _references(related) if f.related_model is whole]:
            named_by = reduce(or_, (Q(**{f.attname: about.pk}) for f in named))
            rows = related._default_manager.order_by().filter(named_by)
            condition |= Q(**{f"{field.attname}__in": rows.values("pk")})
    return condition


def _references(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return the fields of ``model`` that refer to rows of the register."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field.related_model, type)
        and not field.name.startswith("pgh_")
        and isinstance(field.related_model._meta.pk, models.UUIDField)
    ]


def _with_predecessors(model: type[models.Model], wanted: set[int]) -> list[Change]:
    """Return the changes of the ``wanted`` events, compared with what each row was before."""
    events = events_of(model)._default_manager
    rows = events.filter(pk__in=wanted).values("pgh_obj_id")
    history = events.filter(pgh_obj_id__in=rows).order_by("pgh_id")
    return _changes(model, list(history), wanted)


def _changes(
    model: type[models.Model], events: list[Any], wanted: set[int] | None = None
) -> list[Change]:
    before: dict[Any, Any] = {}
    pairs = []
    for event in events:
        pairs.append((before.get(event.pgh_obj_id), event))
        before[event.pgh_obj_id] = event
    chosen = [(old, new) for old, new in pairs if wanted is None or new.pgh_id in wanted]
    names = _Names(model, [event for pair in chosen for event in pair if event])
    return [_change(model, old, new, names) for old, new in reversed(chosen)]


def _change(model: type[models.Model], old: Any, new: Any, names: "_Names") -> Change:
    context = new.pgh_context or {}
    return Change(
        at=new.pgh_created_at,
        model=model,
        pk=new.pgh_obj_id,
        happened=str(HAPPENED.get(new.pgh_label, new.pgh_label)),
        actor=names.actor(str(context.get("actor", ""))),
        action=str(context.get("action", "")),
        differences=tuple(_differences(model, old, new, names)),
    )


def _differences(
    model: type[models.Model], old: Any, new: Any, names: "_Names"
) -> Iterable[Difference]:
    kept = {field.name for field in events_of(model)._meta.concrete_fields}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.name not in kept:
            continue
        before = names.shown(field, old) if old else ""
        after = names.shown(field, new) if new.pgh_label != "delete" else ""
        if before != after:
            yield Difference(str(field.verbose_name), before, after)


class _Names:
    """Turns identifiers in events into what a reader knows, with one query per kind of row."""

    def __init__(self, model: type[models.Model], events: list[Any]) -> None:
        self._rows: dict[str, dict[Any, models.Model]] = {}
        for field in model._meta.concrete_fields:
            related = field.related_model
            if isinstance(related, type) and events and hasattr(events[0], field.attname):
                ids = {getattr(event, field.attname) for event in events} - {None}
                self._rows[field.name] = related._default_manager.in_bulk(ids) if ids else {}
        self._users = _users({str((e.pgh_context or {}).get("actor", "")) for e in events})

    def actor(self, actor: str) -> str:
        """Return the user's name today; a removed user is an identifier."""
        return self._users.get(actor, actor) or _("unknown (direct change in the database)")

    def shown(self, field: models.Field[Any, Any], event: Any) -> str:
        """Return the value of ``field`` in words."""
        value = getattr(event, field.attname)
        if value is None:
            return ""
        if field.name in self._rows:
            return str(self._rows[field.name].get(value, value))
        return shown(value, dict(field.flatchoices) if field.choices else {})


def shown(value: Any, choices: dict[Any, Any] | None = None) -> str:
    """Return a stored value as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value, "DATETIME_FORMAT" if isinstance(value, datetime) else "j F Y")
    if hasattr(value, "upper") and hasattr(value, "lower") and not isinstance(value, str):
        return period_in_words(value.lower, value.upper)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {shown(item, choices)}" for name, item in value.items())
    if isinstance(value, list):
        return ", ".join(shown(item, choices) for item in value)
    return str((choices or {}).get(value, value))


def period_in_words(start: Any, end: Any) -> str:
    """Return a period with its first day and the first day after it."""
    words = {"start": shown(start) if start else "", "end": shown(end) if end else ""}
    if start and end:
        return _("from %(start)s until %(end)s") % words
    if start:
        return _("since %(start)s") % words
    return _("until %(end)s") % words if end else _("always")


def _users(identifiers: set[str]) -> dict[str, str]:
    known = {}
    for identifier in identifiers:
        try:
            known[identifier] = UUID(identifier)
        except ValueError:
            continue
    users = get_user_model()._default_manager.in_bulk(known.values())
    return {text: str(users[key]) for text, key in known.items() if key in users}

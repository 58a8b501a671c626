"""Since when something is so: from its legal day, and not before the register learned of it."""

from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q

from voipgrid_privacy.kernel.history import events_of
from voipgrid_privacy.kernel.legal_days import AMSTERDAM, ONE_DAY


def after(day: date) -> datetime:
    """Return the instant at which a legal day is over; an index knows instants, not days."""
    return datetime.combine(day + ONE_DAY, time.min, tzinfo=AMSTERDAM)


def touched(model: type[Model], day: date, row: str = "pk") -> Any:
    """Return the condition that the register was told something of a row after a day.

    ``row`` leads to it. A date can be typed, imported or corrected; when it was is known by itself.
    """
    events = events_of(model)._default_manager.filter(pgh_created_at__gte=after(day))
    return Exists(events.filter(pgh_obj=OuterRef(row)).order_by())


def at_rest(model: type[Model], day: date, row: str = "pk") -> Any:
    """Return the condition that nothing about a row was entered or changed after a day."""
    return ~touched(model, day, row)


def runs(model: type[Model], day: date) -> Q:
    """Return which rows with a period run on after a day, or were only ended later than that."""
    open_ended = Q(valid_during__upper_inf=True) | Q(valid_during__endswith__gt=day)
    return open_ended | Q(touched(model, day))

"""Query parameters: one lower-case word each, read strictly."""

from datetime import UTC, date, datetime
from uuid import UUID

from django.utils.dateparse import parse_datetime
from rest_framework.request import Request

from voipgrid_privacy.api.problems import InvalidParameter

LONGEST = 500


def day(request: Request, name: str, default: date) -> date:
    """Return a legal date (YYYY-MM-DD); raises InvalidParameter."""
    text = request.query_params.get(name)
    if text is None:
        return default
    try:
        return as_day(text)
    except ValueError as error:
        raise InvalidParameter(field=name, parameter=name) from error


def as_day(text: str) -> date:
    """Return the date that YYYY-MM-DD names; raises ValueError for any other way to write one."""
    found = date.fromisoformat(text)
    if found.isoformat() != text:
        raise ValueError(text)
    return found


def instant(request: Request, name: str) -> datetime | None:
    """Return an instant with its offset from UTC, None when not given; raises InvalidParameter."""
    text = request.query_params.get(name)
    if text is None:
        return None
    try:
        # A plus that was not escaped arrives as a space.
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise InvalidParameter(field=name, parameter=name)
    return found.astimezone(UTC)


def text(request: Request, name: str, default: str = "") -> str:
    """Return the text of a parameter; raises InvalidParameter when it cannot be one of ours."""
    value = request.query_params.get(name, default)
    if not is_text(value):
        raise InvalidParameter(field=name, parameter=name)
    return value


def is_text(value: str) -> bool:
    """Say whether a value can be text of ours: no longer than any, and without a NUL."""
    return "\x00" not in value and len(value) <= LONGEST


def whole(request: Request, name: str, *, default: int, most: int) -> int:
    """Return a number from 1 to ``most``; raises InvalidParameter."""
    value = request.query_params.get(name)
    if value is None:
        return default
    if not (value.isascii() and value.isdigit() and len(value) < 10 and 1 <= int(value) <= most):
        raise InvalidParameter(field=name, parameter=name)
    return int(value)


def as_uuid(text: object) -> UUID | None:
    """Return ``text`` as UUID, None when it is something else."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def day_or_none(request: Request, name: str) -> date | None:
    """Return a legal date, None when not given; raises InvalidParameter."""
    return day(request, name, date.min) if name in request.query_params else None

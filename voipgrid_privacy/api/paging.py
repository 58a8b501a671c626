"""Lists: ``{results, next_cursor, total_count}``, continued after the last row that was shown."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import orjson
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.expanding import in_full, promised
from voipgrid_privacy.api.problems import InvalidParameter

M = TypeVar("M", bound=Model)
T = TypeVar("T")
MOST = 200
USUAL = 50
START = "startswith"
"""In a path: the first day of a period."""


def page(
    request: Request,
    rows: QuerySet[M],
    *,
    body: Callable[[M], dict[str, Any]],
) -> Response:
    """Return one page of ``rows``, each told by ``body``; see :func:`page_of`."""
    return page_of(request, rows, bodies=lambda found: [body(row) for row in found])


def page_of(
    request: Request,
    rows: QuerySet[M],
    *,
    bodies: Callable[[list[M]], list[dict[str, Any]]],
    key: str = "pk",
) -> Response:
    """Return one page of ``rows`` sorted as the operation lets it be (``-name``: downwards).

    ``key`` is the column with a UUID by which equals are told apart.

    ``bodies`` tells the rows of a page together, so that they are looked up at once. Continues
    by value and not by number, so a row that is added meanwhile moves nothing.
    """
    limit = parameters.whole(request, "limit", default=USUAL, most=MOST)
    field, down = _sorting(request)
    start = _after(request, rows, field, key=key, down=down)
    order = ("-" if down else "") + field
    found = list(rows.filter(start).order_by(order, key)[: limit + 1])
    cursor = _cursor(found[limit - 1], field, key) if len(found) > limit else None
    total = rows.order_by().count()
    data = {
        "results": in_full(request, found[:limit], bodies(found[:limit])),
        "next_cursor": cursor,
        "total_count": total,
    }
    return Response(data, headers={"X-Total-Count": str(total), **_link(request, cursor)})


def page_after(
    request: Request,
    *,
    read: Callable[[UUID | None, int], tuple[list[dict[str, Any]], UUID | None, int]],
    sort: str = "name",
) -> Response:
    """Return one page of what is sorted one way only, and continued after an identifier.

    ``read(after, limit)`` returns the results, after which identifier the next page begins (None:
    there is none), and how many there are in all. Raises InvalidParameter.
    """
    if parameters.text(request, "sort", sort) != sort:
        raise InvalidParameter(field="sort", parameter="sort")
    limit = parameters.whole(request, "limit", default=USUAL, most=MOST)
    text = parameters.text(request, "cursor")
    after = parameters.as_uuid(text) if text else None
    if text and after is None:
        raise InvalidParameter(field="cursor", parameter="cursor")
    results, last, total = read(after, limit)
    cursor = str(last) if last else None
    data = {"results": results, "next_cursor": cursor, "total_count": total}
    return Response(data, headers={"X-Total-Count": str(total), **_link(request, cursor)})


def page_among(
    request: Request,
    rows: Sequence[T],
    *,
    place: Callable[[T], tuple[str, ...]],
    bodies: Callable[[Sequence[T]], list[dict[str, Any]]],
) -> Response:
    """Return one page of rows that were derived, in the order of their places or the other way.

    Continues after a place and not after a number, so a row that is added meanwhile moves
    nothing. Raises InvalidParameter.
    """
    _field, down = _sorting(request)
    limit = parameters.whole(request, "limit", default=USUAL, most=MOST)
    after = _place_after(request)
    found = sorted(rows, key=place, reverse=down)
    rest = [row for row in found if after is None or (place(row) > after) != down]
    rest = rest[1:] if after and rest and place(rest[0]) == after else rest
    cursor = _packed(place(rest[limit - 1])) if len(rest) > limit else None
    data = {
        "results": in_full(request, rest[:limit], bodies(rest[:limit])),
        "next_cursor": cursor,
        "total_count": len(rows),
    }
    return Response(data, headers={"X-Total-Count": str(len(rows)), **_link(request, cursor)})


def with_words(words: str, *columns: str) -> Q:
    """Return the condition that one of the columns has a text in it, in capitals or not."""
    found = Q()
    for column in columns:
        found |= Q(**{f"{column}__icontains": words})
    return found


def _place_after(request: Request) -> tuple[str, ...] | None:
    text = parameters.text(request, "cursor")
    if not text:
        return None
    try:
        found = orjson.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        found = None
    if not isinstance(found, list) or not all(isinstance(part, str) for part in found):
        raise InvalidParameter(field="cursor", parameter="cursor")
    return tuple(found)


def _packed(place: tuple[str, ...]) -> str:
    return urlsafe_b64encode(orjson.dumps(place)).decode().rstrip("=")


def _sorting(request: Request) -> tuple[str, bool]:
    operation = promised(request)
    wanted = parameters.text(request, "sort", operation.usual_sort)
    if wanted.removeprefix("-") not in operation.sortable:
        raise InvalidParameter(field="sort", parameter="sort")
    return operation.sortable[wanted.removeprefix("-")], wanted.startswith("-")


def _cursor(row: Model, field: str, key: str) -> str:
    value: Any = row
    for part in field.split("__"):
        value = value.lower if part == START else getattr(value, part)
    return _packed((field, str(value), str(getattr(row, key))))


def _after(request: Request, rows: QuerySet[M], field: str, *, key: str, down: bool) -> Q:
    place = _place_after(request)
    if place is None:
        return Q()
    try:
        sorted_by, said, pk = place
        ours = sorted_by == field and parameters.as_uuid(pk)
        value = _column(rows, field).to_python(said) if ours and "\x00" not in said else None
    except (ValueError, ValidationError):
        ours = value = None
    if not ours or value is None:
        raise InvalidParameter(field="cursor", parameter="cursor")
    beyond = "lt" if down else "gt"
    return Q(**{f"{field}__{beyond}": value}) | Q(**{field: value, f"{key}__gt": ours})


def _column(rows: QuerySet[M], path: str) -> Any:
    """Return the field that holds what is sorted by: of the model, of another, or worked out."""
    if path in rows.query.annotations:
        return rows.query.annotations[path].output_field
    found: Any = None
    model: Any = rows.model
    for part in path.split("__"):
        if part == START:
            found = found.base_field
        else:
            found = model._meta.pk if part == "pk" else model._meta.get_field(part)
            model = found.related_model
    return found


def _link(request: Request, cursor: str | None) -> dict[str, str]:
    if cursor is None:
        return {}
    query = urlencode({**request.query_params.dict(), "cursor": cursor})
    return {"Link": f'<{request.build_absolute_uri(request.path)}?{query}>; rel="next"'}

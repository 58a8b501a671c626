"""Versions of single resources: ``ETag``, ``If-None-Match`` (304) and ``If-Match`` (412)."""

from hashlib import sha256
from typing import Any

import orjson
from rest_framework.request import Request
from rest_framework.response import Response

from voipgrid_privacy.api.expanding import in_full
from voipgrid_privacy.api.problems import StaleVersion
from voipgrid_privacy.api.renderers import OPTIONS

Body = dict[str, Any]


def etag_of(body: Body) -> str:
    """Return the strong tag of what is shown; equal bodies, equal tags."""
    return f'"{sha256(orjson.dumps(body, option=OPTIONS)).hexdigest()[:32]}"'


def single(
    request: Request, body: Body, status: int = 200, location: str = "", *, row: Any = None
) -> Response:
    """Return one resource with its tag, or 304 when the reader has it already.

    Of a ``row`` that can be expanded the tag is its own, as ``If-Match`` asks it: so with `expand`
    nobody is told that nothing changed.
    """
    tag = etag_of(body)
    headers = {"ETag": tag, **({"Location": location} if location else {})}
    if row is not None and "expand" in request.query_params:
        (told,) = in_full(request, [row], [body])
        return Response(told, status, headers=headers)
    if request.method in {"GET", "HEAD"} and tag in _tags(request, "If-None-Match"):
        return Response(None, 304, headers=headers)
    return Response(body, status, headers=headers)


def must_match(request: Request, body: Body) -> None:
    """Raise StaleVersion when ``If-Match`` names another version than ``body``."""
    wanted = _tags(request, "If-Match")
    if wanted and "*" not in wanted and etag_of(body) not in wanted:
        raise StaleVersion


def _tags(request: Request, header: str) -> set[str]:
    given = (tag.strip().removeprefix("W/") for tag in request.headers.get(header, "").split(","))
    return {tag for tag in given if tag}

"""Retries: the same key and request get the first answer, another request is refused."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from hashlib import sha256

import orjson
from django.db import connection
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from voipgrid_privacy.api.callers import caller_of
from voipgrid_privacy.api.models import AnsweredWrite
from voipgrid_privacy.api.problems import InvalidParameter, KeyReused
from voipgrid_privacy.api.renderers import OPTIONS
from voipgrid_privacy.kernel.erasing import erases
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

HEADER = "Idempotency-Key"
KEPT = timedelta(days=1)
KEPT_HEADERS = ("ETag", "Location")


def once(request: Request, write: Callable[[], Response]) -> HttpResponseBase:
    """Return the answer of ``write``, done once per client and key; raises KeyReused.

    A lock in the transaction makes the second of two simultaneous requests wait for the first.
    """
    key = request.headers.get(HEADER, "")
    if not key:
        return write()
    if len(key) > 255:
        raise InvalidParameter(field=HEADER, parameter=HEADER)
    _lock(request, key)
    before = _answered(request, key)
    if before is not None:
        return _again(before, _hash(request))
    return write()


def remember(request: Request, response: Response, *, without: Collection[str] = ()) -> None:
    """Keep a rendered answer to a write that succeeded, for its retries, ``without`` secrets."""
    key = request.headers.get(HEADER, "")
    if request.method != "POST" or not key or not 200 <= response.status_code < 300:
        return
    caller = caller_of(request)
    AnsweredWrite.objects.create(
        party=caller.party,
        client_id=caller.client_id,
        key=key,
        request_hash=_hash(request),
        status=response.status_code,
        headers={name: response[name] for name in KEPT_HEADERS if name in response},
        body=_kept(response, without),
    )


def _kept(response: Response, without: Collection[str]) -> bytes:
    shown: bytes = response.content
    if not without:
        return shown
    told = {**orjson.loads(shown), **dict.fromkeys(without)}
    return orjson.dumps(told, option=OPTIONS)


@use_case
@erases("forget-answers")
def forget_answers(*, at: datetime, by: Viewer) -> int:
    """Delete answers that were given a day before ``at``; return how many (GDPR Art. 5(1)(e)).

    Raises NotAllowed.
    """
    by.must(Ability.RUN_RETENTION)
    return AnsweredWrite.objects.filter(answered_at__lt=at - KEPT).delete()[0]


def _answered(request: Request, key: str) -> AnsweredWrite | None:
    caller = caller_of(request)
    found = AnsweredWrite.objects.filter(party=caller.party, client_id=caller.client_id, key=key)
    return found.first()


def _again(before: AnsweredWrite, request_hash: str) -> HttpResponse:
    if before.request_hash != request_hash:
        raise KeyReused
    return HttpResponse(
        bytes(before.body),
        status=before.status,
        content_type="application/json",
        headers={**before.headers, "Idempotent-Replayed": "true"},
    )


def _hash(request: Request) -> str:
    asked = f"{request.method} {request.path}\n".encode()
    http = request._request  # noqa: SLF001  # the bytes, not what was made of them
    digest: bytes | None = getattr(http, "body_digest", None)  # of a body that was streamed
    return sha256(asked + (http.body if digest is None else digest)).hexdigest()


def _lock(request: Request, key: str) -> None:
    name = f"{caller_of(request).client_id}\n{key}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [name])

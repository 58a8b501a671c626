"""Every refusal as an RFC 9457 problem: one shape, a stable code, the law behind it."""

import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import Http404, HttpRequest
from django.utils.encoding import escape_uri_path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from voipgrid_privacy.api.renderers import OrjsonRenderer
from voipgrid_privacy.kernel.errors import (
    RETRY_AFTER,
    Away,
    DomainError,
    NotAllowed,
    NotFound,
    is_away,
)

logger = logging.getLogger("voipgrid_privacy.requests")

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:voipgrid-privacy:problem:"


class ScopeMissing(DomainError):
    """The token was not given for this."""

    code = "insufficient_scope"
    title = _("This token does not have the scope %(scope)s.")
    status = 403


class Unauthenticated(DomainError):
    """No token, or one that is unknown, expired or revoked: which of these is not told."""

    code = "unauthenticated"
    title = _("A valid access token is needed.")
    status = 401


class InvalidBody(DomainError):
    """One or more values of the request are wrong; ``errors`` names them all."""

    code = "invalid_request"
    title = _("The request is not right; every error is listed.")


class InvalidParameter(DomainError):
    """A query parameter has a value that cannot be understood."""

    code = "invalid_parameter"
    title = _("The parameter %(parameter)s is not right.")


class UnknownParameter(DomainError):
    """A query parameter that this address does not have."""

    code = "unknown_parameter"
    title = _("There is no parameter %(parameter)s here.")


class MalformedBody(DomainError):
    """The body is no JSON object."""

    code = "malformed_body"
    title = _("The body is not a JSON object.")


class MethodRefused(DomainError):
    """The address exists, the method does not."""

    code = "method_not_allowed"
    title = _("This address does not have that method.")
    status = 405


class MediaTypeRefused(DomainError):
    """Bodies are JSON."""

    code = "unsupported_media_type"
    title = _("Send the body as application/json.")
    status = 415


class NotAcceptable(DomainError):
    """Answers are JSON."""

    code = "not_acceptable"
    title = _("Answers are application/json.")
    status = 406


class TooManyRequests(DomainError):
    """The client's limit for this minute is used up."""

    code = "too_many_requests"
    title = _("Too many requests: try again in %(seconds)s seconds.")
    status = 429


class StaleVersion(DomainError):
    """``If-Match`` names another version than the current one."""

    code = "stale_version"
    title = _("This has changed since you read it: read it again.")
    status = 412


class KeyReused(DomainError):
    """The ``Idempotency-Key`` belongs to another request."""

    code = "idempotency_key_reused"
    title = _("This Idempotency-Key was used before, for another request.")
    status = 409


class KeyMissing(DomainError):
    """Writes are retried, so each carries a key."""

    code = "idempotency_key_missing"
    title = _("Send an Idempotency-Key, so that a retry is not done twice.")


PLAIN: tuple[tuple[type[Exception], type[DomainError]], ...] = (
    (exceptions.NotAuthenticated, Unauthenticated),
    (exceptions.AuthenticationFailed, Unauthenticated),
    (exceptions.PermissionDenied, NotAllowed),
    (PermissionDenied, NotAllowed),
    (exceptions.NotFound, NotFound),
    (Http404, NotFound),
    (exceptions.MethodNotAllowed, MethodRefused),
    (exceptions.UnsupportedMediaType, MediaTypeRefused),
    (exceptions.NotAcceptable, NotAcceptable),
    (exceptions.ParseError, MalformedBody),
)


class ProblemRenderer(OrjsonRenderer):
    """The same JSON under the media type of problems."""

    media_type = MEDIA_TYPE


def problem_response(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Return the problem that ``exc`` is; None (an error of ours) for what nobody foresaw."""
    refusal, errors = as_refusal(exc)
    if refusal is None:
        return None
    if connection.in_atomic_block:  # nothing half-written
        connection.set_rollback(True)
    request = context["request"]
    response = Response(problem(refusal, errors, request), refusal.status)
    if isinstance(refusal, Away):
        logger.error("%s", refusal.code, exc_info=exc)
        response["Retry-After"] = RETRY_AFTER
    if refusal.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    request.accepted_renderer, request.accepted_media_type = ProblemRenderer(), MEDIA_TYPE
    return response


class Unforeseen(DomainError):
    """A mistake of ours; what was asked has not been done."""

    code = "unforeseen"
    title = _("Something went wrong here. Nothing was written, and it is in our log.")
    status = 500


def problem(
    refusal: DomainError, errors: list[dict[str, str]], request: HttpRequest | Any
) -> dict[str, Any]:
    """Return the body of a problem in the reader's language."""
    return {
        "type": f"{TYPE}{refusal.code}",
        "title": _first_sentence(refusal),
        "status": refusal.status,
        "detail": refusal.sentence,
        "instance": escape_uri_path(request.path),
        "code": refusal.code,
        "errors": errors or list(_own_pointer(refusal)),
        "cites": [str(citation) for citation in refusal.cites],
    }


def _first_sentence(refusal: DomainError) -> str:
    return refusal.sentence.split(": ")[0].rstrip(".")


def _own_pointer(refusal: DomainError) -> Iterator[dict[str, str]]:
    if refusal.field:
        yield {
            "pointer": f"/{refusal.field}",
            "code": refusal.code,
            "message": refusal.sentence,
        }


def as_refusal(exc: Exception) -> tuple[DomainError | None, list[dict[str, str]]]:
    """Return ``exc`` in our words, with all errors of a body at once."""
    if isinstance(exc, DomainError):
        return exc, []
    if isinstance(exc, exceptions.ValidationError):
        return InvalidBody(), list(_flat(exc.get_full_details()))
    if isinstance(exc, ValidationError):
        messages = exc.message_dict if hasattr(exc, "error_dict") else {"": exc.messages}
        return InvalidBody(), list(_flat(messages))
    if is_away(exc):
        return Away(), []
    kinds = [ours for theirs, ours in PLAIN if isinstance(exc, theirs)]
    return (kinds[0]() if kinds else None), []


def _flat(details: Any, pointer: str = "") -> Iterator[dict[str, str]]:
    """Yield one error per wrong value, with its JSON pointer (RFC 6901)."""
    if isinstance(details, dict) and set(details) == {"message", "code"}:
        yield {
            "pointer": pointer or "/",
            "code": str(details["code"]),
            "message": str(details["message"]),
        }
    elif isinstance(details, dict):
        for key, value in details.items():
            yield from _flat(value, pointer if key == "non_field_errors" else f"{pointer}/{key}")
    elif isinstance(details, list | tuple):
        nested = any(isinstance(item, dict) and "message" not in item for item in details)
        for number, item in enumerate(details):
            yield from _flat(item, f"{pointer}/{number}" if nested else pointer)
    elif isinstance(details, str | Promise):
        yield {"pointer": pointer or "/", "code": "invalid", "message": str(details)}

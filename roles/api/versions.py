"""Reading a resource as it is, or with ``knownat`` as the register had it at that instant."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from roles.queries.lookup import party_named, the_one
from roles.queries.recorded import as_they_were, versions_known
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.paging import page, page_of
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer, read_as_application, scope_within

M = TypeVar("M", bound=Model)
Body = Callable[[M], dict[str, Any]]
Filled = Callable[[list[M], datetime], None]
"""Gives rows what hangs from them, as that was at an instant."""


KNOWN: Final = frozenset({"knownat"})


def asked_for(view: ResourceView, *ends: str) -> Q:
    """Return what ``party`` and ``asof`` ask of rows with a period; raises NotFound."""
    found = Q()
    if named := parameters.text(view.request, "party"):
        party = party_named(viewer=view.viewer, reference=named)
        for end in ends:
            found |= Q(**{end: party.pk})
    if on := parameters.day_or_none(view.request, "asof"):
        found &= Q(valid_during__contains=on)
    return found


def nothing(_rows: list[Any], _known_at: datetime) -> None:
    """Leave rows alone of which nothing hangs."""


def listed(
    request: Request,
    rows: QuerySet[M],
    *,
    viewer: Viewer,
    body: Body[M],
    only: Q,
    filled: Filled[M] = nothing,
) -> Response:
    """Return a page of ``rows``, now or as known then, of which ``only`` some are asked for."""
    known_at = parameters.instant(request, "knownat")
    if known_at is None:
        return page(request, rows.filter(only), body=body)

    def bodies(found: list[Any]) -> list[dict[str, Any]]:
        with scope_within(viewer):
            then = as_they_were(rows, found)
            filled(then, known_at)
            return [body(row) for row in then]

    with read_as_application():
        versions = versions_known(rows, known_at=known_at).filter(only)
        return page_of(request, versions, bodies=bodies, key="id")


def one(
    request: Request,
    rows: QuerySet[M],
    reference: str,
    *,
    body: Body[M],
    filled: Filled[M] = nothing,
) -> Response:
    """Return the row with that UUID, now or as known then; raises NotFound."""
    row = the_one(rows, pk=_key(reference))
    known_at = parameters.instant(request, "knownat")
    if known_at is None:
        return single(request, body(row), row=row)
    with read_as_application():
        version = the_one(versions_known(rows.filter(pk=row.pk), known_at=known_at))
    (then,) = as_they_were(rows, [version])
    filled([then], known_at)
    return single(request, body(then), row=then)


def _key(reference: str) -> UUID:
    key = parameters.as_uuid(reference)
    if key is None:
        raise NotFound
    return key

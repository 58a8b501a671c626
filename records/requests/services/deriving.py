"""Keeping the parts of a request as they follow from what is known of it."""

from datetime import datetime

from records.requests.choices import SETTLES
from records.requests.deriving import as_json, derived
from records.requests.models import RequestDuty, RequestPart, SubjectRequest
from records.requests.routing import Bound, Routed
from records.requests.services.keeping import kept
from voipgrid_privacy.kernel.tenancy import as_application


def derive_parts(request: SubjectRequest, at: datetime) -> list[RequestPart]:
    """Add the parts that follow now and drop those that do not any more; return what was added.

    A part that was answered or refused stays: what was said about it was said; so does one whose
    data are restricted, until the person heard that this ends (GDPR Art. 18(3)). Runs as the
    application, since parts also go to parties that the session does not see.
    """
    with as_application():
        found = {part.key: part for part in derived(request)}
        standing = {_key(row): row for row in request.parts.standing()}
        for key, row in standing.items():
            if key not in found and not _stays(row):
                row.dropped_at = at
                row.save(update_fields=("dropped_at",))
        return [_kept(request, part, at) for key, part in found.items() if key not in standing]


def _stays(row: RequestPart) -> bool:
    settled = row.steps.filter(kind__in=SETTLES)
    return bool(settled.exists() or row.restrictions.filter(lifted_on=None).exists())


def _key(row: RequestPart) -> tuple[object, ...]:
    return (row.kind, row.category, row.controller_id, row.about_id, tuple(row.purposes))


def _kept(request: SubjectRequest, part: Routed, at: datetime) -> RequestPart:
    row = kept(
        RequestPart(
            request=request,
            kind=part.kind,
            category=part.category,
            purposes=list(part.purposes),
            about_id=part.about,
            controller_id=part.controller,
            derived_at=at,
        )
    )
    for bound in part.duties:
        kept(_duty(row, bound))
    return row


def _duty(part: RequestPart, bound: Bound) -> RequestDuty:
    seat = bound.seat
    return RequestDuty(
        part=part,
        party_id=seat.party,
        duty=bound.duty,
        role=seat.role,
        depth=seat.depth,
        upstream_id=seat.upstream,
        grounds=[as_json(ground) for ground in seat.grounds],
        path=list(seat.path),
    )

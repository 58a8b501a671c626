"""Placing and releasing legal holds."""

from datetime import date, datetime
from uuid import UUID

import phonenumbers
from django.db.backends.postgresql.psycopg_any import DateRange

from records.errors import HoldReachesNothing, HoldReleased, NumberUnreadable
from records.holds import lock
from records.holds.models import LegalHold
from records.restrictions.refusals import HoldOfRestriction
from roles.services.refusals import ReasonMissing
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def place_hold(
    *,
    case: str,
    reason: str,
    party: UUID | None = None,
    number: str = "",
    store: UUID | None = None,
    since: date | None = None,
    until: date | None = None,
    by: Viewer,
) -> LegalHold:
    """Freeze what the hold reaches, from this moment on, also for a run that is under way.

    Returns once no batch that did not know of it can still commit. Raises NotAllowed,
    HoldReachesNothing, NumberUnreadable, ReasonMissing, ValidationError.
    """
    by.must(Ability.RUN_RETENTION)
    if not (party or number.strip() or store or since or until):
        raise HoldReachesNothing
    if not reason.strip():
        raise ReasonMissing(field="reason")
    hold = LegalHold(
        case=case.strip(),
        reason=reason.strip(),
        party_id=party,
        number=readable(number) if number.strip() else "",
        store_id=store,
        period=DateRange(since, until) if since or until else None,
        placed_by=by.user_id,
        revision=0,
    )
    hold.full_clean()
    lock.alone()
    hold.revision = lock.epoch() + 1
    hold.save(force_insert=True)
    return hold


@use_case
def release_hold(*, hold: UUID, reason: str, at: datetime, by: Viewer) -> LegalHold:
    """Let the clock run again: what is due is taken by the next run.

    One that a restriction of processing placed ends with that. Raises NotAllowed, NotFound,
    HoldOfRestriction, HoldReleased, ReasonMissing.
    """
    by.must(Ability.RUN_RETENTION)
    rows = LegalHold.objects.visible_to(by).select_for_update(of=("self",))
    row = rows.filter(pk=hold).first()
    if row is None:
        raise NotFound
    if row.released_at is not None:
        raise HoldReleased
    if row.restriction_id is not None:
        raise HoldOfRestriction
    if not reason.strip():
        raise ReasonMissing(field="reason")
    lock.alone()
    row.released_at, row.release_reason, row.revision = at, reason.strip(), lock.epoch() + 1
    row.save(update_fields=["released_at", "release_reason", "revision"])
    return row


def readable(number: str) -> str:
    """Return the number in E.164; raises NumberUnreadable."""
    try:
        parsed = phonenumbers.parse(number, "NL")
    except phonenumbers.NumberParseException as error:
        raise NumberUnreadable(field="number") from error
    if not phonenumbers.is_possible_number(parsed):
        raise NumberUnreadable(field="number")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)

"""Writing records: officers those of VoIPGRID and the ready-made ones, a partner its own."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from records.activities.checking import check
from records.activities.models import Activity, ActivityApproval, ActivityVersion
from records.activities.queries import INHERITS, entry, state_of
from records.activities.sections import Body, canonical, digest
from records.activities.vocabulary import vocabulary
from records.errors import (
    ActivityUnchanged,
    AlreadyApproved,
    ChangedMeanwhile,
    CodeTaken,
    VersionBackdated,
)
from roles.models import Party
from roles.services.recording import keep
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def add_activity(
    *, party: Party, kind: str, code: str, body: Body, on: date, at: datetime, by: Viewer
) -> ActivityVersion:
    """Add an entry of its own to the record of ``party`` (GDPR Art. 30(1), 30(2)).

    Raises NotAllowed, ``activity_code_taken``, ``activity_invalid``, ``purpose_twice``,
    ``processor_decides_nothing``.
    """
    must_keep(by, party)
    _hold(party)
    taken = Activity.objects.filter(kind=kind, code=code)
    if taken.filter(Q(party=party) | Q(party__is_model=party.kind in INHERITS)).exists():
        raise CodeTaken(field="code")
    row = keep(Activity(party=party, kind=kind, code=code))
    return _next(row, body, on=on, at=at, by=by)


@use_case
def change_activity(
    *, party: Party, pk: UUID, sections: Body, on: date, at: datetime, by: Viewer
) -> ActivityVersion:
    """Give sections of an entry another text from ``on``: a new version, the old ones stay.

    Of a ready-made entry the party gets sections of its own, those that differ; the others stay
    VoIPGRID's. Raises NotAllowed, NotFound, ``activity_unchanged``, ``version_backdated``,
    ``activity_invalid``.
    """
    must_keep(by, party)
    _hold(party)
    before = entry(viewer=by, party=party, pk=pk, on=on)
    new = {
        code: text
        for code, text in sections.items()
        if (before.body.get(code) or None) != (text or None)  # nothing said is nothing there
    }
    if not new:
        raise ActivityUnchanged
    row = _row_of(party, pk, by)
    last = row.versions.order_by("-number").first()
    return _next(row, {**(last.said if last else {}), **new}, on=on, at=at, by=by)


@use_case
def change_activities(
    *,
    party: Party,
    changes: Mapping[UUID, Body],
    seen: Mapping[UUID, str],
    on: date,
    at: datetime,
    by: Viewer,
) -> list[ActivityVersion]:
    """Change several entries, all or none, as somebody saw them.

    ``seen`` is what :func:`state_of` said of each. Raises NotAllowed, NotFound,
    ``activity_changed_meanwhile``, and what :func:`change_activity` raises.
    """
    must_keep(by, party)
    _hold(party)
    for pk in changes:
        if state_of(entry(viewer=by, party=party, pk=pk, on=on)) != seen.get(pk):
            raise ChangedMeanwhile
    return [
        change_activity(party=party, pk=pk, sections=sections, on=on, at=at, by=by)
        for pk, sections in changes.items()
    ]


@use_case
def follow_again(
    *, party: Party, pk: UUID, section: str, on: date, at: datetime, by: Viewer
) -> ActivityVersion:
    """Let a section of a ready-made entry say again what VoIPGRID's says.

    Raises NotAllowed, NotFound, ``activity_unchanged`` where it does already.
    """
    must_keep(by, party)
    _hold(party)
    row = _row_of(party, pk, by)
    before = row.versions.order_by("-number").first()
    if row.based_on_id is None or before is None or section not in before.said:
        raise ActivityUnchanged
    left = {code: value for code, value in before.said.items() if code != section}
    return _next(row, left, on=on, at=at, by=by)


@use_case
def approve_version(*, version: ActivityVersion, at: datetime, by: Viewer) -> ActivityApproval:
    """Say that a version is right, for whoever keeps the record.

    Raises NotAllowed, NotFound, ``already_approved``.
    """
    seen = ActivityVersion.objects.visible_to(by).filter(pk=version.pk).first()
    if seen is None:
        raise NotFound
    must_keep(by, seen.activity.party)
    if ActivityApproval.objects.filter(version=seen).exists():
        raise AlreadyApproved
    return keep(ActivityApproval(version=seen, approved_at=at, approved_by=by.user_id))


def must_keep(by: Viewer, party: Party) -> None:
    """Raise NotAllowed unless ``by`` writes in the record of ``party``."""
    if by.may(Ability.WRITE_REGISTER):
        return
    by.must(Ability.WRITE_OWN)
    if party.pk not in by.parties:
        raise NotAllowed


def _hold(party: Party) -> None:
    """Wait for who else writes in the record of ``party``, until the end of the transaction.

    Versions follow each other without gaps, and rows that are only added to cannot be locked.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('records_activity'), hashtext(%s))",
            [str(party.pk)],
        )


def _row_of(party: Party, pk: UUID, by: Viewer) -> Activity:
    """Return the party's row of an entry, made now if it follows a ready-made one."""
    seen = Activity.objects.visible_to(by).select_related("party").filter(pk=pk).first()
    if seen is None:
        raise NotFound
    if seen.party_id == party.pk:
        return seen
    if not seen.party.is_model or party.kind not in INHERITS:
        raise NotFound
    mine = Activity.objects.filter(party=party, based_on=seen).first()
    return mine or keep(Activity(party=party, kind=seen.kind, code=seen.code, based_on=seen))


def _next(
    row: Activity, body: Body, *, on: date, at: datetime, by: Viewer, shipped: bool = False
) -> ActivityVersion:
    before = row.versions.order_by("-number").first()
    text = canonical(body)
    if before and before.body == text:
        raise ActivityUnchanged
    if before and on < before.valid_from:
        raise VersionBackdated(field="on")
    check(row.kind, body, vocabulary(viewer=by, party=row.party_id, on=on).known)
    return keep(
        ActivityVersion(
            activity=row,
            number=(before.number if before else 0) + 1,
            valid_from=on,
            made_at=at,
            body=text,
            hash=digest(text),
            base_number=_base_number(row, on),
            shipped=shipped,
        )
    )


def _base_number(row: Activity, on: date) -> int | None:
    if row.based_on_id is None:
        return None
    held = ActivityVersion.objects.filter(activity=row.based_on_id, valid_from__lte=on)
    first = ActivityVersion.objects.filter(activity=row.based_on_id).order_by("number").first()
    latest = held.order_by("-number").first() or first
    return latest.number if latest else None


@use_case
def ship_activity(
    *, party: Party, kind: str, code: str, body: Body, on: date, at: datetime, by: Viewer
) -> ActivityVersion | None:
    """Enter an entry that comes with the product; None where there is nothing new to say.

    What an officer wrote since stays: a shipped text replaces only what was shipped itself.
    """
    by.must(Ability.WRITE_REGISTER)
    _hold(party)
    row = Activity.objects.filter(party=party, kind=kind, code=code).first()
    row = row or keep(Activity(party=party, kind=kind, code=code))
    before = row.versions.order_by("-number").first()
    if before and (not before.shipped or before.body == canonical(body)):
        return None
    day = max(on, before.valid_from) if before else on
    return _next(row, body, on=day, at=at, by=by, shipped=True)

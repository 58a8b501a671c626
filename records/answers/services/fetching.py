"""Fetching a package with its code, and letting it go."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from records.answers import codes
from records.answers.choices import PackageEnd
from records.answers.keeping import must_work, still_stands
from records.answers.models import AnswerPackage, PackageFetch
from records.answers.refusals import NoSuchPackage, PackageEnded
from records.requests.queries import perspective
from voipgrid_privacy.kernel.erasing import erases
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer, as_application
from voipgrid_privacy.kernel.use_case import use_case

MOST_FETCHES: Final = 5
"""How often a package is fetched: a download may break off, or be needed on another machine."""
AT_A_TIME: Final = 500


@use_case
def fetch_package(*, code: str, at: datetime, by: Viewer) -> tuple[AnswerPackage, bytes]:  # noqa: ARG001  stamps history
    """Return the files that a code opens, to whoever has it; that they were fetched is kept.

    Of two who ask at once each is counted. Raises ``answer_code_opens_nothing``, alike for a code
    that never was, one that has ended, and one of a request that was withdrawn, of a part that was
    dropped, or of whom it is not confirmed any more who asks.
    """
    try:
        found_by = codes.found_by(code)
    except codes.WrongCode as error:
        raise NoSuchPackage(field="code") from error
    rows = AnswerPackage.objects.select_for_update(of=("self",)).select_related("part__request")
    row = rows.filter(found_by=found_by, ended_at=None, expires_at__gt=at).first()
    if row is None or row.ciphertext is None or row.fetches >= MOST_FETCHES:
        raise NoSuchPackage(field="code")
    if not still_stands(row.part):
        raise NoSuchPackage(field="code")
    kept = codes.Locked(bytes(row.nonce), bytes(row.ciphertext))
    try:
        content = codes.opened(kept, code=code, package=row.pk)
    except codes.WrongCode as error:
        raise NoSuchPackage(field="code") from error
    PackageFetch(package=row, fetched_at=at).save(force_insert=True)
    row.fetches += 1
    row.save(update_fields=["fetches"])
    return row, content


@use_case
def withdraw_package(*, package: AnswerPackage, at: datetime, by: Viewer) -> AnswerPackage:
    """Take a package back, also of a part that was dropped: its code opens nothing any more.

    Raises NotFound, NotAllowed, ``answer_package_ended``.
    """
    must_work(by)
    own = AnswerPackage.objects.visible_to(by).filter(party__in=perspective(by))
    row = own.filter(pk=package.pk).first()
    if row is None:
        raise NotFound
    with as_application():
        open_one = AnswerPackage.objects.filter(pk=row.pk, ended_at=None)
        if not open_one.update(ended_at=at, ended=PackageEnd.WITHDRAWN, ciphertext=None):
            raise PackageEnded
    row.refresh_from_db()
    return row


@use_case
@erases("end-packages")
def end_packages(*, at: datetime, by: Viewer) -> list[UUID]:
    """Empty packages whose days are over, that were fetched as often as may be, or whose part was
    dropped; return them.

    Computed from rows: safe to run again, and together.
    """
    by.must(Ability.RUN_RETENTION)
    over = Q(expires_at__lte=at) | Q(fetches__gte=MOST_FETCHES) | Q(part__dropped_at__isnull=False)
    rows = AnswerPackage.objects.filter(over, ended_at=None).order_by("expires_at")
    locked = rows.select_related("part").select_for_update(of=("self",), skip_locked=True)
    held = list(locked[:AT_A_TIME])
    for row in held:
        row.ended_at, row.ended, row.ciphertext = at, _why(row, at), None
    AnswerPackage.objects.bulk_update(held, ["ended_at", "ended", "ciphertext"])
    return [row.pk for row in held]


def _why(row: AnswerPackage, at: datetime) -> PackageEnd:
    if row.part.dropped_at is not None:
        return PackageEnd.WITHDRAWN
    return PackageEnd.EXPIRED if row.expires_at <= at else PackageEnd.FETCHED

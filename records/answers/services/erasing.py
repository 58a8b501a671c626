"""Erasing what was found: runs of the engine, of exactly these rows, and never past law or hold."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from records.answers.erasing import Erasing, asks_erasure, previewed
from records.answers.keeping import acting, must_be_known
from records.answers.refusals import (
    ErasureNotAsked,
    NothingToErase,
    NotSearched,
    NotTyped,
    SearchedLongAgo,
)
from records.answers.reviewing import groups_of, last_search, must_be_decided
from records.engine.models import AnonymisationJob
from records.engine.planning import plan_rows
from records.holds import lock
from records.requests.models import RequestPart
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import (
    SYSTEM,
    Ability,
    Viewer,
    as_application,
    read_as_application,
)
from voipgrid_privacy.kernel.use_case import use_case

FRESH: Final = timedelta(days=7)
"""Our own measure: what was found longer ago may be another row's key by now."""


def preview_erasure(*, part: RequestPart, on: date, by: Viewer) -> list[Erasing]:
    """Return what erasing what was last found would do; nothing is changed.

    Raises NotFound, ``answer_not_yours``.
    """
    work = acting(part, by)
    search = last_search(by, work.part)
    if search is None or not asks_erasure(work.part):
        return []
    with read_as_application():
        return previewed(work.part, search, on=on)


def runs_for(*, part: RequestPart, by: Viewer) -> list[AnonymisationJob]:
    """Return the runs that erased what was found for a part; raises as ``preview_erasure``."""
    work = acting(part, by)
    with read_as_application():
        rows = AnonymisationJob.objects.filter(request_part=work.part).defer("keys", "salt")
        return list(rows.select_related("store", "table", "rule").order_by("-planned_at"))


@use_case
def erase_found(
    *,
    part: RequestPart,
    typed: str,
    on: date,
    by: Viewer,
) -> Sequence[AnonymisationJob]:
    """Plan runs that erase what was last found, by the rules that govern it (GDPR Art. 17).

    ``typed`` is the reference of the request, typed by who has read what will be gone. What a law
    or a hold keeps stays, and each run is certified. Raises NotAllowed, NotFound,
    ``answer_not_yours``, ``answer_erasure_not_asked``, ``answer_identity_open``,
    ``answer_not_searched``, ``answer_searched_long_ago``, ``answer_not_decided``,
    ``answer_not_known``, ``answer_not_typed``, ``answer_nothing_to_erase``.
    """
    by.must(Ability.RUN_RETENTION)
    work = acting(part, by)
    if not asks_erasure(work.part):
        raise ErasureNotAsked
    if typed.strip().upper() != work.part.request.reference.upper():
        raise NotTyped(field="typed", reference=work.part.request.reference)
    search = last_search(by, work.part)
    if search is None:
        raise NotSearched
    if legal_day(search.searched_at) < on - FRESH:
        raise SearchedLongAgo(days=FRESH.days)
    with as_application():
        must_be_known(work.part)
        must_be_decided(groups_of(SYSTEM, search))
        made = [
            plan_rows(each.rule, each.target, keys=each.keys, part=work.part, on=on, by=by)
            for each in previewed(work.part, search, on=on)
            if each.possible and each.rule and each.target and not _planned(work.part, each, on)
        ]
    if not made:
        raise NothingToErase
    return made


def _planned(part: RequestPart, each: Erasing, on: date) -> bool:
    """Say whether the day has its run there: one that stopped is taken up again, not made anew."""
    rows = AnonymisationJob.objects.filter(request_part=part, rule=each.rule, cut_off=on)
    table = each.target.table if each.target else None
    return rows.filter(table=table, hold_epoch=lock.epoch()).exists()

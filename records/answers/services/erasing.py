"""Erasing what was found: runs of the engine, of exactly these rows, and never past law or hold."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy

from records.answers.erasing import Erasing, asks_erasure, previewed
from records.answers.keeping import acting, must_be_known, must_work
from records.answers.refusals import (
    ErasureNotAsked,
    NothingToErase,
    NotSearched,
    NotTyped,
    SearchedLongAgo,
)
from records.answers.reviewing import groups_of, last_search, must_be_decided
from records.answers.services.instructing import instruct_platform
from records.engine.models import AnonymisationJob
from records.engine.planning import plan_rows
from records.holds import lock
from records.requests.models import RequestPart, RequestTask
from records.requests.services.handling import answering
from records.restrictions.queries import must_not_be_restricted
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
INSTRUCTION: Final = gettext_lazy(
    "Erase what was found and decided to be the person's; the controller instructs it (GDPR Art."
    " 28(3)(a))."
)


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
    ``answer_not_yours``, ``answer_erasure_not_asked``, ``request_restricted``,
    ``answer_identity_open``, ``answer_not_searched``, ``answer_searched_long_ago``,
    ``answer_not_decided``, ``answer_not_known``, ``answer_not_typed``, ``answer_nothing_to_erase``.
    """
    by.must(Ability.RUN_RETENTION)
    row = acting(part, by).part
    found = _to_erase(row, typed, on, by)
    with as_application():
        made = [
            plan_rows(each.rule, each.target, keys=each.keys, part=row, on=on, by=by)
            for each in found
            if each.rule and each.target and not _planned(row, each, on)
        ]
    if not made:
        raise NothingToErase
    return made


@use_case
def instruct_erasure(
    *, part: RequestPart, typed: str, name: str, on: date, at: datetime, by: Viewer
) -> RequestTask:
    """Instruct the platform to erase what was last found and decided (GDPR Art. 28(3)(a)).

    The controller's instruction is a step, unless assistance was asked before, and a task of the
    platform, which erases it after it saw the same preview. Raises as ``erase_found``, and
    ``request_not_its_duty`` for who is not the controller.
    """
    must_work(by)
    row = acting(part, by).part
    answering(row, by)
    _to_erase(row, typed, on, by)
    text = str(INSTRUCTION)
    return instruct_platform(part=row, text=text, task=text, name=name, on=on, at=at, by=by)


def _to_erase(part: RequestPart, typed: str, on: date, by: Viewer) -> list[Erasing]:
    """Return what can be erased of what was last found; raises as ``erase_found``."""
    if not asks_erasure(part):
        raise ErasureNotAsked
    if typed.strip().upper() != part.request.reference.upper():
        raise NotTyped(field="typed", reference=part.request.reference)
    search = last_search(by, part)
    if search is None:
        raise NotSearched
    if legal_day(search.searched_at) < on - FRESH:
        raise SearchedLongAgo(days=FRESH.days)
    with as_application():
        must_not_be_restricted(part)
        must_be_known(part)
        must_be_decided(groups_of(SYSTEM, search))
        found = [each for each in previewed(part, search, on=on) if each.possible]
    if not found:
        raise NothingToErase
    return found


def _planned(part: RequestPart, each: Erasing, on: date) -> bool:
    """Say whether the day has its run there: one that stopped is taken up again, not made anew."""
    rows = AnonymisationJob.objects.filter(request_part=part, rule=each.rule, cut_off=on)
    table = each.target.table if each.target else None
    return rows.filter(table=table, hold_epoch=lock.epoch()).exists()

"""Writing the right value into what was found: a run of the engine, past no law and no hold."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.answers.keeping import acting, must_be_known, must_work
from records.answers.models import AnswerSearch
from records.answers.rectifying import (
    Place,
    Rectifying,
    asks_rectification,
    correctable,
    rectifying,
)
from records.answers.refusals import (
    NothingToRectify,
    NotSearched,
    NotTyped,
    RectificationNotAsked,
    SearchedLongAgo,
)
from records.answers.reviewing import groups_of, last_search, must_be_decided
from records.answers.services.erasing import FRESH, runs_for
from records.answers.services.instructing import instruct_platform
from records.choices import OPEN_STATES, Technique
from records.engine.models import AnonymisationJob
from records.engine.planning import plan_correction
from records.requests.models import RequestPart, RequestTask
from records.requests.services.handling import answering
from records.restrictions.queries import must_not_be_restricted
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import (
    SYSTEM,
    Ability,
    Viewer,
    as_application,
    read_as_application,
)
from voipgrid_privacy.kernel.use_case import use_case

LONGEST: Final = 200
INSTRUCTION: Final = gettext_lazy(
    "Write the right value into what was found and decided to be the person's; the controller"
    " instructs it (GDPR Art. 16, 28(3)(a))."
)


def places_to_rectify(*, part: RequestPart, by: Viewer) -> list[Place]:
    """Return where a value of what was found can be written anew; raises NotFound."""
    work = acting(part, by)
    search = last_search(by, work.part)
    if search is None or not asks_rectification(work.part):
        return []
    with read_as_application():
        return correctable(work.part, search)


def preview_rectification(
    *, part: RequestPart, table: UUID, values: Mapping[str, str], on: date, by: Viewer
) -> Rectifying:
    """Return what writing ``values`` by column into the found rows would do (GDPR Art. 16).

    Nothing is changed. Raises NotFound, ``answer_not_yours``, ``answer_rectification_not_asked``,
    ``answer_not_searched``, ``answer_searched_long_ago``, ``answer_nothing_to_rectify``.
    """
    row = acting(part, by).part
    search = _search(row, on, by)
    with read_as_application():
        return rectifying(row, _place(row, search, table), _words(values), on=on)


@use_case
def rectify_found(
    *,
    part: RequestPart,
    table: UUID,
    values: Mapping[str, str],
    typed: str,
    on: date,
    by: Viewer,
) -> AnonymisationJob:
    """Plan a run that writes the right values into exactly the found rows (GDPR Art. 16).

    ``typed`` is the reference of the request. What a law has kept as it is, and what a hold
    spares, stays; the run is certified, and what it wrote is kept with it until it is done only.
    Raises NotAllowed, as ``preview_rectification``, ``request_restricted``,
    ``answer_identity_open``, ``answer_not_decided``, ``answer_not_known``, ``answer_not_typed``.
    """
    by.must(Ability.RUN_RETENTION)
    row, words = acting(part, by).part, _words(values)
    found = _to_rectify(row, table, words, typed=typed, on=on, by=by)
    if found.rule is None or found.target is None:
        raise NothingToRectify
    keys = found.place.keys
    with as_application():
        return plan_correction(
            found.rule, found.target, values=words, keys=keys, part=row, on=on, by=by
        )


@use_case
def instruct_rectification(
    *,
    part: RequestPart,
    table: UUID,
    values: Mapping[str, str],
    typed: str,
    name: str,
    on: date,
    at: datetime,
    by: Viewer,
) -> RequestTask:
    """Instruct the platform to write the right values (GDPR Art. 16, 28(3)(a)).

    The controller's instruction is a step, unless assistance was asked before, and a task of the
    platform with what to write, sealed, which writes it after it saw the same preview. Raises as
    ``rectify_found``, and ``request_not_its_duty`` for who is not the controller.
    """
    must_work(by)
    row, words = acting(part, by).part, _words(values)
    answering(row, by)
    found = _to_rectify(row, table, words, typed=typed, on=on, by=by)
    task = _("Write the right value in %(place)s.") % {"place": found.place.where}
    return instruct_platform(
        part=row, text=str(INSTRUCTION), task=task, values=words, name=name, on=on, at=at, by=by
    )


def rectifications_of(*, part: RequestPart, by: Viewer) -> list[AnonymisationJob]:
    """Return the runs that wrote right values for a part; raises as ``preview_rectification``."""
    return [job for job in runs_for(part=part, by=by) if job.technique == Technique.RECTIFY]


def _to_rectify(
    part: RequestPart, table: UUID, words: dict[str, str], *, typed: str, on: date, by: Viewer
) -> Rectifying:
    """Return what would be written; raises as ``rectify_found``."""
    search = _search(part, on, by)
    if typed.strip().upper() != part.request.reference.upper():
        raise NotTyped(field="typed", reference=part.request.reference)
    with as_application():
        must_not_be_restricted(part)
        must_be_known(part)
        must_be_decided(groups_of(SYSTEM, search))
        found = rectifying(part, _place(part, search, table), words, on=on)
        if found.why_not:
            raise found.why_not
        if not found.possible or _open(part, found):
            raise NothingToRectify
    return found


def _search(part: RequestPart, on: date, by: Viewer) -> AnswerSearch:
    if not asks_rectification(part):
        raise RectificationNotAsked
    search = last_search(by, part)
    if search is None:
        raise NotSearched
    if legal_day(search.searched_at) < on - FRESH:
        raise SearchedLongAgo(days=FRESH.days)
    return search


def _place(part: RequestPart, search: AnswerSearch, table: UUID) -> Place:
    found = next((p for p in correctable(part, search) if p.table.pk == table), None)
    if found is None:
        raise NotFound
    return found


def _words(values: Mapping[str, str]) -> dict[str, str]:
    words = {name: " ".join(value.split()) for name, value in values.items()}
    if not words or not all(0 < len(word) <= LONGEST for word in words.values()):
        raise NothingToRectify(field="value")
    return words


def _open(part: RequestPart, found: Rectifying) -> bool:
    """Say whether a run is at work there: one after the other."""
    rows = AnonymisationJob.objects.filter(request_part=part, table=found.place.table)
    return rows.filter(technique=Technique.RECTIFY, state__in=OPEN_STATES).exists()

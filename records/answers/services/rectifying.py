"""Writing the right value into what was found: a run of the engine, past no law and no hold."""

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from records.answers.keeping import acting, must_be_known
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
from records.answers.services.erasing import FRESH
from records.choices import OPEN_STATES, Technique
from records.engine.models import AnonymisationJob
from records.engine.planning import plan_correction
from records.requests.models import RequestPart
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
    Raises NotAllowed, as ``preview_rectification``, and ``answer_identity_open``,
    ``answer_not_decided``, ``answer_not_known``, ``answer_not_typed``.
    """
    by.must(Ability.RUN_RETENTION)
    row = acting(part, by).part
    search = _search(row, on, by)
    if typed.strip().upper() != row.request.reference.upper():
        raise NotTyped(field="typed", reference=row.request.reference)
    with as_application():
        must_be_known(row)
        must_be_decided(groups_of(SYSTEM, search))
        words = _words(values)
        found = rectifying(row, _place(row, search, table), words, on=on)
        if found.why_not:
            raise found.why_not
        if not found.possible or found.rule is None or found.target is None or _open(row, found):
            raise NothingToRectify
        keys = found.place.keys
        return plan_correction(
            found.rule, found.target, values=words, keys=keys, part=row, on=on, by=by
        )


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

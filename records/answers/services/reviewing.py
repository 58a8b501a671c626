"""Looking at what was found, and deciding what is part of the answer."""

from datetime import datetime

from records.answers.choices import TO_DECIDE, UNSEARCHED, LeftOut, Searched
from records.answers.keeping import acting, given_by, must_work
from records.answers.models import AnswerGroup, GroupChoice, GroupReveal
from records.answers.refusals import LeftOutWithoutReason
from records.answers.reviewing import IN_VIEW, Reviewed, groups_of, last_search, read
from records.answers.searching import UNREAD
from records.requests.models import RequestPart
from records.restrictions.covering import cover
from voipgrid_privacy.kernel.auditing import Kind, noted_as
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.tenancy import Viewer, as_application, read_as_application
from voipgrid_privacy.kernel.text import one_line
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def choose_group(
    *,
    group: AnswerGroup,
    included: bool,
    reason: str = "",
    text: str = "",
    name: str,
    at: datetime,
    by: Viewer,
) -> GroupChoice:
    """Decide that found rows are part of the answer, or left out and why (GDPR Art. 15(4)).

    Of a place where nobody can be searched for: whether it was looked through by hand, in a
    sentence that the answer tells. Raises NotAllowed, NotFound, ``answer_reasonless``.
    """
    must_work(by)
    row = seen_group(group, by)
    if row.outcome not in TO_DECIDE:
        raise NotFound
    if row.outcome == Searched.NOT_SEARCHABLE:
        _must_be_told(included, reason, text)
    elif not included and reason not in set(LeftOut) - set(UNSEARCHED):
        raise LeftOutWithoutReason(field="reason")
    made = GroupChoice(
        group=row,
        included=included,
        reason="" if included else reason,
        text=text.strip(),
        name=one_line(name),
        chosen_at=at,
    )
    made.full_clean(exclude=("group",))
    with as_application():
        made.save(force_insert=True)
        cover(row.search.part, at)
    return made


def _must_be_told(included: bool, reason: str, text: str) -> None:
    if included or reason not in UNSEARCHED:
        raise LeftOutWithoutReason(field="reason")
    if not text.strip():
        raise LeftOutWithoutReason(field="text")


@use_case
@noted_as(Kind.REVEALED)
def reveal_group(*, group: AnswerGroup, at: datetime, by: Viewer) -> Reviewed:
    """Show what a group says about the data subject; that somebody looked is kept.

    Everybody else stays masked. Raises NotAllowed, NotFound.
    """
    must_work(by)
    row = seen_group(group, by)
    with as_application():
        GroupReveal(group=row, revealed_at=at, revealed_by=by.user_id).save(force_insert=True)
        return _looked_at(row, None, masked=False)


def review(*, part: RequestPart, by: Viewer) -> list[Reviewed]:
    """Return what the last search of a part found, everybody masked.

    Raises NotFound, ``answer_not_yours``.
    """
    work = acting(part, by)
    search = last_search(by, work.part)
    if search is None:
        return []
    with read_as_application():
        return [_looked_at(group, choice, masked=True) for group, choice in groups_of(by, search)]


def seen_group(group: AnswerGroup, by: Viewer) -> AnswerGroup:
    """Return the group of the last search of a part that is the viewer's; raises NotFound."""
    rows = AnswerGroup.objects.visible_to(by)
    with read_as_application():
        row = rows.select_related("search__part", "store", "table").filter(pk=group.pk).first()
    if row is None:
        raise NotFound
    acting(row.search.part, by)
    last = last_search(by, row.search.part)
    if last is None or last.pk != row.search_id:
        raise NotFound
    return row


def _looked_at(group: AnswerGroup, choice: GroupChoice | None, *, masked: bool) -> Reviewed:
    if group.outcome != Searched.FOUND:
        return Reviewed(group, choice)
    try:
        given = given_by(group.search.part)
        columns, rows = read(group, given=given, limit=IN_VIEW, masked=masked)
    except UNREAD as error:
        known = isinstance(error, DomainError)
        said = str(error) if known else str(Searched.TOO_LONG.label)
        return Reviewed(group, choice, unread=said)
    return Reviewed(group, choice, columns, rows)

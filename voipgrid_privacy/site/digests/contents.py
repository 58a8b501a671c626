"""What a summary tells: per subject how much waits, by reference; no data subject is in it.

Names of parties and of sub-processors are, as the register has them, on one line each.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.incidents.words import moment_in_words
from records.requests.words import left_in_words as days_left
from records.requests.words import rights_in_words
from voipgrid_privacy.site.attention import gathered
from voipgrid_privacy.site.digests.choices import Topic
from voipgrid_privacy.site.todo import SHOWN, Todo


@dataclass(frozen=True, slots=True)
class Section:
    """One subject of a summary, in the language that is active: its lines, and the page of them."""

    title: str
    lines: tuple[str, ...]
    more: int
    count: int
    page: str


def sections(todo: Todo, topics: Collection[str]) -> tuple[Section, ...]:
    """Return what waits, of these subjects; empty when nothing does."""
    return tuple(
        section for topic, write in WRITERS.items() if topic in topics for section in write(todo)
    )


def late(todo: Todo, topics: Collection[str]) -> int:
    """Return how much of it is over its time."""
    clocks = sum(clock.ends_at < todo.at for clock in todo.clocks)
    ends = sum(row.due_on < todo.on for row in todo.ends)
    counted = {Topic.REQUESTS: todo.asked_late, Topic.INCIDENTS: clocks, Topic.AGREEMENTS: ends}
    return sum(count for topic, count in counted.items() if topic in topics)


def _section(
    title: str, lines: list[str], page: str, count: int | None = None
) -> Iterator[Section]:
    """Yield a section of ``count`` things, else one a line; none where nothing is to be told."""
    shown = tuple(" ".join(line.split()) for line in lines[:SHOWN])
    if shown:
        things = len(lines) if count is None else count
        more = max(0, things - len(shown)) if len(lines) > 1 else 0
        yield Section(title, shown, more, things, settings.PUBLIC_URL + reverse(page))


def _requests(todo: Todo) -> Iterator[Section]:
    lines = [
        f"{row.request.listed}: {rights_in_words(row.request.rights)}"
        + (f" ({days_left(row.running.clock, todo.on)})" if row.running else "")
        for row in todo.asked
    ]
    title = _("Data subject requests in which you have to act")
    return _section(title, lines, "site:requests", todo.asked_count)


def _incidents(todo: Todo) -> Iterator[Section]:
    lines = [
        f"{clock.dossier.incident.reference}: {clock.get_kind_display()}"
        f" ({moment_in_words(clock.ends_at)})"
        for clock in todo.clocks
    ]
    return _section(_("Clocks of incidents that run"), lines, "site:incidents")


def _notices(todo: Todo) -> Iterator[Section]:
    told = _("%(name)s: objections up to and including %(day)s")
    lines = [
        told % {"name": row.change.sub_processor_name, "day": _day(row.last_day)}
        for row in todo.notices
    ]
    return _section(_("Announced sub-processors"), lines, "site:portal-sub-processors")


def _agreements(todo: Todo) -> Iterator[Section]:
    if todo.to_sign:
        waits = ngettext(
            "One agreement waits for your signature",
            "%(number)s agreements wait for your signature",
            todo.to_sign,
        )
        lines = [waits % {"number": todo.to_sign}]
        yield from _section(_("Agreements"), lines, "site:agreements", todo.to_sign)
    if todo.ends:
        turn = ngettext(
            "One end of service waits for you, at the latest on %(day)s",
            "%(number)s ends of service wait for you, the first at the latest on %(day)s",
            len(todo.ends),
        )
        lines = [turn % {"number": len(todo.ends), "day": _day(todo.ends[0].due_on)}]
        title = _("Data to be returned or deleted")
        yield from _section(title, lines, "site:ends-of-service", len(todo.ends))


def _reports(todo: Todo) -> Iterator[Section]:
    told = _("Turnover of registration %(number)s: at the latest on %(day)s")
    lines = [told % {"number": row.number, "day": _day(todo.report_before)} for row in todo.reports]
    return _section(_("Reports to the ACM"), lines, "site:registrations")


def _findings(todo: Todo) -> Iterator[Section]:
    lines = [each.sentence for each in gathered(todo.findings)]
    yield from _section(_("To be put right in the register"), lines, "site:findings")
    if todo.unreached:
        refused = ngettext(
            "One mail in your name was refused or came back",
            "%(number)s mails in your name were refused or came back",
            todo.unreached,
        )
        lines = [refused % {"number": todo.unreached}]
        yield from _section(_("Mail that did not arrive"), lines, "site:mail", todo.unreached)
    if todo.statement:
        lines = [_("You have not published a privacy statement yet.")]
        yield from _section(_("Privacy statement"), lines, "site:statement")


def _day(day: date) -> str:
    return date_format(day, "j F Y")


WRITERS: Final[dict[Topic, Callable[[Todo], Iterator[Section]]]] = {
    Topic.REQUESTS: _requests,
    Topic.INCIDENTS: _incidents,
    Topic.SUB_PROCESSORS: _notices,
    Topic.AGREEMENTS: _agreements,
    Topic.REPORTS: _reports,
    Topic.FINDINGS: _findings,
}
"""What each subject tells, the most pressing first."""

"""Where a site stands with an exemption, and by which category its items go on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from cookies.exemption.checklists import Checklist, Point, checklists
from cookies.exemption.models import ExemptionAnswer
from cookies.registry.models import ConsentCategory, Item, Site
from cookies.registry.queries import items
from cookies.scanner.choices import ScanStatus
from cookies.scanner.models import Scan, ScanProblem
from voipgrid_privacy.kernel.tenancy import SYSTEM

VOID_BY_SCAN: Final = "scan_exemption_void"


class PointState(TextChoices):
    """What is known of a point on a day."""

    SHOWN = "SHOWN", _("shown")
    NOT_SO = "NOT_SO", _("not so")
    LAPSED = "LAPSED", _("answered too long ago")
    UNANSWERED = "UNANSWERED", _("not answered")


@dataclass(frozen=True, slots=True)
class Answered:
    """A point with its latest answer; ``until``: the first day on which that no longer holds."""

    point: Point
    answer: ExemptionAnswer | None
    state: PointState
    until: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A site against a checklist on a day. ``relied_on``: items of the site claim the exemption.

    ``advertising``: what on the site advertises, by the registry or by its last scan; while there
    is any, the exemption does not hold whatever was answered.
    """

    checklist: Checklist
    points: tuple[Answered, ...]
    advertising: tuple[str, ...]
    relied_on: bool

    @property
    def open(self) -> tuple[Answered, ...]:
        """Return the points that are not shown."""
        return tuple(each for each in self.points if each.state != PointState.SHOWN)

    @property
    def holds(self) -> bool:
        """Say whether nothing has to be asked of visitors (Tw Art. 11.7a(3)(b))."""
        return not self.open and not self.advertising

    @property
    def until(self) -> date | None:
        """Return the first day on which an answer lapses, while all hold."""
        days = [each.until for each in self.points if each.until]
        return min(days) if self.holds and days else None


def standing_of(site: Site, checklist: Checklist, on: date) -> Standing:
    """Return where a site stands with an exemption on a day."""
    rows = ExemptionAnswer.objects.visible_to(SYSTEM).filter(site=site, checklist=checklist.code)
    newest = rows.order_by("point", "-recorded_at", "-pk").distinct("point")
    latest = {each.point: each for each in newest}
    shown = items(viewer=SYSTEM, site=site).filter(published=True)
    return Standing(
        checklist=checklist,
        points=tuple(_answered(p, latest.get(p.code), checklist, on) for p in checklist.points),
        advertising=_advertising(site),
        relied_on=shown.filter(category__code=checklist.category).exists(),
    )


def _answered(
    point: Point, answer: ExemptionAnswer | None, checklist: Checklist, on: date
) -> Answered:
    if answer is None:
        return Answered(point, None, PointState.UNANSWERED, None)
    until = checklist.lapses_on(answer.answered_on)
    if not answer.met:
        return Answered(point, answer, PointState.NOT_SO, None)
    state = PointState.SHOWN if answer.answered_on <= on < until else PointState.LAPSED
    return Answered(point, answer, state, until)


def _advertising(site: Site) -> tuple[str, ...]:
    """Return the names of what advertises: declared, and seen by the last whole scan."""
    shown = items(viewer=SYSTEM, site=site).filter(published=True)
    advertises = Q(category__advertises=True) | Q(provider__advertises=True)
    names = set(shown.filter(advertises).values_list("pattern", flat=True))
    done = Scan.objects.filter(site=site, status=ScanStatus.DONE).order_by("-finished_at", "-pk")
    last = done.values("pk")[:1]
    for problem in ScanProblem.objects.filter(scan__in=last, code=VOID_BY_SCAN):
        names.update(map(str, problem.evidence.get("advertising", ())))
    return tuple(sorted(names))


def goes_by(site: Site, on: date) -> dict[str, str]:
    """Return the categories that need no consent, each with the one that asks instead on a day.

    Nothing stands instead of a category that is free, or whose exemption holds.
    """
    free = ConsentCategory.objects.visible_to(SYSTEM).filter(needs_consent=False)
    lists = {each.category: each for each in checklists()}
    found = {}
    for code in free.values_list("code", flat=True):
        checklist = lists.get(code)
        holds = checklist is None or standing_of(site, checklist, on).holds
        found[code] = "" if holds or checklist is None else checklist.asks_as
    return found


def as_they_hold(rows: Iterable[Item], site: Site, on: date) -> list[Item]:
    """Return items of a site, each in the category that it goes by on a day. Nothing is saved.

    What claims an exemption that does not hold is asked for: no statement, banner or scan takes a
    word for it that nobody showed.
    """
    found = list(rows)
    for checklist in checklists():
        claimed = [i for i in found if i.category and i.category.code == checklist.category]
        if claimed and not standing_of(site, checklist, on).holds:
            asked = ConsentCategory.objects.visible_to(SYSTEM).get(code=checklist.asks_as)
            for item in claimed:
                item.category = asked
    return found

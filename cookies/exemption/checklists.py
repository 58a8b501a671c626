"""Checklists as dated data: the points of an exemption, on what ground, and for how long."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from dateutil.relativedelta import relativedelta

from voipgrid_privacy.kernel.data_files import read_yaml
from voipgrid_privacy.kernel.law import Citation, parse
from voipgrid_privacy.kernel.text import Localised, localised

DATA: Final = Path(__file__).parent / "data" / "checklists.yaml"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that must be so, with what could show it."""

    code: str
    question: Localised
    hint: Localised
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """What an exemption asks. ``asks_as``: the category that decides while a point is open.

    An answer holds for ``months`` months.
    """

    code: str
    category: str
    asks_as: str
    ground: Citation
    applies_from: date
    source: str
    months: int
    points: tuple[Point, ...]

    def lapses_on(self, answered_on: date) -> date:
        """Return the first day on which an answer of ``answered_on`` no longer holds."""
        return answered_on + relativedelta(months=self.months)


@cache
def checklists() -> tuple[Checklist, ...]:
    """Return every checklist we know."""
    return tuple(_checklist(entry) for entry in read_yaml(DATA))


def statistics() -> Checklist:
    """Return the checklist of statistics without consent (Tw Art. 11.7a(3)(b))."""
    return next(each for each in checklists() if each.code == "nl-statistics")


def _checklist(entry: dict[str, Any]) -> Checklist:
    points = tuple(
        Point(
            code=point["code"],
            question=localised(point["question"]),
            hint=localised(point["hint"]),
            cites=tuple(parse(each) for each in point["cites"]),
        )
        for point in entry["points"]
    )
    plain = ("code", "category", "asks_as", "applies_from", "source", "months")
    return Checklist(
        **{name: entry[name] for name in plain}, ground=parse(entry["ground"]), points=points
    )

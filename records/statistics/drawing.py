"""Figures as bars with how far off they may be: laid out here, drawn as SVG beside its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

NAMES: Final = 260
BARS: Final = 340
FIGURES: Final = 150
ROW: Final = 30
THICK: Final = 16


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: what it is of, and what it differs from the truth at most, 95 in 100 times."""

    name: str
    figure: int
    error: int

    @property
    def words(self) -> str:
        """The figure with its error."""
        words = {"figure": number_format(self.figure), "error": number_format(self.error)}
        return _("%(figure)s ± %(error)s") % words

    @property
    def low(self) -> int:
        """The lowest that it may be in truth; there are no fewer than no calls."""
        return max(self.figure - self.error, 0)

    @property
    def high(self) -> int:
        """The highest that it may be in truth."""
        return self.figure + self.error

    @property
    def weak(self) -> bool:
        """Say whether the error is as large as the figure itself: it says next to nothing."""
        return self.error >= self.figure


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure as it is drawn."""

    line: Line
    top: int
    wide: int
    low: int
    high: int

    @property
    def middle(self) -> int:
        """Where the error is drawn, and about where letters stand."""
        return self.top + THICK // 2

    @property
    def foot(self) -> int:
        """The line that letters stand on."""
        return self.middle + 4


@dataclass(frozen=True, slots=True)
class Bars:
    """Everything the template draws; sizes in user units."""

    title: str
    anchor: str
    width: int
    height: int
    bars: tuple[Bar, ...]
    description: str
    names: int = NAMES
    thick: int = THICK
    figures: int = NAMES + BARS + 10


def drawn(title: str, anchor: str, lines: Sequence[Line]) -> Bars:
    """Return the drawing of figures, one under the other, on one scale from zero."""
    most = max((line.high for line in lines), default=0) or 1
    bars = tuple(_bar(number, line, most) for number, line in enumerate(lines))
    told = ". ".join(f"{line.name}: {line.words}" for line in lines) + "."
    size = NAMES + BARS + FIGURES, ROW * max(len(lines), 1) + 4
    return Bars(title, anchor, *size, bars, told)


def _bar(number: int, line: Line, most: int) -> Bar:
    def at(value: int) -> int:
        return round(value * BARS / most)

    top = number * ROW + (ROW - THICK) // 2
    return Bar(line, top, at(line.figure), NAMES + at(line.low), NAMES + at(line.high))

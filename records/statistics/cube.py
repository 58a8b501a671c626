"""The shape that every table has: calls by class of the number called, and by duration.

It is fixed, and every figure is published, those of nothing as well: which figures there are says
nothing of anyone, so that none needs to be left out for being small.
"""

from typing import Final

from records.choices import DurationBand, NumberKind

CLASS: Final = "class"
BAND: Final = "band"
SIDES: Final = {CLASS: tuple(NumberKind.values), BAND: tuple(DurationBand.values)}
"""What the calls of a month are divided by, each for itself: two tables with one total."""

Figures = dict[str, dict[str, int]]

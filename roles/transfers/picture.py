"""The transfers of a day as a map of the world in tiles; the table says the same."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from roles.transfers.choices import Region, Verdict
from roles.transfers.countries import country_name
from roles.transfers.law import Destination, Law
from roles.transfers.queries import Flow
from roles.transfers.rules import RANK
from roles.transfers.words import language
from voipgrid_privacy.kernel.data_files import read_yaml

DATA: Final = Path(__file__).parent / "data" / "map.yaml"
SIDE: Final = 26
"""From tile to tile, in user units."""
SEA: Final = ".."


@dataclass(frozen=True, slots=True)
class Tile:
    """A country: where it is drawn, what it is on the day, and whether data goes there."""

    code: str
    x: int
    y: int
    region: str
    goes: bool
    verdict: str
    words: str

    @property
    def middle(self) -> tuple[int, int]:
        """Where its letters stand."""
        return self.x + (SIDE - 2) // 2, self.y + SIDE // 2 + 3


@dataclass(frozen=True, slots=True)
class WorldMap:
    """Everything the template draws."""

    width: int
    height: int
    side: int
    tiles: tuple[Tile, ...]
    regions: tuple[Region, ...]
    verdicts: tuple[Verdict, ...]
    description: str


def world_map(flows: Iterable[Flow], on: date, law: Law, goes: Collection[str] = ()) -> WorldMap:
    """Return the map of a day: every country by what it is, and where data goes on what ground.

    ``goes``: countries to which data goes on a ground that is not among ``flows``.
    """
    worst: Mapping[str, Verdict | None] = {**dict.fromkeys(goes), **_worst(flows)}
    tiles = tuple(
        _tile(code, at, law.status(Destination(code), on).region, worst)
        for code, at in places().items()
    )
    reached = [tile.words for tile in tiles if tile.goes]
    return WorldMap(
        width=SIDE * (1 + max(x for x, _y in places().values())),
        height=SIDE * (1 + max(y for _x, y in places().values())),
        side=SIDE - 2,
        tiles=tiles,
        regions=tuple(r for r in Region if any(tile.region == r for tile in tiles)),
        verdicts=tuple(v for v in Verdict if v in worst.values()),
        description=" ".join(reached) or _("No data goes outside the European Economic Area."),
    )


@cache
def places() -> dict[str, tuple[int, int]]:
    """Return where each country stands, by column and row."""
    rows = [row.split() for row in read_yaml(DATA)["rows"]]
    return {
        code: (column, number)
        for number, row in enumerate(rows)
        for column, code in enumerate(row)
        if code != SEA
    }


def _worst(flows: Iterable[Flow]) -> Mapping[str, Verdict]:
    found: dict[str, Verdict] = {}
    for flow in flows:
        before = found.get(flow.to.country, flow.verdict)
        found[flow.to.country] = max(before, flow.verdict, key=lambda each: RANK[each])
    return found


def _tile(
    code: str, at: tuple[int, int], region: Region, worst: Mapping[str, Verdict | None]
) -> Tile:
    verdict, words = worst.get(code), {"country": country_name(code, language())}
    words["region"] = str(region.label)
    said = _("%(country)s: %(region)s.") % words
    if verdict:
        said += " " + _("Data goes there: %(verdict)s.") % {"verdict": verdict.label.lower()}
    elif code in worst:
        said += " " + _("Data goes there.")
    return Tile(
        code=code,
        x=at[0] * SIDE,
        y=at[1] * SIDE,
        region=region.value,
        goes=code in worst,
        verdict=verdict.value if verdict else "",
        words=said,
    )

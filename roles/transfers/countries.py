"""Which countries belong to the European Economic Area on a day: dated data with a source."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from voipgrid_privacy.kernel.data_files import read_yaml

DATA: Final = Path(__file__).parent / "data" / "eea.yaml"


def in_eea(country: str, on: date) -> bool:
    """Say whether a country or territory (ISO 3166) is in the EEA on ``on``."""
    since, until = _states().get(country, (None, None))
    return since is not None and since <= on and (until is None or on < until)


@cache
def _states() -> dict[str, tuple[date, date | None]]:
    held = read_yaml(DATA)
    return {entry["country"]: (entry["from"], entry.get("until")) for entry in held["states"]}

"""Countries: which belong to the European Economic Area on a day, and what they are called."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from voipgrid_privacy.kernel.data_files import read_yaml

DATA: Final = Path(__file__).parent / "data" / "eea.yaml"
NAMES: Final = DATA.with_name("countries.yaml")


def in_eea(country: str, on: date) -> bool:
    """Say whether a country or territory (ISO 3166) is in the EEA on ``on``."""
    since, until = _states().get(country, (None, None))
    return since is not None and since <= on and (until is None or on < until)


def eea_days(country: str) -> tuple[date, ...]:
    """Return the days on which a country entered the EEA and left it."""
    return tuple(day for day in _states().get(country, ()) if day)


def is_country(code: str) -> bool:
    """Say whether there is a country or territory with that code (ISO 3166)."""
    return code in _names()


def country_name(country: str, language: str) -> str:
    """Return what a country is called in ``nl`` or ``en``; its code where it has no name."""
    return _names().get(country, {}).get(language, country)


@cache
def _states() -> dict[str, tuple[date, date | None]]:
    held = read_yaml(DATA)
    return {entry["country"]: (entry["from"], entry.get("until")) for entry in held["states"]}


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    return {code: {"nl": nl, "en": en} for code, (nl, en) in read_yaml(NAMES).items()}

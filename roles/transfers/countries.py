"""Countries: which belong to the European Economic Area on a day, and what they are called."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from voipgrid_privacy.kernel.data_files import read_yaml

DATA: Final = Path(__file__).parent / "data" / "eea.yaml"
NAMES: Final = DATA.with_name("countries.yaml")


def eea_periods() -> Mapping[str, tuple[tuple[date, date | None], ...]]:
    """Return of each country since when, and until when, it is in the EEA, as the code ships."""
    return _states()


def is_country(code: str) -> bool:
    """Say whether there is a country or territory with that code (ISO 3166)."""
    return code in _names()


def country_choices(language: str) -> list[tuple[str, str]]:
    """Return every country by its code, in the order of its name in ``nl`` or ``en``."""
    named = [(code, names[language]) for code, names in _names().items()]
    return sorted(named, key=lambda each: each[1].casefold())


def country_name(country: str, language: str) -> str:
    """Return what a country is called in ``nl`` or ``en``; its code where it has no name."""
    return _names().get(country, {}).get(language, country)


@cache
def _states() -> dict[str, tuple[tuple[date, date | None], ...]]:
    held = read_yaml(DATA)["states"]
    return {entry["country"]: ((entry["from"], entry.get("until")),) for entry in held}


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    return {code: {"nl": nl, "en": en} for code, (nl, en) in read_yaml(NAMES).items()}

"""ENISA's method for the severity of a breach: SE = DPC x EI + CB. It advises; people decide."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from records.incidents.choices import Level
from voipgrid_privacy.kernel.data_files import read_yaml

DATA: Final = Path(__file__).parent.parent / "data" / "severity.yaml"
HUNDREDTH: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Method:
    """The parameters of the method as they hold from a day on, with where they come from."""

    code: str
    since: date
    until: date | None
    source: str
    url: str
    context: tuple[Decimal, Decimal]
    identification: tuple[Decimal, ...]
    circumstance: tuple[Decimal, ...]
    malicious: Decimal
    levels: tuple[tuple[Level, Decimal], ...]
    many_persons: int


@dataclass(frozen=True, slots=True)
class Scores:
    """What somebody scored: the data's context, ease of identification, and circumstances."""

    context: Decimal
    identification: Decimal
    confidentiality: Decimal = Decimal(0)
    integrity: Decimal = Decimal(0)
    availability: Decimal = Decimal(0)
    malicious: bool = False


@dataclass(frozen=True, slots=True)
class Severity:
    """The outcome, and how it was reckoned."""

    score: Decimal
    level: Level
    method: Method


class ScoreUnknown(ValueError):
    """A score that the method does not know; ``args`` name the field."""


@cache
def methods() -> tuple[Method, ...]:
    """Return every version of the method."""
    return tuple(_method(row) for row in read_yaml(DATA))


def method_on(on: date) -> Method:
    """Return the version that holds on a day; raises LookupError."""
    for each in methods():
        if each.since <= on and (each.until is None or on < each.until):
            return each
    raise LookupError(f"no method for severity on {on}")


def severity(scores: Scores, on: date) -> Severity:
    """Return the severity of what was scored; raises ScoreUnknown."""
    method = method_on(on)
    _must_know(scores, method)
    aggravating = scores.confidentiality + scores.integrity + scores.availability
    aggravating += method.malicious if scores.malicious else Decimal(0)
    score = (scores.context * scores.identification + aggravating).quantize(HUNDREDTH)
    level = max((least, name) for name, least in method.levels if score >= least)[1]
    return Severity(score, level, method)


def _must_know(scores: Scores, method: Method) -> None:
    least, most = method.context
    if not least <= scores.context <= most or scores.context % 1:
        raise ScoreUnknown("context")
    if scores.identification not in method.identification:
        raise ScoreUnknown("identification")
    for name in ("confidentiality", "integrity", "availability"):
        if getattr(scores, name) not in method.circumstance:
            raise ScoreUnknown(name)


def _method(row: dict[str, Any]) -> Method:
    return Method(
        code=row["code"],
        since=row["from"],
        until=row.get("until"),
        source=row["source"],
        url=row["url"],
        context=(Decimal(row["context"]["min"]), Decimal(row["context"]["max"])),
        identification=tuple(map(Decimal, row["identification"])),
        circumstance=tuple(map(Decimal, row["circumstance"])),
        malicious=Decimal(row["malicious"]),
        levels=tuple((Level(name), Decimal(least)) for name, least in row["levels"].items()),
        many_persons=row["many_persons"],
    )

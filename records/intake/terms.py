"""Terms of requests as they hold on a day: decisions with their reason, in ``data/terms.yaml``."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from voipgrid_privacy.kernel.data_files import read_yaml
from voipgrid_privacy.kernel.law import Citation, parse
from voipgrid_privacy.kernel.text import Localised, localised

KEPT: Final = "kept_after_the_end"
ALIKE: Final = "alike_within"
_FILE: Final = Path(__file__).parent / "data" / "terms.yaml"


@dataclass(frozen=True, slots=True)
class Term:
    """A number of months from a day on, and why."""

    months: int
    first_day: date
    reason: Localised
    cites: tuple[Citation, ...]


def term(name: str, on: date) -> Term:
    """Return the term of that name that holds on a day."""
    return max((t for t in _terms()[name] if t.first_day <= on), key=lambda t: t.first_day)


@lru_cache(maxsize=1)
def _terms() -> dict[str, tuple[Term, ...]]:
    return {
        name: tuple(
            Term(
                row["months"],
                row["from"],
                localised(row["reason"]),
                tuple(map(parse, row["cites"])),
            )
            for row in rows
        )
        for name, rows in read_yaml(_FILE).items()
    }

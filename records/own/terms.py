"""For how long the register keeps what names people: decisions with their ground, as data."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from voipgrid_privacy.kernel.citing import citation_in_words
from voipgrid_privacy.kernel.data_files import read_yaml
from voipgrid_privacy.kernel.law import Citation, parse
from voipgrid_privacy.kernel.text import Localised, localised

FILE: Final = Path(__file__).parent / "data" / "terms.yaml"


@dataclass(frozen=True, slots=True)
class Decision:
    """A number of months from a day on, and why."""

    months: int
    first_day: date
    reason: Localised
    cites: tuple[Citation, ...]

    @property
    def law(self) -> str:
        """What it rests on, in the reader's language."""
        return ", ".join(map(citation_in_words, self.cites))

    @property
    def years(self) -> str:
        """The months as people say them: years, with a comma where they are not whole."""
        return f"{self.months / 12:g}"


@dataclass(frozen=True, slots=True)
class Term:
    """For how long some tables are kept; ``code`` is the job that keeps to it."""

    code: str
    tables: frozenset[str]
    start: Localised
    decided: tuple[Decision, ...]

    def on(self, day: date) -> Decision:
        """Return what holds on a day: of before the first decision, that one."""
        begun = [each for each in self.decided if each.first_day <= day]
        return max(begun or self.decided[:1], key=lambda each: each.first_day)

    @property
    def today(self) -> Decision:
        """What holds today."""
        return self.on(timezone.localdate())

    @property
    def kept(self) -> Localised:
        """Return for how long, as people read it."""
        years = {"years": self.today.years}
        return Localised(self.start.nl % years, self.start.en % years)


def before(code: str, on: date) -> date:
    """Return the last day on which what is over on ``on`` can have begun its term."""
    (term,) = (each for each in terms() if each.code == code)
    return on - relativedelta(months=term.on(on).months)


def term_of(label: str) -> Term | None:
    """Return the term of a table; None where its own declaration says how long."""
    return next((each for each in terms() if label in each.tables), None)


@lru_cache(maxsize=1)
def terms() -> tuple[Term, ...]:
    """Return every term, as the data file has it."""
    return tuple(
        Term(
            row["code"],
            frozenset(row["tables"]),
            localised(row["kept"]),
            tuple(
                Decision(
                    each["months"],
                    each["from"],
                    localised(each["reason"]),
                    tuple(map(parse, each["cites"])),
                )
                for each in row["decided"]
            ),
        )
        for row in read_yaml(FILE)["terms"]
    )

"""Chapter V as dated data: what a destination is on a day, by which decision, and since when. Pure.

``known_on`` asks what could be known on a day of the days after it: acts adopted later do not
count, and a decision that a court has since annulled was expected to go on.

What the code ships is ``shipped()``; with what officers entered since, it is another :class:`Law`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from roles.transfers.choices import Region, Seen
from roles.transfers.countries import eea_periods
from voipgrid_privacy.kernel.data_files import read_yaml

DATA: Final = Path(__file__).parent / "data"
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Destination:
    """Where data goes: a country (ISO 3166), or an international organisation there."""

    country: str
    organisation: str = ""

    def __str__(self) -> str:
        return self.organisation or self.country


@dataclass(frozen=True, slots=True)
class Term:
    """An act that says until when a decision applies."""

    number: str
    adopted: date
    last_day: date


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Where number and day of an act were looked up; ``but``: which of the two was not seen."""

    how: Seen
    url: str = ""
    but: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """An adequacy decision. ``covered`` says in two languages who is covered by a LISTED one."""

    code: str
    country: str
    organisation: str
    name: str
    number: str
    adopted: date
    applies_from: date
    listed: bool
    covered: Mapping[str, str]
    url: str
    ended_on: date | None
    ended_how: str
    ended_by: str
    terms: tuple[Term, ...]
    looked_up: LookedUp

    def term(self, known_on: date | None = None) -> Term | None:
        """Return the act that sets the last day, of those adopted by ``known_on``."""
        known = [t for t in self.terms if known_on is None or t.adopted <= known_on]
        return known[-1] if known else None

    def end(self, known_on: date | None = None) -> date | None:
        """Return the first day without it, as could be known on ``known_on``."""
        if self.ended_on and (known_on is None or self.ended_on <= known_on):
            return self.ended_on
        term = self.term(known_on)
        return term.last_day + ONE_DAY if term else None

    def applies(self, on: date, known_on: date | None = None) -> bool:
        """Say whether it applies on a day."""
        known = known_on is None or self.adopted <= known_on
        end = self.end(known_on)
        return known and self.applies_from <= on and (end is None or on < end)

    def why_ended(self) -> tuple[str, str]:
        """Return how it ended, and by what."""
        return (self.ended_how, self.ended_by) if self.ended_on else ("EXPIRED", self.number)

    @property
    def title(self) -> str:
        """Its number, with the name it goes by."""
        return f"{self.number} ({self.name})" if self.name else self.number


@dataclass(frozen=True, slots=True)
class Interim:
    """A rule by which a country was treated as no third country for a while."""

    country: str
    since: date
    until: date
    number: str
    url: str


@dataclass(frozen=True, slots=True)
class Status:
    """What a destination is on a day; ``ended``: the decision it had last, if it has none now."""

    region: Region
    decision: Decision | None = None
    interim: Interim | None = None
    ended: Decision | None = None


@dataclass(frozen=True, slots=True)
class Clauses:
    """A set of standard contractual clauses, and on which days it counts."""

    code: str
    number: str
    concluded_from: date
    concluded_until: date | None
    relied_until: date | None
    modules: bool

    def concludable(self, on: date) -> bool:
        """Say whether they could be concluded on a day."""
        over = self.concluded_until is not None and on >= self.concluded_until
        return self.concluded_from <= on and not over

    def protects(self, on: date) -> bool:
        """Say whether what was concluded with them counts on a day."""
        return self.relied_until is None or on < self.relied_until


Periods = Mapping[str, tuple[tuple[date, date | None], ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """Decisions and membership of the EEA: what the code ships, and what officers entered."""

    decisions: tuple[Decision, ...]
    interim: tuple[Interim, ...]
    eea: Periods

    def status(self, to: Destination, on: date, known_on: date | None = None) -> Status:
        """Return what a destination is to Chapter V on ``on``."""
        if not to.organisation and self.in_eea(to.country, on):
            return Status(Region.EEA)
        mine = tuple(self.decisions_for(to))
        for decision in mine:
            if decision.applies(on, known_on):
                return Status(Region.LISTED if decision.listed else Region.ADEQUATE, decision)
        for rule in self.interim:
            if not to.organisation and rule.country == to.country and rule.since <= on < rule.until:
                return Status(Region.INTERIM, interim=rule)
        over = [(end, d) for d in mine for end in [d.end(known_on)] if end and end <= on]
        return Status(Region.THIRD, ended=max(over, key=lambda pair: pair[0])[1] if over else None)

    def turning_days(self, to: Destination) -> set[date]:
        """Return the days on which what a destination is may change."""
        periods = () if to.organisation else self.eea.get(to.country, ())
        days = {day for period in periods for day in period if day}
        for decision in self.decisions_for(to):
            days |= {decision.applies_from, *(term.last_day + ONE_DAY for term in decision.terms)}
            days |= {decision.ended_on} if decision.ended_on else set()
        for rule in self.interim:
            days |= {rule.since, rule.until} if rule.country == to.country else set()
        return days

    def in_eea(self, country: str, on: date) -> bool:
        """Say whether a country or territory (ISO 3166) is in the EEA on ``on``."""
        periods = self.eea.get(country, ())
        return any(since <= on and (until is None or on < until) for since, until in periods)

    def decisions_for(self, to: Destination) -> Iterator[Decision]:
        """Yield the decisions about a destination, oldest first."""
        for decision in self.decisions:
            if (decision.organisation or decision.country) == str(to):
                yield decision

    def decision_of(self, code: str) -> Decision:
        """Return the decision with that code; raises KeyError."""
        return {decision.code: decision for decision in self.decisions}[code]


@cache
def shipped() -> Law:
    """Return the law that the code ships."""
    held = read_yaml(DATA / "adequacy.yaml")
    interim = [
        Interim(each["country"], each["from"], each["until"], each["number"], each["url"])
        for each in held["interim"]
    ]
    return Law(in_order(map(_decision, held["decisions"])), tuple(interim), eea_periods())


def in_order(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return decisions, oldest first."""
    return tuple(sorted(decisions, key=lambda each: (each.applies_from, each.code)))


@cache
def organisations() -> dict[str, str]:
    """Return the international organisations that a decision names."""
    return {d.organisation: d.name for d in shipped().decisions if d.organisation}


def clauses_of(instrument: str) -> Clauses | None:
    """Return the standard clauses that an instrument is, if it is any."""
    return _rest().clauses.get(instrument)


def module_for(exporter: str, importer: str) -> int | None:
    """Return the module that two roles ask for; None where the clauses have none for them."""
    return _rest().modules.get((exporter, importer))


def assessment_asked(on: date, modules: frozenset[int]) -> bool:
    """Say whether safeguards take an assessment of the importer's law on a day (C-311/18)."""
    free = modules and modules <= _rest().modules_unassessed
    return on >= _rest().assessed_from and not free


def assessed_from() -> date:
    """Return the day from which safeguards take an assessment."""
    return _rest().assessed_from


@dataclass(frozen=True, slots=True)
class _Clauses:
    clauses: Mapping[str, Clauses]
    modules: Mapping[tuple[str, str], int]
    assessed_from: date
    modules_unassessed: frozenset[int]


@cache
def _rest() -> _Clauses:
    held = read_yaml(DATA / "clauses.yaml")
    return _Clauses(
        {each["code"]: _clauses(each) for each in held["sets"]},
        {(row["exporter"], row["importer"]): row["module"] for row in held["modules"]},
        held["assessments"]["from"],
        frozenset(held["assessments"]["not_for_modules"]),
    )


def _decision(entry: Mapping[str, Any]) -> Decision:
    ended = entry.get("ended")
    return Decision(
        code=entry["code"],
        country=entry.get("country", ""),
        organisation=entry.get("organisation", ""),
        name=entry.get("name", ""),
        number=entry["number"],
        adopted=entry["adopted"],
        applies_from=entry.get("applies_from", entry["adopted"]),
        listed=entry["scope"] == Region.LISTED,
        covered=entry.get("covered", {}),
        url=entry["url"],
        ended_on=ended["day"] if ended else None,
        ended_how=ended["how"] if ended else "",
        ended_by=ended["by"] if ended else "",
        terms=tuple(Term(**term) for term in entry.get("terms", ())),
        looked_up=_looked_up(entry.get("seen")),
    )


def _looked_up(seen: Mapping[str, str] | None) -> LookedUp:
    if seen is None:
        return LookedUp(Seen.NOWHERE)
    return LookedUp(Seen(seen["how"]), seen["url"], seen.get("but", ""))


def _clauses(entry: Mapping[str, Any]) -> Clauses:
    return Clauses(
        entry["code"],
        entry["number"],
        entry["concluded_from"],
        entry.get("concluded_until"),
        entry.get("relied_until"),
        entry.get("modules", False),
    )

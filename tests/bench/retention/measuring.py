"""What is measured of a place, and how it is told."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from records.choices import JobState, Technique
from records.models import RetentionRule
from tests.bench.retention.bystanders import reader, writers
from tests.bench.retention.places import DUE_SHARE, Place
from tests.bench.retention.register import Register
from tests.bench.retention.workers import Workers

Rules = Callable[[Technique], RetentionRule]


@dataclass
class Series:
    """The same thing measured round after round: seconds, and the longest of each step."""

    seconds: list[float] = field(default_factory=list)
    longest: dict[str, float] = field(default_factory=dict)

    def add(self, seconds: float, longest: dict[str, float]) -> None:
        self.seconds.append(seconds)
        for name, took in longest.items():
            self.longest[name] = max(took, self.longest.get(name, 0.0))


@dataclass
class Bench:
    """Measures places, with one worker and with two."""

    register: Register
    one: Workers
    two: Workers
    rows: int
    rounds: int

    @property
    def due(self) -> int:
        return self.rows // DUE_SHARE

    def in_place(self, name: str, rules: Rules, place: Place, technique: Technique) -> None:
        """Batches beside one raw UPDATE, and for deletion also beside one raw DELETE."""
        update = technique if technique != Technique.DELETE else Technique.SUPPRESS
        ways: dict[str, Callable[[], dict[str, float]]] = {
            "one raw UPDATE": lambda: self._raw(place, update),
            "one worker": lambda: self._run(self.one, rules, technique),
            "two workers": lambda: self._run(self.two, rules, technique),
        }
        if technique == Technique.DELETE:
            ways["one raw DELETE"] = lambda: self._raw(place, technique)
        found = self._in_turn(place, ways)
        self._tell(f"{name}, {technique.label}", found)
        self._beside_writers(place, rules, technique)

    def partitions(self, name: str, rules: Rules, place: Place, holds: float) -> None:
        """A partition rewritten, and one dropped, beside one raw UPDATE; and a report meanwhile."""
        ways: dict[str, Callable[[], dict[str, float]]] = {
            "one raw UPDATE": lambda: self._raw(place, Technique.SUPPRESS),
            "suppress": lambda: self._run(self.one, rules, Technique.SUPPRESS),
            "drop": lambda: self._run(self.one, rules, Technique.DELETE),
        }
        self._tell(name, self._in_turn(place, ways))
        for technique in (Technique.SUPPRESS, Technique.DELETE):
            self._beside_writers(place, rules, technique)
            self._beside_a_report(place, rules, technique, holds)

    def _in_turn(
        self, place: Place, ways: dict[str, Callable[[], dict[str, float]]]
    ) -> dict[str, Series]:
        found = {name: Series() for name in ways}
        for _round in range(self.rounds):
            for name, way in ways.items():
                place.fill(self.rows)
                began = time.perf_counter()
                longest = way()
                found[name].add(time.perf_counter() - began, longest)
        return found

    def _raw(self, place: Place, technique: Technique) -> dict[str, float]:
        began = time.perf_counter()
        place.raw(technique)
        return {"transaction": (time.perf_counter() - began) * 1000}

    def _run(self, who: Workers, rules: Rules, technique: Technique) -> dict[str, float]:
        return self._planned(who, rules(technique))

    def _planned(self, who: Workers, rule: RetentionRule) -> dict[str, float]:
        began = time.perf_counter()
        job = self.register.plan(rule)
        planned = (time.perf_counter() - began) * 1000
        longest = who.run(job)
        done = self.register.done(job)
        assert done.state == JobState.DONE, done.problem
        assert done.rows_done == self.due, (done.rows_done, self.due)
        return longest | {"plan": planned}

    def _tell(self, name: str, found: dict[str, Series]) -> None:
        raw = median(found["one raw UPDATE"].seconds)
        print(f"\n{name}")
        for way, series in found.items():
            took = median(series.seconds)
            steps = ", ".join(f"{n} {ms:,.0f}" for n, ms in sorted(series.longest.items()))
            print(
                f"  {way:<16}{self.due / took:>12,.0f} rows/s  ratio {raw / took:5.2f}"
                f"  longest in ms: {steps}"
            )

    def _beside_writers(self, place: Place, rules: Rules, technique: Technique) -> None:
        place.fill(self.rows)
        with writers(place) as noticed:
            self._run(self.two, rules, technique)
        print(
            f"  two workers, {technique.label}, beside two writers: {len(noticed.took):,} writes,"
            f" p99 {noticed.p99:.1f} ms, longest {noticed.longest:.0f} ms"
        )

    def _beside_a_report(
        self, place: Place, rules: Rules, technique: Technique, holds: float
    ) -> None:
        place.fill(self.rows)
        job_rule = rules(technique)
        with writers(place) as noticed, reader(place, holds):
            self._planned(self.two, job_rule)
        print(
            f"  {technique.label} while a report holds the table for {holds:.0f} s:"
            f" others' p99 {noticed.p99:.1f} ms, longest {noticed.longest:.0f} ms"
        )

"""What the rounds of a fault came to, and how it is told."""

from dataclasses import dataclass, field
from statistics import median
from typing import Any

from tests.faults.alarms import ALARM
from tests.faults.counts import Found, InFlight
from tests.faults.scenarios import Scenario

PROMISED = 60.0
"""Seconds within which everything is to be as it was: rounds that took longer are told."""


@dataclass
class Result:
    """What the rounds of one fault came to."""

    scenario: Scenario
    rounds: int = 0
    flight: InFlight = field(default_factory=InFlight)
    answered: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    drained: float = 0.0
    found: Found = field(default_factory=Found)
    problems: list[str] = field(default_factory=list)
    left_out: str = ""
    alarms: int = 0
    waited: float = 0.0
    exported: list[int] = field(default_factory=lambda: [0, 0])

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, doubled or left half done, and it came back in time."""
        found = self.found
        return not (found.lost or found.doubled or found.half or self.problems)

    @property
    def late(self) -> int:
        """How many rounds took longer than is promised, or never came back."""
        return self.rounds - sum(1 for seconds in self.worked if seconds <= PROMISED)

    def as_row(self) -> dict[str, Any]:
        """Return the figures."""
        found = self.found
        return {
            "fault": self.scenario.name,
            "says": self.scenario.says,
            "rounds": self.rounds,
            "in_flight": self.flight.numbers(),
            "things": found.things,
            "lost": len(found.lost),
            "doubled": len(found.doubled),
            "half": len(found.half),
            "again": found.again,
            "answers_p50": round(median(self.answered or [0]), 1),
            "answers_max": round(max(self.answered or [0]), 1),
            "works_p50": round(median(self.worked or [0]), 1),
            "works_max": round(max(self.worked or [0]), 1),
            "drained": round(self.drained, 1),
            "late": self.late,
            "alarms": self.alarms,
            "waited": round(self.waited),
            "exported": self.exported,
            "left_out": self.left_out,
            "problems": self.problems,
        }


def say(result: Result) -> None:
    """Print the figures of a fault, and the first of what went wrong."""
    if result.left_out:
        print(f"{result.scenario.name} is left out: {result.left_out}", flush=True)
        return
    print(result.as_row(), flush=True)
    for kind in ("lost", "doubled", "half"):
        for line in getattr(result.found, kind)[:5]:
            print(f"  {kind}: {line}", flush=True)
    for line in result.problems:
        print(f"  problem: {line}", flush=True)


HEADS = (
    "fault",
    "rounds",
    "in flight: requests, webhooks, imports, mails, runs",
    "exports: whole, refused",
    "counted",
    "lost",
    "doubled",
    "half-written",
    "sent again under its own id",
    "alarms: raised, longest wait for work (s)",
    "answers again (s: p50, most)",
    "works again (s: p50, most)",
    "all done (s after the last)",
    f"over {PROMISED:.0f} s",
)


def table(results: list[Result]) -> None:
    """Print a row for each fault that was played, and a line for each that was not."""
    print(f"\n| {' | '.join(HEADS)} |\n{'| --- ' * len(HEADS)}|")
    for each in results:
        if not each.left_out:
            print(f"| {' | '.join(_cells(each.as_row()))} |")
    for each in results:
        if each.left_out:
            print(f"Left out: {each.scenario.name} ({each.left_out}).")


def _cells(row: dict[str, Any]) -> list[str]:
    called = f", over {ALARM:.0f} s" if row["waited"] > ALARM else ""
    return [
        row["says"],
        str(row["rounds"]),
        ", ".join(str(number) for number in row["in_flight"]),
        ", ".join(str(number) for number in row["exported"]),
        f"{row['things']:,}",
        *(str(row[name]) for name in ("lost", "doubled", "half", "again")),
        f"{row['alarms']}, {row['waited']}{called}",
        f"{row['answers_p50']}, {row['answers_max']}",
        f"{row['works_p50']}, {row['works_max']}",
        str(row["drained"]),
        f"over: {row['late']}" if row["late"] else "",
    ]

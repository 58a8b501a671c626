"""How long each task of a person takes in a real browser, beside what a practised person needs.

``python -m tests.bench.bench_tasks``. Needs Chromium and a database server. The tasks are those of
``tests/browser``, with its ten thousand customers: there their clicks are held, here their seconds
are read. Nobody hesitates here, so what is left is what the product takes: of each task the time
from its first page to its last, what it prepares by itself included.
"""

import re
import sys

import pytest

TASKS = (
    *("test_tasks.py", "test_more_tasks.py", "test_officer_tasks.py", "test_importing.py"),
    "test_public_task.py",
)
TITLE = re.compile(r"Task (\d+)")
GOALS = {1: 10, 2: 15, 3: 120, 4: 60, 5: 15, 6: 5, 7: 90, 8: 30, 9: 45, 10: 60, 11: 180, 12: 90}
"""Seconds that a practised person may need for a task, by its number."""


class Clock:
    """Reads off how long each task took."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.seconds: dict[int, float] = {}
        self.failed: set[int] = set()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep what is a task, and know its number."""
        for item in items:
            doc = getattr(getattr(item, "function", None), "__doc__", None)
            if found := TITLE.match(doc or ""):
                self.numbers[item.nodeid] = int(found[1])
        items[:] = [item for item in items if item.nodeid in self.numbers]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Read the clock."""
        number = self.numbers[report.nodeid]
        if report.when == "call":
            self.seconds[number] = report.duration
        if report.failed:
            self.failed.add(number)


def main() -> None:
    """Do each task once, and print a line for each."""
    clock = Clock()
    folder = "tests/browser"
    options = ["-n0", "-q", "--no-header", "--no-summary", "-p", "no:cacheprovider"]
    ended = pytest.main([*options, *(f"{folder}/{name}" for name in TASKS)], plugins=[clock])
    for number, goal in GOALS.items():
        taken = clock.seconds.get(number)
        said = "not measured" if taken is None else f"{taken:6.1f} s"
        failed = "  did not succeed" if number in clock.failed else ""
        print(f"task {number:2}  {said}  a practised person: {goal} s{failed}")
    sys.exit(ended)


if __name__ == "__main__":
    main()

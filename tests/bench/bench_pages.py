"""How long the server takes for each page that people meet, with ten thousand customers.

``python -m tests.bench.bench_pages``. Needs a database server. Every page of the public site, the
developers', the log-in, the portal and the admin, in both languages, in a world that has one of
everything; each is asked in turn, ``ROUNDS`` times after a first. Beside them stands the page that
says that there is nothing: what any page costs, whatever it shows. Without a network and without
others: what they add is measured by ``make load``.
"""

import statistics
import sys
from dataclasses import dataclass

import pytest

ROUNDS = 3
MOST = 200.0
"""Milliseconds that 95 of 100 answers may take at most."""
SLOWEST = 15
"""Pages that are named in the report."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A page, and how long each of its answers took in seconds; the first is cold."""

    address: str
    seconds: list[float]

    @property
    def warm(self) -> list[float]:
        """Return the milliseconds of all answers but the first."""
        return [1000 * each for each in self.seconds[1:]]


def p95(milliseconds: list[float]) -> float:
    """Return what 95 of 100 stay within."""
    return statistics.quantiles(milliseconds, n=20, method="inclusive")[-1]


def report(nothing: Asked, pages: list[Asked]) -> None:
    """Print the figures of all pages together, and those of the slowest ones."""
    everything = [each for page in pages for each in page.warm]
    floor, middle = statistics.median(nothing.warm), statistics.median(everything)
    print(f"\n{len(pages)} pages, each {ROUNDS} times; the page that is nowhere: {floor:.0f} ms")
    print(f"median {middle:.0f} ms ({middle / floor:.1f} times nothing)", end=", ")
    print(f"p95 {p95(everything):.0f} ms (goal {MOST:.0f}), slowest {max(everything):.0f} ms")
    over = sum(statistics.median(page.warm) > MOST for page in pages)
    print(f"pages that take over {MOST:.0f} ms as a rule: {over}; the slowest:")
    for page in sorted(pages, key=lambda page: statistics.median(page.warm), reverse=True)[
        :SLOWEST
    ]:
        cold = 1000 * page.seconds[0]
        print(f"  {statistics.median(page.warm):5.0f} ms, first {cold:5.0f} ms  {page.address}")


def main() -> None:
    """Ask every page, and print a line for each of the slowest."""
    options = ["-n0", "-q", "-s", "--no-header", "--no-summary", "-p", "no:cacheprovider"]
    sys.exit(pytest.main([*options, "tests/bench/every_page.py"]))


if __name__ == "__main__":
    main()

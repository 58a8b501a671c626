"""Rounds of a fault: work in flight, a strike at a random moment, and the way back."""

import time
from argparse import Namespace
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import django

django.setup()

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from roles.webhooks.models import WebhookEndpoint, WebhookMessage
from tests.faults import given
from tests.faults.counts import Done, Found, InFlight, counted, in_flight, rows_done, waits
from tests.faults.product import Product, until
from tests.faults.scenarios import SCENARIOS, Scenario
from tests.faults.work import Work
from tests.roles.webhooks.receiver import Receiver, receiving

BACK = 120.0
"""Seconds after which the way back counts as never; the promise is 60."""
DRAIN = 420.0
AWAY = (OperationalError, InterfaceError)


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

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, doubled or left half done, and it came back in time."""
        found = self.found
        return not (found.lost or found.doubled or found.half or self.problems)

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
            "problems": self.problems,
        }


def play(product: Product, options: Namespace) -> list[Result]:
    """Play every fault that is asked for, one after another on the same product."""
    chosen = options.only.split(",") if options.only else [s.name for s in SCENARIOS]
    results = []
    with receiving() as receiver:
        given.begin_anew()
        endpoint = given.listen(receiver.url)
        for scenario in SCENARIOS:
            if scenario.name in chosen:
                results.append(_scenario(product, scenario, options, receiver, endpoint))
                _say(results[-1])
    _table(results)
    return results


def _scenario(
    product: Product,
    scenario: Scenario,
    options: Namespace,
    receiver: Receiver,
    endpoint: WebhookEndpoint,
) -> Result:
    until(product.is_whole, seconds=300, named="all parts before the fault")
    until(lambda: not _insist(waits), seconds=DRAIN, named="quiet before the fault")
    random = Random(f"{options.seed}-{scenario.name}")
    # A name of its own also where the folder has the rows of a run before.
    tag = f"{scenario.name[:4].upper()}{int(time.time()) % 1_000_000}"
    work = Work(product.port, given.token(), tag, options.seed)
    folder = Path(product.environment["DATA_DIR"]) / "mail"
    done = Done(work, timezone.now(), [], 0, [], folder, endpoint.pk, rows_done())
    result = Result(scenario)
    work.begin()
    for number in range(options.rounds):
        _round(product, scenario, random, done, result, options.most_pause, number)
    last = time.monotonic()
    work.end()
    _drain(result)
    result.drained = time.monotonic() - last
    done.received = receiver.ids
    result.found = counted(done)
    refused = [f"{a.name}: {a.refused}" for a in work.asked if a.refused]
    result.problems += refused[:5]
    return result


def _round(
    product: Product,
    scenario: Scenario,
    random: Random,
    done: Done,
    result: Result,
    most: float,
    number: int,
) -> None:
    done.mails += _insist(lambda: given.letters(f"{done.work.tag}-{number}"))
    if _insist(lambda: not [each for each in waits() if "calls" in each]):
        done.calls += _insist(given.calls)
    time.sleep(random.uniform(0, most))
    result.flight += _insist(lambda: in_flight(done.work))
    struck = time.monotonic()
    scenario.strike(product, random)
    healed, at = time.monotonic(), timezone.now()
    result.rounds += 1
    try:
        until(lambda: done.work.first_answer_since(healed), seconds=BACK, named="an answer")
        result.answered.append(time.monotonic() - healed)
        until(lambda: _works(at), seconds=BACK, named="a delivery")
        result.worked.append(time.monotonic() - healed)
        until(product.is_whole, seconds=BACK, named="all parts")
    except TimeoutError as late:
        result.problems.append(f"round {number}, {time.monotonic() - struck:.0f} s: {late}")


def _works(since: Any) -> bool:
    """Whether something that happened after the fault was done by a worker."""
    with suppress(*AWAY):
        rows = WebhookMessage.objects.filter(happened_at__gt=since)
        return rows.filter(deliveries__state="DONE").exists()
    connection.close()
    return False


def _insist(what: Any) -> Any:
    """Ask our own database until it answers: it may be on its way back."""
    for _attempt in range(600):
        try:
            return what()
        except AWAY:
            connection.close()
            time.sleep(0.2)
    raise TimeoutError("The database does not come back.")


def _drain(result: Result) -> None:
    try:
        until(lambda: not _insist(waits), seconds=DRAIN, named="the end of all work")
    except TimeoutError as late:
        result.problems.append(f"{late}: {', '.join(_insist(waits))}")


def _say(result: Result) -> None:
    row = result.as_row()
    print(row, flush=True)
    for kind in ("lost", "doubled", "half"):
        for line in getattr(result.found, kind)[:5]:
            print(f"  {kind}: {line}", flush=True)
    for line in result.problems:
        print(f"  problem: {line}", flush=True)


def _table(results: list[Result]) -> None:
    print(
        "\n| fault | rounds | in flight (requests, webhooks, imports, mails, runs) | things counted"
        " | lost | doubled | half-written | sent again under its own id | answers again, s (p50, most)"
        " | works again, s (p50, most) | all done, s after the last |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for each in results:
        r = each.as_row()
        flight = ", ".join(str(n) for n in r["in_flight"])
        print(
            f"| {r['says']} | {r['rounds']} | {flight} | {r['things']:,} | {r['lost']} | {r['doubled']}"
            f" | {r['half']} | {r['again']} | {r['answers_p50']}, {r['answers_max']}"
            f" | {r['works_p50']}, {r['works_max']} | {r['drained']} |"
        )

"""Rounds of a fault: work in flight, a strike at a random moment, and the way back."""

import time
from argparse import Namespace
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import django

django.setup()

from django.core.management import CommandError
from django.db import Error, InterfaceError, OperationalError, connection
from django.utils import timezone

from roles.webhooks.models import WebhookEndpoint, WebhookMessage
from tests.faults import given
from tests.faults.alarms import longest_wait, raised
from tests.faults.counts import Done, counted, in_flight, rows_done, waits
from tests.faults.exports import Exports
from tests.faults.ground import Staged, Wrong
from tests.faults.product import until
from tests.faults.report import Result, say, table
from tests.faults.scenarios import SCENARIOS, Scenario
from tests.faults.work import Work
from tests.roles.webhooks.receiver import Receiver, receiving

BACK = 120.0
"""Seconds after which the way back counts as never; the promise is ``report.PROMISED``."""
DRAIN = 420.0
AWAY = (OperationalError, InterfaceError)


def play(product: Staged, options: Namespace) -> list[Result]:
    """Play every fault that is asked for, one after another on the same product."""
    names = [each.name for each in SCENARIOS]
    chosen = options.only.split(",") if options.only else names
    if unknown := set(chosen) - set(names):
        raise SystemExit(f"There is no fault {', '.join(sorted(unknown))}: {', '.join(names)}.")
    results = []
    with receiving() as receiver:
        given.begin_anew()
        endpoint = given.listen(receiver.url)
        for scenario in SCENARIOS:
            if scenario.name in chosen:
                if why := scenario.lacks(product):
                    results.append(Result(scenario, left_out=why))
                else:
                    results.append(_scenario(product, scenario, options, receiver, endpoint))
                say(results[-1])
    table(results)
    return results


def _scenario(
    product: Staged,
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
    exports = Exports(product, given.token()) if scenario.exports else None
    work.begin()
    if exports:
        exports.begin()
    for number in range(options.rounds):
        _round(product, scenario, random, done, result, options.most_pause, number)
    last = time.monotonic()
    if exports:
        exports.end()
    work.end()
    _drain(result)
    result.drained = time.monotonic() - last
    done.received = receiver.ids
    result.found = counted(done)
    result.alarms = raised(done, result.found)
    if exports:
        exports.count(result.found)
        result.exported = [exports.whole, exports.refused]
    refused = [f"{a.name}: {a.refused}" for a in work.asked if a.refused]
    result.problems += refused[:5]
    return result


def _round(
    product: Staged,
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
    try:
        scenario.strike(product, random)
    except (Wrong, CommandError, Error) as wrong:
        result.problems.append(f"round {number}: {type(wrong).__name__}: {wrong}"[:600])
    healed, at = time.monotonic(), timezone.now()
    result.rounds += 1
    try:
        until(lambda: done.work.first_answer_since(healed), seconds=BACK, named="an answer")
        result.answered.append(time.monotonic() - healed)
        until(lambda: _works(at), seconds=BACK, named="a delivery")
        result.worked.append(time.monotonic() - healed)
        result.waited = max(result.waited, _insist(longest_wait))
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

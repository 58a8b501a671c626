"""Rounds in which a host is cut off and healed, and what came of the work in flight."""

import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from random import Random
from typing import Any

import django

django.setup()

from django.utils import timezone

from tests.faults import given
from tests.faults.apart import Apart
from tests.faults.counts import Done, counted, rows_done, waits
from tests.faults.product import Product, until
from tests.faults.report import Result, say, table
from tests.faults.rounds import DRAIN, _drain, _insist, _round
from tests.faults.scenarios import Scenario
from tests.faults.work import Work
from tests.roles.webhooks.receiver import Receiver, receiving

NAMES = ("web", "work", "data")


@dataclass(frozen=True)
class Pulled:
    """One round: which host was away for how long, and when all was well again."""

    host: str
    away: float
    result: Result

    def as_row(self) -> dict[str, Any]:
        """Return the figures; a way back that was never found has none."""
        answered, worked = self.result.answered, self.result.worked
        return {
            "host": self.host,
            "away": round(self.away, 1),
            "answers": round(answered[0], 1) if answered else None,
            "works": round(worked[0], 1) if worked else None,
        }


def play(product: Apart, options: Namespace) -> dict[str, Any]:
    """Cut one host off in each round; return the figures of all rounds together, and of each."""
    with ExitStack() as stack:
        with product.hosts["work"].entered():  # partners' systems are where the worker finds them
            receiver = stack.enter_context(receiving())
        given.begin_anew()
        until(lambda: not _insist(waits), seconds=DRAIN, named="quiet before the first cut")
        done = _begun(product, options.seed, receiver)
        rounds = [
            _cut(product, name, done, number, options)
            for number, name in enumerate(_chosen(options))
        ]
        total = _all_of(rounds)
        _finish(product, done, receiver, total)
    return _told(product, total, rounds)


def _chosen(options: Namespace) -> Iterator[str]:
    """Choose a host for each round by seed: in any order, and each in its turn."""
    random = Random(f"{options.seed}-hosts")
    names = options.only.split(",") if options.only else list(NAMES)
    turns: list[str] = []
    for _round_of in range(options.rounds):
        turns = turns or random.sample(names, len(names))
        yield turns.pop()


def _begun(product: Apart, seed: int, receiver: Receiver) -> Done:
    endpoint = given.listen(receiver.url)
    tag = f"HOST{int(time.time()) % 1_000_000}"
    work = Work(product.port, given.token(), tag, seed, host=product.host)
    mails = product.folder / "work" / "mail"
    work.begin()
    return Done(work, timezone.now(), [], 0, [], mails, endpoint.pk, rows_done())


def _cut(product: Apart, name: str, done: Done, number: int, options: Namespace) -> Pulled:
    away: list[float] = []

    def strike(_product: Product, random: Random) -> None:
        began = time.monotonic()
        product.cut_off(name, random)
        away.append(time.monotonic() - began)

    random = Random(f"{options.seed}-hosts-{number}")
    result = Result(Scenario(name, f"{name} is cut off", strike))
    _round(product, result.scenario, random, done, result, options.most_pause, number)
    pulled = Pulled(name, away[0], result)
    print(pulled.as_row(), flush=True)
    return pulled


def _all_of(rounds: list[Pulled]) -> Result:
    """Put the rounds together, in which the same work was in flight."""
    total = Result(Scenario("hosts", "one of three hosts cut off and healed", _nothing))
    for result in (each.result for each in rounds):
        total.rounds += result.rounds
        total.flight += result.flight
        total.answered += result.answered
        total.worked += result.worked
        total.problems += result.problems
    return total


def _nothing(_product: Product, _random: Random) -> None:
    """What is put together has no strike of its own."""


def _finish(product: Apart, done: Done, receiver: Receiver, total: Result) -> None:
    last = time.monotonic()
    done.work.end()
    _drain(total)
    total.drained = time.monotonic() - last
    done.received = receiver.ids
    total.found = counted(done)
    refused = [f"{a.name}: {a.refused}" for a in done.work.asked if a.refused]
    total.problems += [*refused[:5], *product.odd]


def _told(product: Apart, total: Result, rounds: list[Pulled]) -> dict[str, Any]:
    say(total)
    table([total])
    print("\n| cut off | seconds away | answers again, s | works again, s |\n|---|---|---|---|")
    rows = [each.as_row() for each in rounds]
    for row in rows:
        print("|", " | ".join(map(str, row.values())), "|")
    again = product.started_again()
    print(f"\nProcesses that ended and were started again: {again}.", flush=True)
    return {**total.as_row(), "clean": total.is_clean, "each": rows, "started_again": again}

"""Others at work in the same table meanwhile: what they notice of a run."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from tests.bench.retention.places import Place
from tests.bench.retention.workers import SPAWN

PAUSE = 0.004


@dataclass
class Noticed:
    """How long each of their transactions took, in milliseconds."""

    took: list[float] = field(default_factory=list)

    @property
    def p99(self) -> float:
        """What all but one in a hundred took at most."""
        return sorted(self.took)[-max(len(self.took) // 100, 1)] if self.took else 0.0

    @property
    def longest(self) -> float:
        """What the slowest took."""
        return max(self.took, default=0.0)


def _write(place: Place, told: Connection) -> None:
    """Insert a call and change a recent one, again and again, each in a transaction of its own."""
    session, took, number = place.session(), [], 0
    told.send("ready")
    while not told.poll():
        began = time.perf_counter()
        place.write(session, number)
        took.append((time.perf_counter() - began) * 1000)
        number += 1
        time.sleep(PAUSE)
    told.send(took)


@contextmanager
def writers(place: Place, number: int = 2) -> Iterator[Noticed]:
    """Let others write during the block."""
    noticed, pipes = Noticed(), []
    for _one in range(number):
        mine, theirs = SPAWN.Pipe()
        SPAWN.Process(target=_write, args=(place, theirs), daemon=True).start()
        pipes.append(mine)
    for pipe in pipes:
        pipe.recv()
    try:
        yield noticed
    finally:
        for pipe in pipes:
            pipe.send("stop")
            noticed.took += pipe.recv()


def _hold(place: Place, seconds: float, told: Connection) -> None:
    session: Any = place.session()
    with session.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(place.reads)
        cursor.fetchall()
    told.send("reading")
    time.sleep(seconds)
    session.rollback()


@contextmanager
def reader(place: Place, seconds: float) -> Iterator[None]:
    """Let a report hold the table for that long."""
    mine, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_hold, args=(place, seconds, theirs), daemon=True)
    process.start()
    mine.recv()
    yield
    process.join()

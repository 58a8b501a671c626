"""Worker processes that wait with everything loaded, so that only their work is measured."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from multiprocessing import get_context
from typing import Any
from uuid import UUID

from tests.bench.retention.steps import watch, work

SPAWN = get_context("spawn")


@dataclass
class Did:
    """How long steps of a worker took, by their name, in milliseconds: the longest of each."""

    longest: dict[str, float] = field(default_factory=dict)

    def note(self, name: str, began: float) -> None:
        took = (time.perf_counter() - began) * 1000
        self.longest[name] = max(took, self.longest.get(name, 0.0))


def _timed(did: Did, name: str, what: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(what)
    def timed(*args: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return what(*args, **named)
        finally:
            did.note(name, began)

    return timed


def _serve(asked: Any) -> None:
    """Do the runs that are asked for, until None is."""
    did = Did()
    watch(lambda name, what: _timed(did, name, what))
    asked.send("ready")
    while (job := asked.recv()) is not None:
        did.longest.clear()
        work(UUID(job))
        asked.send(dict(did.longest))


@dataclass
class Workers:
    """Processes that work on runs."""

    pipes: list[Any]

    def run(self, job: UUID) -> dict[str, float]:
        """Let all of them work on the run until it is over; return the longest of each step."""
        for pipe in self.pipes:
            pipe.send(str(job))
        longest: dict[str, float] = {}
        for pipe in self.pipes:
            for name, took in pipe.recv().items():
                longest[name] = max(took, longest.get(name, 0.0))
        return longest


@contextmanager
def _reaching(address: str) -> Iterator[None]:
    """A new process sets Django up by its environment as soon as it begins."""
    before = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = address
    yield
    if before is None:
        del os.environ["DATABASE_URL"]
    else:
        os.environ["DATABASE_URL"] = before


@contextmanager
def workers(address: str, number: int) -> Iterator[Workers]:
    """Start that many."""
    pipes, processes = [], []
    for _place in range(number):
        mine, theirs = SPAWN.Pipe()
        process = SPAWN.Process(target=_serve, args=(theirs,), daemon=True)
        with _reaching(address):
            process.start()
        theirs.close()
        pipes.append(mine)
        processes.append(process)
    for pipe in pipes:
        assert pipe.recv() == "ready"
    try:
        yield Workers(pipes)
    finally:
        for pipe in pipes:
            pipe.send(None)
        for process in processes:
            process.join()

"""What a worker of the bench does, and the steps of it that are timed."""

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from records.choices import OPEN_STATES, Strategy
from records.engine import own, run
from records.engine.models import AnonymisationJob
from records.engine.partitions import copying, dropping, rewriting
from records.errors import StoreUnavailable

Timed = Callable[[str, Callable[..., Any]], Callable[..., Any]]


def watch(timed: Timed) -> None:
    """Time whole batches (more than their transaction: an upper bound) and what locks a table."""
    own.run_batch = timed("batch", own.run_batch)
    run.WAYS[Strategy.IN_PLACE] = timed("batch", run.WAYS[Strategy.IN_PLACE])
    dropping.detach = timed("locked", dropping.detach)
    dropping.drop = timed("drop", dropping.drop)
    copying.swap = timed("locked", copying.swap)
    copying.index = timed("index", copying.index)
    for module in (dropping, rewriting):
        module.reckon = timed("count", module.reckon)
        module.sample_anew = timed("sample", module.sample_anew)


def work(job: UUID) -> None:
    """Work on a run until nobody has to any more."""
    while True:
        try:
            more = run.anonymise(job)
        except StoreUnavailable:  # as its task does: again, a little later
            more = True
        if not more:
            if not AnonymisationJob.objects.filter(pk=job, state__in=OPEN_STATES).exists():
                return
            time.sleep(0.02)

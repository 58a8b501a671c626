"""A partition that is written anew: whoever dies or stops, nothing is lost."""

from collections.abc import Callable
from typing import Any

import pytest

from records.engine import run
from records.engine.models import AnonymisationJob
from records.engine.partitions import copying, rewriting
from tests.records.foreign import Server
from tests.records.rewritten import (
    DUE,
    STAYS,
    Died,
    count,
    finished,
    left_behind,
    months,
    plan,
    work,
)

__all__ = ("months", "plan")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.parametrize("server", ["postgresql"], indirect=True),
]


STEPS = [
    (copying, "begin"), (copying, "copy"), (copying, "index"), (copying, "catch_up"),
    (copying, "swap"), (rewriting, "reckon"), (rewriting, "intend"), (rewriting, "drop"),
    (rewriting, "outcome"),
]  # fmt: skip


@pytest.mark.parametrize("step", STEPS, ids=[name for _module, name in STEPS])
@pytest.mark.parametrize("after", [False, True])
def test_a_worker_that_dies_at_any_step_loses_and_doubles_nothing(
    months: Server,
    plan: Callable[..., AnonymisationJob],
    monkeypatch: pytest.MonkeyPatch,
    step: tuple[Any, str],
    after: bool,
) -> None:
    job, original = plan(), getattr(*step)

    def die(*args: Any, **named: Any) -> None:
        if after:
            original(*args, **named)
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(*step, die)
        with pytest.raises(Died):
            work(job)
    months.execute("UPDATE cdr SET duration = 7777 WHERE src = '0699999999'")
    work(job)
    finished(job, DUE)
    assert (count(months), count(months, "duration = 7777")) == (STAYS + 5, STAYS)
    assert left_behind(months) == []


def test_a_partition_that_is_on_record_is_not_written_anew_once_more(
    months: Server, plan: Callable[..., AnonymisationJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker dies after the evidence, before it says that the lane is finished."""
    job = plan()
    with monkeypatch.context() as patch:
        patch.setattr(run, "finish_lane", lambda _lane: (_ for _ in ()).throw(Died))
        with pytest.raises(Died):
            work(job)
    file = months.execute("SELECT pg_relation_filenode('m01')")
    work(job)
    finished(job, DUE)
    assert months.execute("SELECT pg_relation_filenode('m01')") == file
    assert job.batches.count() == 1

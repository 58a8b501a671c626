"""Cutting the keys of a run in lanes, so that workers never meet."""

from itertools import pairwise
from typing import Final

from records.choices import PartStage
from records.engine.counting import Preview
from records.engine.models import FIRST_BATCH, AnonymisationJob, AnonymisationLane
from records.engine.partitions.planning import Part, parts_of
from records.engine.targets import at_table

LANES: Final = 2
"""Two workers keep a store busy without crowding out its users."""
ALONE_BELOW: Final = 20_000
"""Fewer rows are not worth a second worker."""


def lay_lanes(job: AnonymisationJob, found: Preview) -> None:
    """Cut what was found in partitions to take whole, and the keys in lanes.

    They come in place of those that were, but for partitions of which something of ours is still
    in the store: these are finished first.
    """
    token = max(job.lanes.values_list("fencing_token", flat=True), default=0)
    job.lanes.filter(stage=PartStage.NOT_BEGUN).delete()
    left = {lane.part: lane.number for lane in job.lanes.all()}
    number = max(left.values(), default=-1) + 1
    rows = [
        _of_part(job, part)
        for part in whole_parts(job, found.rows)
        if part.partition.name not in left
    ]
    for place, lane in enumerate([*rows, *_of_keys(job, found)], start=number):
        lane.number, lane.fencing_token = place, token
        lane.save(force_insert=True)


def whole_parts(job: AnonymisationJob, due: int) -> list[Part]:
    """Return the partitions that a run with so many rows due takes whole: of rows by key none."""
    if job.keys is not None or job.table is None or not due or not job.table.partition_column:
        return []
    with at_table(job) as connection:
        return parts_of(job, connection)


def _of_part(job: AnonymisationJob, part: Part) -> AnonymisationLane:
    """A lane without keys overlaps no other."""
    return AnonymisationLane(
        job=job,
        first_key=0,
        end_key=0,
        last_key=-1,
        strategy=part.strategy,
        part=part.partition.name,
        bound=part.partition.bound,
    )


def _of_keys(job: AnonymisationJob, found: Preview) -> list[AnonymisationLane]:
    first, end = found.keys
    number = LANES if found.rows >= ALONE_BELOW else 1
    edges = [first + (end - first) * place // number for place in range(number)] + [end]
    return [
        AnonymisationLane(
            job=job, first_key=start, end_key=stop, last_key=start - 1, batch_size=FIRST_BATCH
        )
        for start, stop in pairwise(edges)
    ]

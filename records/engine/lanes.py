"""Cutting the keys of a run in lanes, so that workers never meet."""

from itertools import pairwise
from typing import Final

from records.engine.counting import Preview
from records.engine.models import FIRST_BATCH, AnonymisationJob, AnonymisationLane

LANES: Final = 2
"""Two workers keep a store busy without crowding out its users."""
ALONE_BELOW: Final = 20_000
"""Fewer rows are not worth a second worker."""


def lay_lanes(job: AnonymisationJob, found: Preview) -> None:
    """Cut the keys of what was found in lanes, in place of those that were."""
    tokens = dict(job.lanes.values_list("number", "fencing_token"))
    job.lanes.all().delete()
    first, end = found.keys
    number = LANES if found.rows >= ALONE_BELOW else 1
    edges = [first + (end - first) * place // number for place in range(number)] + [end]
    AnonymisationLane.objects.bulk_create(
        AnonymisationLane(
            job=job,
            number=place,
            first_key=start,
            end_key=stop,
            last_key=start - 1,
            batch_size=FIRST_BATCH,
            fencing_token=max(tokens.values(), default=0),
        )
        for place, (start, stop) in enumerate(pairwise(edges))
    )

"""Where a run works: our own call records, or a mapped table elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from records.engine import own
from records.engine.counting import Preview
from records.engine.elsewhere import counts
from records.engine.models import AnonymisationJob
from records.errors import SchemaDrifted
from records.stores.foreign import reached
from records.stores.reflection import table_found


def preview_of(job: AnonymisationJob) -> Preview:
    """Count what the job's rule makes due in its store right now."""
    if job.table is None:
        return own.preview(job)
    with at_table(job) as connection:
        return counts.preview(job, connection)


@contextmanager
def at_table(job: AnonymisationJob, *, of_any_shape: bool = False) -> Iterator[Connection]:
    """Connect to the store of a run elsewhere; raises SchemaDrifted, StoreUnavailable.

    To clear up what we left there, the table may have changed.
    """
    assert job.table is not None  # noqa: S101 - only runs elsewhere come here
    with reached(job.store) as connection:
        found = table_found(connection, job.table.schema, job.table.name)
        connection.rollback()
        changed = found is None or found.fingerprint != job.fingerprint
        if changed and not of_any_shape:
            raise SchemaDrifted(table=str(job.table))
        yield connection

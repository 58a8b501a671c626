"""What the steps of a partition share in its store: names, guards, one worker at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, text

from records.engine.models import AnonymisationLane

# Others wait behind our request for a lock at most this long; then it is withdrawn and tried again.
_GUARDS: Final = {
    "postgresql": (
        "SET LOCAL lock_timeout = '60ms'",
        "SET LOCAL idle_in_transaction_session_timeout = '60s'",
    ),
    "mysql": ("SET lock_wait_timeout = 0", "SET innodb_lock_wait_timeout = 1"),
}
_TAKE: Final = {
    "postgresql": text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))"),
    "mysql": text("SELECT GET_LOCK(:name, 0)"),
}
_LET_GO: Final = {
    "postgresql": text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))"),
    "mysql": text("SELECT RELEASE_LOCK(:name)"),
}


class PartBusy(Exception):
    """Another session is at work on the partition; it is tried again."""


@dataclass(frozen=True, slots=True)
class Names:
    """What we call things in a store while a partition is under way: found again after a crash."""

    schema: str
    parent: str
    part: str
    mark: str
    quote: Any

    def at(self, name: str) -> str:
        """Return a name as SQL, with its schema."""
        return f"{self.quote(self.schema)}.{self.quote(name)}" if self.schema else self.quote(name)

    @property
    def old(self) -> str:
        """The partition that was taken out of its table, until it is dropped."""
        return f"vp_old_{self.mark}"

    @property
    def new(self) -> str:
        """The table that a partition is written into anew, until it takes its place."""
        return f"vp_new_{self.mark}"

    @property
    def log(self) -> str:
        """The keys of rows that others changed meanwhile."""
        return f"vp_log_{self.mark}"

    @property
    def noting(self) -> str:
        """The function and the triggers that note these keys."""
        return f"vp_note_{self.mark}"


def names_of(lane: AnonymisationLane, connection: Connection) -> Names:
    """Return the names for a lane's partition."""
    table = lane.job.table
    assert table is not None  # noqa: S101 - only runs in mapped tables have partitions
    mark = sha256(f"{lane.job_id}/{lane.part}".encode()).hexdigest()[:12]
    quote = connection.dialect.identifier_preparer.quote
    return Names(table.schema, table.name, lane.part, mark, quote)


@contextmanager
def alone(connection: Connection, names: Names) -> Iterator[None]:
    """Be the only session at work on the partition; raises PartBusy."""
    kind, mark = connection.dialect.name, {"name": f"vp_{names.mark}"}
    kind = "postgresql" if kind == "postgresql" else "mysql"
    with connection.begin():
        got = connection.execute(_TAKE[kind], mark).scalar()
    if not got:
        raise PartBusy
    try:
        yield
    finally:
        if not (connection.invalidated or connection.closed):
            connection.rollback()
            connection.execute(_LET_GO[kind], mark)
            connection.rollback()


def guard(connection: Connection) -> None:
    """Wait for others' locks only briefly."""
    kind = "postgresql" if connection.dialect.name == "postgresql" else "mysql"
    for statement in _GUARDS[kind]:
        connection.execute(text(statement))


def run(connection: Connection, *statements: str) -> None:
    """Execute statements whose names are quoted already."""
    for statement in statements:
        connection.exec_driver_sql(statement)


_ATTACHED: Final = text(
    "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
    " JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace n ON n.oid = p.relnamespace"
    " WHERE n.nspname = :schema AND p.relname = :parent"
)
_PARTS: Final = text(
    "SELECT partition_name FROM information_schema.partitions"
    " WHERE table_schema = :schema AND table_name = :parent AND partition_name IS NOT NULL"
)
_OURS: Final = text(
    "SELECT table_name FROM information_schema.tables"
    " WHERE table_schema = :schema AND table_name IN (:old, :new)"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is in the store of a partition that is under way."""

    attached: bool
    old: bool
    new: bool


def standing(connection: Connection, names: Names) -> Standing:
    """Look what there is; the store knows better than our notes."""
    where = {"schema": names.schema, "parent": names.parent}
    ours = {"schema": names.schema, "old": names.old, "new": names.new}
    with connection.begin():
        asked = _ATTACHED if connection.dialect.name == "postgresql" else _PARTS
        parts = set(connection.execute(asked, where).scalars())
        found = set(connection.execute(_OURS, ours).scalars())
    return Standing(names.part in parts, names.old in found, names.new in found)

"""Whether this code has prepared this database before: then nobody waits while it does so again.

The mark is a comment on the table of migrations: it goes where the data goes (a dump, another
machine) and is gone when they are. It only says who may be served meanwhile; the set-up itself runs
at every start and finds for itself what there is to do.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from voipgrid_privacy.embedded import config

SOURCES = ("cookies", "records", "roles", "templates", "voipgrid_privacy", "requirements.lock")
MARK = sql.SQL("COMMENT ON TABLE django_migrations IS {}")
UNMARK = """DO $$ BEGIN
    IF to_regclass('django_migrations') IS NOT NULL THEN
        COMMENT ON TABLE django_migrations IS NULL;
    END IF;
END $$"""
MARKED = """SELECT obj_description(to_regclass('django_migrations'), 'pg_class'),
    (SELECT concat(count(*), '-', max(id)) FROM django_migrations)"""


def before(database_url: str, commands: Sequence[str]) -> bool:
    """Whether these commands of this very code were the last to prepare this database."""
    try:
        with psycopg.connect(database_url) as connection:
            row = connection.execute(MARKED).fetchone()
    except psycopg.Error:  # the set-up will meet it too, and says what it is
        return False
    return row is not None and row[0] == _mark(commands, row[1])


def remember(connection: psycopg.Connection[Any], commands: Sequence[str]) -> None:
    """Mark the database of this connection as prepared by these commands of this code."""
    row = connection.execute(MARKED).fetchone()
    connection.execute(MARK.format(sql.Literal(_mark(commands, row[1] if row else ""))))


def forget(connection: psycopg.Connection[Any]) -> None:
    """Take the mark away: the next start prepares before it serves."""
    connection.execute(UNMARK)


def _mark(commands: Sequence[str], migrations: str) -> str:
    """Return what changes with the commands, the migrations applied, and any file of ours."""
    digest = hashlib.sha256("\0".join((*commands, migrations)).encode())
    for path in sorted(_files()):
        state = Path(path).stat()
        digest.update(f"\0{path}\0{state.st_size}\0{state.st_mtime_ns}".encode())
    return f"prepared {digest.hexdigest()}"


def _files() -> Iterator[str]:
    for source in SOURCES:
        if (config.ROOT / source).is_file():
            yield str(config.ROOT / source)
        for folder, _, names in os.walk(config.ROOT / source):
            if not folder.endswith("__pycache__"):
                yield from (f"{folder}/{name}" for name in names)

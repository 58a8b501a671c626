"""What a backup says of itself: written in the same snapshot that the dump is made of."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

FORMAT: Final = "voipgrid-backup-1"
BROKER: Final = "pgmq"
"""The schema of the broker in our database: its messages are doorbells, and rung again."""
LEFT_OUT: Final = (
    "django_session",
    "oauth2_provider_accesstoken",
    "oauth2_provider_refreshtoken",
    "oauth2_provider_grant",
    "oauth2_provider_idtoken",
    "oauth2_provider_devicegrant",
)
"""Log-ins and tokens: who was thrown out since must not be back in by an old copy."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """``taken_at`` (UTC) is the recovery point: everything committed by then is in the dump."""

    format: str
    taken_at: datetime
    server: int
    migrations: tuple[str, ...]
    rows: Mapping[str, int]
    sha256: str = ""

    def written(self) -> bytes:
        """Return the manifest as it is kept beside the dump."""
        return orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2)


def read(path: Path) -> Manifest:
    """Return a manifest; raises ValueError, TypeError or KeyError for what is none."""
    found: dict[str, Any] = orjson.loads(path.read_bytes())
    if found["format"] != FORMAT:
        raise ValueError(found["format"])
    times = {"taken_at": datetime.fromisoformat(found["taken_at"])}
    return Manifest(**{**found, **times, "migrations": tuple(found["migrations"])})


def drawn_up() -> Manifest:
    """Return what is in the database, as the transaction in hand sees it."""
    return Manifest(
        format=FORMAT,
        taken_at=_now(),
        server=connection.connection.info.server_version,
        migrations=tuple(sorted(map(".".join, MigrationRecorder(connection).applied_migrations()))),
        rows=counted(),
    )


def _now() -> datetime:
    """Return the clock of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        at: datetime = cursor.fetchall()[0][0]
    return at


def counted() -> dict[str, int]:
    """Return how many rows each table has; partitions count for their table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1"
        )
        tables = [name for (name,) in cursor.fetchall() if name not in LEFT_OUT]
        return {table: _rows(cursor, table) for table in tables}


def _rows(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  a name of the catalogue
    return int(cursor.fetchone()[0])


def sha256_of(path: Path) -> str:
    """Return the hash of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

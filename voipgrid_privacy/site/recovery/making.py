"""Making a backup: a dump and the list of what is in it, of one and the same moment."""

import fcntl
import os
from dataclasses import replace
from pathlib import Path

from django.db import connection, transaction

from voipgrid_privacy.kernel.whole import put_in_place, written_whole
from voipgrid_privacy.site.recovery import manifest
from voipgrid_privacy.site.recovery.manifest import BROKER, LEFT_OUT, Manifest
from voipgrid_privacy.site.recovery.programs import run


def back_up(folder: Path) -> tuple[Path, Manifest]:
    """Write a dump and its manifest into ``folder``; return the dump's path, and what it holds.

    Others go on reading and writing meanwhile. Neither file is there under its name before it is
    whole. Of two at once the second waits. Raises ProgramFailed, OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = folder / "backup.half"
    place = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(place, fcntl.LOCK_EX)
        half.unlink(missing_ok=True)
        return _made(folder, half)
    finally:
        half.unlink(missing_ok=True)  # of a dump that failed: on a full disk it is in the way
        os.close(place)


def _made(folder: Path, half: Path) -> tuple[Path, Manifest]:
    half.touch(mode=0o600)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone() or ("",)
        drawn = manifest.drawn_up()
        _dump(half, snapshot)
    made = replace(drawn, sha256=manifest.sha256_of(half))
    path = folder / f"voipgrid-privacy-{made.taken_at:%Y%m%dT%H%M%SZ}.dump"
    with written_whole(beside(path), mode=0o600) as file:
        file.write(made.written())
    with half.open("rb") as dump:
        os.fsync(dump)
    put_in_place(half, path)
    return path, made


def beside(dump: Path) -> Path:
    """Return where the manifest of a dump is."""
    return dump.with_suffix(".json")


def _dump(target: Path, snapshot: str) -> None:
    left_out = [f"--exclude-table-data=public.{table}" for table in LEFT_OUT]
    run(
        "pg_dump",
        f"--snapshot={snapshot}",
        "--format=custom",
        "--no-owner",
        f"--exclude-schema={BROKER}",
        *left_out,
        f"--file={target}",
    )

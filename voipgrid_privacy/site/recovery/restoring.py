"""Putting a backup back: into an empty database, whole or not at all."""

from pathlib import Path

from django.db import connection

from voipgrid_privacy.kernel.rls import PARTNER_ROLE_EXISTS
from voipgrid_privacy.site.recovery import manifest
from voipgrid_privacy.site.recovery.making import beside
from voipgrid_privacy.site.recovery.manifest import Manifest
from voipgrid_privacy.site.recovery.programs import run


class NotRestored(Exception):
    """Why a backup was not put back; nothing was changed."""


def opened(dump: Path) -> Manifest:
    """Return what a dump says of itself; raises NotRestored if it is not what was written."""
    try:
        made = manifest.read(beside(dump))
        hash_ = manifest.sha256_of(dump)
    except OSError as error:
        raise NotRestored(f"{error.filename} cannot be read.") from error
    except (ValueError, TypeError, KeyError) as error:
        raise NotRestored(f"{beside(dump).name} is not the manifest of a backup.") from error
    if hash_ != made.sha256:
        raise NotRestored(f"{dump.name} is not the file that was written: its hash differs.")
    return made


def restore(dump: Path) -> Manifest:
    """Put a dump into the database of the settings; raises NotRestored, ProgramFailed.

    All is one transaction: what fails leaves the database as empty as it was.
    """
    made = opened(dump)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")
        if (cursor.fetchone() or (0,))[0]:
            raise NotRestored("The database is not empty. A backup is put into one that is.")
        cursor.execute(PARTNER_ROLE_EXISTS)
    run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", str(dump))
    return made

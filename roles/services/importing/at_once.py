"""An import from start to end while somebody waits: for commands, and for whoever scripts one."""

from datetime import datetime

from roles.models import Party
from roles.services.importing.imports import Files, confirm_import, upload_import
from roles.services.importing.results import ImportResult, result_of
from roles.services.importing.working import work_on
from voipgrid_privacy.kernel.tenancy import Viewer


def preview_import(*, files: Files, assigned_by: Party, at: datetime, by: Viewer) -> ImportResult:
    """Return what applying the files would come to; nothing of the register is written.

    ``assigned_by`` gave the numbers in the files. Raises NotAllowed; what is wrong with a file
    or a row is in the result.
    """
    batch = upload_import(files=files, assigned_by=assigned_by, at=at, by=by)
    work_on(batch.pk, at=at)
    batch.refresh_from_db()
    return result_of(batch, by=by)


def apply_import(*, files: Files, assigned_by: Party, at: datetime, by: Viewer) -> ImportResult:
    """Write everything the files say, or, when any row has an error, nothing."""
    seen = preview_import(files=files, assigned_by=assigned_by, at=at, by=by)
    if not seen.sound:
        return seen
    confirm_import(batch=seen.batch, by=by)
    work_on(seen.batch.pk, at=at)
    seen.batch.refresh_from_db()
    return result_of(seen.batch, by=by)

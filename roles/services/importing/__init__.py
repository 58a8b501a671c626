"""Importing parties and contracts: a row before it is a task, judged and written set by set."""

from roles.models.imports import Outcome
from roles.services.importing.at_once import apply_import, preview_import
from roles.services.importing.imports import (
    KEPT,
    MAPPABLE,
    MOST,
    Files,
    confirm_import,
    forget_imports,
    import_named,
    map_columns,
    undo_import,
    upload_import,
)
from roles.services.importing.refusals import FileTooLarge
from roles.services.importing.results import (
    ImportResult,
    Problem,
    columns_of,
    problems_in,
    refusal_of,
    result_of,
)
from roles.services.importing.working import imports_waiting, work_at_once, work_on

__all__ = (
    "KEPT",
    "MAPPABLE",
    "MOST",
    "FileTooLarge",
    "Files",
    "ImportResult",
    "Outcome",
    "Problem",
    "apply_import",
    "columns_of",
    "confirm_import",
    "forget_imports",
    "import_named",
    "imports_waiting",
    "map_columns",
    "preview_import",
    "problems_in",
    "refusal_of",
    "result_of",
    "undo_import",
    "upload_import",
    "work_at_once",
    "work_on",
)

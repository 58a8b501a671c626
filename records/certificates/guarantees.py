"""What each technique promises, and no more: the sentences that are signed."""

from enum import Enum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from records.choices import Technique


class Files(Enum):
    """What became of the files that held what a run erased."""

    KEPT = "old row versions remain in them"
    DROPPED = "partitions were dropped, files and all"
    REPLACED = "partitions were written anew, and their old files dropped"
    REWRITTEN = "the whole table was written anew later, and its old files dropped"


GUARANTEES: Final[dict[str, Promise]] = {
    Technique.DELETE: _(
        "The rows are deleted: no query returns them. Old row versions remain in the table's files"
        " until these are rewritten."
    ),
    Technique.SUPPRESS: _(
        "The named columns are emptied: no query returns their values. The rest of the row stays"
        " and may still point to a person, so this is not anonymisation. Old row versions remain"
        " in the table's files until these are rewritten."
    ),
    Technique.GENERALISE: _(
        "Of each row only the day, the class of both numbers and a band of duration are left."
        " This is generalised, not anonymous: a row that few others equal may be recognised by"
        " whoever knows of that call, and linking and inference were not tested. Old row versions"
        " remain in the table's files until these are rewritten."
    ),
    Technique.RECTIFY: _(
        "The named columns of these rows have the value that the data subject asked for. What stood"
        " there before is returned by no query; old row versions remain in the table's files until"
        " these are rewritten."
    ),
}
"""*Anonymous* asks that singling out, linking and inference are ruled out (WP29 Op. 05/2014)."""

_ERASED: Final = _(
    "Logically erased means that no query returns the values. The table's files were not rewritten,"
    " so nothing is called physically erased. Log and backups made up to the end of the run expire"
    " on the days named, by the terms that the store declares; backups of files made later still"
    " copy old row versions until the files are rewritten."
)
_REPLACED: Final = _(
    "Values replaced means that no query returns the values as they were; the rows stay. The"
    " table's files were not rewritten, so nothing is called physically erased. Log and backups"
    " made up to the end of the run expire on the days named, by the terms that the store"
    " declares; backups of files made later still copy old row versions until the files are"
    " rewritten."
)

_GONE: Final[dict[tuple[Files, str], Promise]] = {
    (Files.DROPPED, Technique.DELETE): _(
        "The rows lay in partitions of which every row was due. These were dropped whole: no query"
        " returns the rows, and the database removed the files that held them."
    ),
    (Files.REPLACED, Technique.DELETE): _(
        "The rows are deleted: no query returns them. The partitions that held them were written"
        " anew without them, or dropped whole, and the database removed the files as they were."
    ),
    (Files.REPLACED, Technique.SUPPRESS): _(
        "The named columns are emptied: no query returns their values. The rest of the row stays"
        " and may still point to a person, so this is not anonymisation. The partitions were"
        " written anew, and the database removed the files that held the values."
    ),
    (Files.REWRITTEN, Technique.DELETE): _(
        "The rows are deleted: no query returns them. The table was written anew without them"
        " afterwards, and the database removed its old files."
    ),
    (Files.REWRITTEN, Technique.SUPPRESS): _(
        "The named columns are emptied: no query returns their values. The rest of the row stays"
        " and may still point to a person, so this is not anonymisation. The table was written"
        " anew afterwards, and the database removed its old files."
    ),
    (Files.REWRITTEN, Technique.GENERALISE): _(
        "Of each row only the day, the class of both numbers and a band of duration are left."
        " This is generalised, not anonymous: a row that few others equal may be recognised by"
        " whoever knows of that call, and linking and inference were not tested. The table was"
        " written anew afterwards, and the database removed its old files."
    ),
    (Files.REWRITTEN, Technique.RECTIFY): _(
        "The named columns of these rows have the value that the data subject asked for. What stood"
        " there before is returned by no query. The table was written anew afterwards, and the"
        " database removed its old files."
    ),
}
_REWRITTEN: Final = _(
    "Physically erased means that the database wrote the whole table anew and removed its old"
    " files; it reported that no old row version was copied along. The disk may keep freed blocks"
    " until it writes over them. The database may also keep samples of columns for its planner:"
    " these were taken anew, but old versions of them remain in its catalogue unless it was told to"
    " sample nothing of the columns. Log and backups made up to the rewrite expire on the days"
    " named, by the terms that the store declares."
)
_REMOVED: Final = _(
    "Physically erased means that the database removed the files of the partitions that held the"
    " rows; the disk may keep freed blocks until it writes over them. The database may also keep"
    " samples of columns for its planner. PostgreSQL took these anew, but old versions of them"
    " remain in its catalogue unless it was told to sample nothing of the columns. Log and backups"
    " made up to the end of the run expire on the days named, by the terms that the store declares."
)


def guarantee_of(technique: str, files: Files) -> Promise:
    """Return what was done to the rows, and no more."""
    return _GONE.get((files, technique), GUARANTEES[technique])


def caveat_of(technique: str, files: Files) -> Promise:
    """Return what the states of a certificate mean, and what they do not."""
    if files == Files.REWRITTEN:
        return _REWRITTEN
    if files != Files.KEPT:
        return _REMOVED
    return _ERASED if technique == Technique.DELETE else _REPLACED

"""What an import is refused for, as a whole."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError


class UnreadableFile(DomainError):
    """The file as a whole cannot be read."""

    code = "unreadable_file"
    title = _("%(problem)s")


class FileTooLarge(DomainError):
    """More bytes than one import takes."""

    code = "file_too_large"
    title = _("The files are larger than %(most)s MB together: split them.")


class CellTooLong(DomainError):
    """A cell or line that no register holds."""

    code = "cell_too_long"
    title = _("Line %(line)s of %(file)s holds a cell or line that is far too long.")


class UnsafeWorkbook(DomainError):
    """A workbook that unpacks to far more than it is, or has parts that no list needs."""

    code = "unsafe_workbook"
    title = _("%(file)s unpacks to more than a list needs: save the sheet as CSV.")


class ImportNotReady(DomainError):
    """The import is not in the state that this takes."""

    code = "import_not_ready"
    title = _("This cannot be done with an import that is: %(state)s.")
    status = 409


class ImportHasErrors(DomainError):
    """All or nothing: rows with errors are mended, or left out on purpose."""

    code = "import_has_errors"
    title = _("There are rows with errors. Mend them, or import the other rows without them.")
    status = 409


class ImportOutdated(DomainError):
    """The register changed since the preview."""

    code = "import_outdated"
    title = _("The register changed since the preview: import the file again.")
    status = 409


class UndoTooLate(DomainError):
    """An import can be undone for a day."""

    code = "undo_too_late"
    title = _("An import can be undone for 24 hours; after that, end or correct what is wrong.")
    status = 409


class LaterFacts(DomainError):
    """Something was entered that stands on what was imported."""

    code = "later_facts"
    title = _("Later facts stand on this import: %(facts)s. End or correct what is wrong instead.")
    status = 409

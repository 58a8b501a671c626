"""Tables that were handed out, opened in LibreOffice: as they were, and no cell is worked out."""

from datetime import date

from roles.queries.exporting.workbook import workbook_of
from tests.office import LibreOffice, libreoffice
from voipgrid_privacy.kernel.tables import Table, as_xlsx

__all__ = ("libreoffice",)


def test_a_table_opens_without_a_warning_and_works_nothing_out(libreoffice: LibreOffice) -> None:
    table = Table(
        name="t",
        title="Bevindingen",
        about=(("Peildatum", "2026-11-27"),),
        columns=("Partij", "Aantal", "Dag"),
        rows=(("=1+1", 2, date(2026, 11, 27)), ("@SUM(A1)", 3, None), ("Café €", 4, None)),
    )
    response = as_xlsx(table)
    rows = libreoffice(response.getvalue())
    response.file_to_stream.close()
    assert rows[-3:] == [["=1+1", "2", "2026-11-27"], ["@SUM(A1)", "3", ""], ["Café €", "4", ""]]


def test_the_matrix_opens_without_a_warning(libreoffice: LibreOffice) -> None:
    lines = iter(["Partij;Rol\r\n", "=1+1;processor\r\n"])
    with workbook_of(lines) as book:
        opened = libreoffice(book.read())
    assert opened == [["Partij", "Rol"], ["=1+1", "processor"]]

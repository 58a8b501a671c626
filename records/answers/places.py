"""Where somebody can be found: our own call records, and tables that say whom they identify."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from records.choices import FoundBy, StartEvent, StoreKind, Whose
from records.stores.models import DataStore, StoreTable
from roles.models import DataElement

OWN_TABLE = "records_calldetailrecord"
_OWN = (
    ("caller", "calling_number", FoundBy.PHONE, Whose.CALLER, ""),
    ("callee", "called_number", FoundBy.PHONE, Whose.CALLED, ""),
    ("started_at", "call_start", "", "", ""),
    ("duration_seconds", "call_duration", "", "", ""),
    ("invoice_date", "", "", "", StartEvent.INVOICE_DATE),
)
"""Our own call records: column, element, by what it identifies whom, and the date of what."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of a place: what it holds, of which category, and whom it identifies by what."""

    name: str
    element: str
    category: UUID | None
    identifier: str = ""
    whose: str = ""
    starts: str = ""

    @property
    def tells(self) -> bool:
        """Whether it is part of an answer: it holds data, or the date of something."""
        return bool(self.element or self.starts or self.identifier)


@dataclass(frozen=True, slots=True)
class Place:
    """One table in which somebody can be found. ``table`` is empty for our own call records.

    ``partner`` and ``customer`` are the columns that say whose rows they are.
    """

    store: DataStore
    table: StoreTable | None
    schema: str
    name: str
    key: str
    partner: str
    customer: str
    cells: tuple[Cell, ...]

    @property
    def categories(self) -> frozenset[UUID]:
        """The categories of the data in it."""
        return frozenset(cell.category for cell in self.cells if cell.category)

    @property
    def finding(self) -> tuple[Cell, ...]:
        """The columns that identify somebody."""
        return tuple(cell for cell in self.cells if cell.identifier)

    def __str__(self) -> str:
        return f"{self.store}: {self.table.name}" if self.table else str(self.store)


def places() -> list[Place]:
    """Return every place in which somebody can be found, our own first."""
    return [*_own(), *_elsewhere()]


def _own() -> Iterator[Place]:
    known = {each.code: each for each in DataElement.objects.all()}
    for store in DataStore.objects.filter(kind=StoreKind.OWN_POSTGRESQL):
        cells = tuple(
            Cell(
                name,
                element if element in known else "",
                known[element].category_id if element in known else None,
                str(kind),
                str(whose),
                str(starts),
            )
            for name, element, kind, whose, starts in _OWN
        )
        yield Place(store, None, "", OWN_TABLE, "id", "partner_id", "customer_id", cells)


def _elsewhere() -> Iterator[Place]:
    """Yield mapped tables; one that identifies nobody is no place to find anybody."""
    tables = StoreTable.objects.filter(in_use=True, columns__identifier__gt="").distinct()
    for table in tables.select_related("store").prefetch_related("columns__element"):
        cells = tuple(
            Cell(
                row.name,
                row.element.code if row.element else "",
                row.element.category_id if row.element else None,
                row.identifier,
                row.whose,
                row.starts,
            )
            for row in table.columns.all()
        )
        yield Place(
            table.store,
            table,
            table.schema,
            table.name,
            table.key_column,
            table.partner_column,
            table.customer_column,
            cells,
        )

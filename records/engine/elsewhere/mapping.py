"""A mapped table as SQL sees it: what is due in it, and what a run changes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Column,
    ColumnElement,
    MetaData,
    String,
    Table,
    and_,
    cast,
    false,
    func,
    not_,
    or_,
    true,
)

from records.choices import StartEvent, Technique
from records.engine.corrections import right_values
from records.engine.counting import last_day
from records.engine.models import AnonymisationJob
from records.errors import NothingMapped
from records.holds.models import LegalHold
from records.stores.models import StoreColumn, StoreTable
from voipgrid_privacy.kernel.legal_days import AMSTERDAM, legal_day

NUMBERS: Final = frozenset({"calling_number", "called_number", "phone_numbers"})
_DATE_OF: Final = {StartEvent.END_OF_FINANCIAL_YEAR: StartEvent.INVOICE_DATE}


@dataclass(frozen=True, slots=True)
class Mapped:
    """A table of a store with the columns that a run needs."""

    table: Table
    key: Column[Any]
    start: Column[Any]
    start_type: str
    zone: ZoneInfo
    partner: Column[Any] | None
    customer: Column[Any] | None
    numbers: tuple[Column[Any], ...]

    def due(self, job: AnonymisationJob) -> ColumnElement[bool]:
        """Return the condition that a row is due by the job's rule and not yet done."""
        which = self._of_request(job) or [self.start <= self._bound(last_day(job))]
        conditions = [*which, *self._whose(job)]
        if job.technique == Technique.SUPPRESS:
            conditions.append(or_(*[self.table.c[name].is_not(None) for name in job.blanks]))
        if job.technique == Technique.RECTIFY:
            conditions.append(self.differs(job))
        return and_(*conditions)

    def differs(self, job: AnonymisationJob) -> ColumnElement[bool]:
        """Return the condition that a row has not the right values; none once they are gone."""
        right = [self.table.c[name].is_distinct_from(v) for name, v in right_values(job).items()]
        return or_(false(), *right)

    def undated(self, job: AnonymisationJob) -> ColumnElement[bool]:
        """Return the condition that a row's term has no start; of rows by key no term matters."""
        if job.keys is not None:
            return false()
        return and_(self.start.is_(None), *self._whose(job))

    def held(self, holds: list[LegalHold]) -> ColumnElement[bool]:
        """Return the condition that a hold spares the row."""
        return or_(false(), *[self._held(hold) for hold in holds])

    def spared_not(self, holds: list[LegalHold]) -> ColumnElement[bool]:
        """Return the condition that no hold spares the row; a comparison with nothing is none."""
        return and_(true(), *[not_(self._held(hold)) for hold in holds])

    def day(self, value: Any) -> date | None:
        """Return a value of the start column as a legal day."""
        if not isinstance(value, datetime):
            return value  # type: ignore[no-any-return]
        aware = value if value.tzinfo else value.replace(tzinfo=self._zone)
        return legal_day(aware)

    @property
    def _zone(self) -> ZoneInfo:
        """MariaDB hands out a TIMESTAMP in the zone of the session, which is UTC."""
        return ZoneInfo("UTC") if self.start_type == "TIMESTAMP" else self.zone

    def _bound(self, day: date) -> date | datetime:
        """Return the last value of the start column that falls on ``day`` or earlier."""
        if self.start_type == "DATE":
            return day
        midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), AMSTERDAM)
        last = midnight - timedelta(microseconds=1)
        if "WITH TIME ZONE" in self.start_type:
            return last
        return last.astimezone(self._zone).replace(tzinfo=None)

    def _of_request(self, job: AnonymisationJob) -> list[ColumnElement[bool]]:
        return [] if job.keys is None else [self.key.in_(job.keys)]

    def _whose(self, job: AnonymisationJob) -> list[ColumnElement[bool]]:
        if self.partner is None:
            return []
        mine, named = [], cast(self.partner, String(36))
        if job.only_partner:
            mine.append(named == str(job.only_partner))
        if job.except_partners:
            others = [str(partner) for partner in job.except_partners]
            mine.append(or_(self.partner.is_(None), named.not_in(others)))
        return mine

    def _held(self, hold: LegalHold) -> ColumnElement[bool]:
        """What the table cannot tell apart is spared; a table without numbers holds none."""
        conditions: list[ColumnElement[bool]] = []
        whose = [column for column in (self.partner, self.customer) if column is not None]
        if hold.party_id and whose:
            named = [cast(column, String(36)) == str(hold.party_id) for column in whose]
            conditions.append(func.coalesce(or_(*named), false()))
        if hold.seller_id and self.partner is not None:
            sold = cast(self.partner, String(36)) == str(hold.seller_id)
            conditions.append(func.coalesce(sold, false()))
        if hold.keys is not None:
            conditions.append(self.key.in_(hold.keys))
        if hold.number:
            known = spellings(hold.number)
            conditions.append(
                or_(false(), *[and_(c.is_not(None), c.in_(known)) for c in self.numbers])
            )
        if hold.period:
            conditions.append(self._within(hold.period))
        return and_(self.key.is_not(None), *conditions)

    def _within(self, period: Any) -> ColumnElement[bool]:
        one = timedelta(days=1)
        bounds: list[ColumnElement[bool]] = [self.start.is_not(None)]
        if period.lower:
            bounds.append(self.start > self._bound(period.lower - one))
        if period.upper:
            bounds.append(self.start <= self._bound(period.upper - one))
        return and_(*bounds)


def mapped(table: StoreTable, start_event: StartEvent, *, name: str = "") -> Mapped:
    """Return the table, or one called ``name`` that is just like it, with its meaning.

    Raises NothingMapped without a date for the event.
    """
    columns = {column.name: column for column in table.columns.select_related("element")}
    start = start_column(columns.values(), start_event)
    if start is None or not table.key_column:
        raise NothingMapped
    made = Table(
        name or table.name,
        MetaData(),
        *[Column(name) for name in columns],
        schema=table.schema or None,
    )
    numbers = [c for c in columns.values() if c.element and c.element.code in NUMBERS]
    return Mapped(
        table=made,
        key=made.c[table.key_column],
        start=made.c[start.name],
        start_type=start.data_type.upper().partition("(")[0].strip()
        if "ZONE" not in start.data_type.upper()
        else "TIMESTAMP WITH TIME ZONE",
        zone=ZoneInfo(table.store.zone),
        partner=made.c[table.partner_column] if table.partner_column else None,
        customer=made.c[table.customer_column] if table.customer_column else None,
        numbers=tuple(made.c[column.name] for column in numbers),
    )


def start_column(columns: Any, start_event: StartEvent) -> StoreColumn | None:
    """Return the column that is the date of the event; a financial year ends after an invoice."""
    wanted = _DATE_OF.get(start_event, start_event)
    return next((column for column in columns if column.starts == wanted), None)


def spellings(number: str) -> list[str]:
    """Return the ways in which a number in E.164 may be written without spaces."""
    digits = number.removeprefix("+")
    local = [f"0{digits[2:]}"] if digits.startswith("31") else []
    return [number, digits, f"00{digits}", *local]

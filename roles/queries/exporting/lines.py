"""Lines of the export: written once for a chain, filled in for each customer that has it.

A line is text with places for what differs: the customer, its contract and its days. Whatever
stands above a customer is the same for all customers of one provider, and so are their roles.
"""

import csv
import io
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

import orjson

from roles.queries.matrix import MatrixCell
from voipgrid_privacy.kernel.spreadsheets import defused

COLUMNS: Final = (
    "customer_id",
    "customer",
    "party_id",
    "party",
    "kind",
    "data_category",
    "service_feature",
    "purpose",
    "role",
    "depth",
    "upstream_id",
    "upstream",
    "valid_from_date",
    "valid_until_date",
    "rules",
    "cites",
    "path",
    "displaced",
    "findings",
)
TOKEN: Final = f"@{secrets.token_hex(8)}:"
"""Begins a place; nobody who chooses a name knows it."""
PLACE: Final = re.compile(TOKEN + r"(\d+)@")
CUSTOMER, NAME, CONTRACT, DAYS = range(4)


def place(number: int) -> str:
    """Return the text that stands where a value will be filled in."""
    return f"{TOKEN}{number}@"


@dataclass(frozen=True, slots=True)
class Form:
    """A way of writing rows: the first line, a row with places, and a value as it is filled in."""

    head: str
    row: Callable[[dict[str, Any]], str]
    value: Callable[[str | None], str]
    media: str


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines of a chain: texts, every second of which is filled in, and by which values."""

    texts: tuple[str, ...]
    picked: Callable[[list[str]], tuple[str, ...]]

    def filled(self, values: list[str]) -> str:
        """Return the lines of one customer."""
        texts = list(self.texts)
        texts[1::2] = self.picked(values)
        return "".join(texts)


def lines_of(cells: list[dict[str, Any]], form: Form) -> Lines:
    """Return the lines of a chain in a form: each names the customer, so there are places."""
    texts = tuple(PLACE.split("".join(form.row(cell) for cell in cells)))
    return Lines(texts, itemgetter(*map(int, texts[1::2])))


def cell_row(cell: MatrixCell, customer: Any, contract: Any, period: int) -> dict[str, Any]:
    """Return a cell with places where the customer, its contract and its days stand."""

    def who(party: Any) -> tuple[str, str]:
        ours = party.id == customer
        return (place(CUSTOMER), place(NAME)) if ours else (str(party.id), party.name)

    party_id, party = who(cell.party)
    upstream_id, upstream = who(cell.upstream) if cell.upstream else (None, None)
    path = [place(CONTRACT) if ref.id == contract else str(ref.id) for ref in cell.path]
    return {
        "customer_id": place(CUSTOMER),
        "customer": place(NAME),
        "party_id": party_id,
        "party": party,
        "kind": cell.party.kind,
        "data_category": cell.category,
        "service_feature": cell.feature,
        "purpose": cell.purpose,
        "role": cell.role.value,
        "depth": cell.depth,
        "upstream_id": upstream_id,
        "upstream": upstream,
        "valid_from_date": place(DAYS + 2 * period),
        "valid_until_date": place(DAYS + 2 * period + 1),
        "rules": [ground.rule for ground in cell.grounds],
        "cites": [str(cite) for ground in cell.grounds for cite in ground.cites],
        "path": path,
        "displaced": [each.ground.rule for each in cell.displaced],
        "findings": list(cell.findings),
    }


def _json_row(row: dict[str, Any]) -> str:
    text = orjson.dumps(row).decode() + "\n"
    return re.sub(f'"({TOKEN}\\d+@)"', r"\1", text)


def _json_value(value: str | None) -> str:
    return orjson.dumps(value or None).decode()


def _csv_row(row: dict[str, Any]) -> str:
    return _csv_line([_csv_cell(row[column]) for column in COLUMNS])


def _csv_cell(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(value) if all(" " not in each for each in value) else "; ".join(value)
    return "" if value is None else defused(str(value)) if TOKEN not in str(value) else str(value)


def _csv_line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerow(cells)
    return out.getvalue()


def _csv_value(value: str | None) -> str:
    text = defused(value or "")
    if any(odd in text for odd in ';"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text


FORMS: Final = {
    "ndjson": Form("", _json_row, _json_value, "application/x-ndjson"),
    "csv": Form("\ufeff" + _csv_line([*COLUMNS]), _csv_row, _csv_value, "text/csv; charset=utf-8"),
}

"""What an entry of the record says of data and terms, from the declarations of the tables."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import override

from records.own.declared import FILE, Table, name_of, own_activities, tables_of
from voipgrid_privacy.accounts.privacy import NOT_WRITTEN
from voipgrid_privacy.kernel.data_files import read_yaml

CATEGORY: Final = "REGISTER"
"""The data category of what the register keeps itself."""


def declared_sections(entry: str) -> dict[str, Any]:
    """Return the sections on data and retention of an entry about the register itself; else none.

    An element has a term where every table that has it says for how long: else it has none, and
    the record names letter (f) as missing.
    """
    found = _tables_by_element(entry)
    if not found:
        return {}
    return {
        "data": [{"category": CATEGORY, "elements": list(found)}],
        "retention": [
            {
                "category": CATEGORY,
                "element": code,
                "rule": None,
                "term": _terms(tables),
                "law": None,
            }
            for code, tables in found.items()
            if all(table.kept for table in tables)
        ],
    }


def element_of(table: Table, field: str) -> str | None:
    """Return the element that a personal field is."""
    elements = _elements()
    return elements.get(f"{table.model._meta.label}.{field}") or elements.get(field)


def _tables_by_element(entry: str) -> dict[str, list[Table]]:
    """Return the tables that are written to, by element, in the order of the data file."""
    held: dict[str, list[Table]] = defaultdict(list)
    for table in _tables(entry):
        for code in dict.fromkeys(element_of(table, field.name) for field, _how in table.fields):
            held[str(code)].append(table)
    return {code: held[code] for code in dict.fromkeys(_elements().values()) if code in held}


def _tables(entry: str) -> list[Table]:
    activities = [each for each in own_activities() if each.entry == entry]
    every = (table for each in activities for table in tables_of(each))
    return sorted(
        (table for table in every if table.kept is not NOT_WRITTEN),
        key=lambda table: table.model._meta.label,
    )


def _terms(tables: Iterable[Table]) -> dict[str, str]:
    """Return each term with the tables that it is for, in every language of the record."""
    return {language: _told(tables, language) for language in ("nl", "en")}


def _told(tables: Iterable[Table], language: str) -> str:
    with override(language):
        by_term: dict[str, list[str]] = defaultdict(list)
        for table in tables:
            by_term[str(table.kept).rstrip(".")].append(name_of(table.model))
        return ". ".join(f"{_listed(names)}: {_small(term)}" for term, names in by_term.items())


def _listed(names: list[str]) -> str:
    return ", ".join([names[0], *map(_small, names[1:])])


def _small(text: str) -> str:
    """Return text as it stands inside a sentence; an abbreviation stays as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


@lru_cache(maxsize=1)
def _elements() -> dict[str, str]:
    return {field: code for code, fields in read_yaml(FILE)["elements"].items() for field in fields}

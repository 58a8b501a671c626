"""Lists as files: CSV with named columns, and the JSON of the EDPB website auditing tool. Pure."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from cookies.choices import Technique
from cookies.registry.importing import words
from cookies.registry.importing.rows import Reading, ReadRow, storable

COLUMNS: Final = {
    "name": ("naam", "cookie", "cookie_name", "pattern", "patroon", "key"),
    "domain": ("domein", "host", "provider_domain"),
    "provider": ("aanbieder", "controller"),
    "technique": ("techniek", "type", "soort"),
    "lifetime": ("levensduur", "expiry", "bewaartermijn", "retention"),
    "category": ("categorie",),
    "purpose_nl": ("doel_nl", "doel"),
    "purpose_en": ("doel_en", "purpose"),
    "path": ("pad",),
}


class Unreadable(ValueError):
    """The file as a whole is not such a list."""


def read_csv(content: bytes) -> tuple[ReadRow, ...]:
    """Return the rows of a CSV file (comma, semicolon or tab); raises Unreadable."""
    try:
        text = storable(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable("not UTF-8") from error
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    ours = {alias: name for name, known in COLUMNS.items() for alias in (name, *known)}
    try:
        given = {head: ours.get(_plain(head)) for head in reader.fieldnames or ()}
        lines = list(reader)
    except csv.Error as error:
        raise Unreadable(str(error)) from error
    if "name" not in given.values():
        raise Unreadable("no column with a name")
    return tuple(_from_cells(n, _renamed(row, given)) for n, row in enumerate(lines, start=2))


def _plain(head: str) -> str:
    return re.sub(r"[\s-]+", "_", (head or "").strip().lower())


def _renamed(row: dict[str, Any], given: dict[str, str | None]) -> dict[str, str]:
    pairs = ((given.get(head), value) for head, value in row.items())
    return {name: str(value or "").strip() for name, value in pairs if name}


def _from_cells(number: int, cells: dict[str, str]) -> ReadRow:
    kind = words.technique(cells.get("technique", "") or "http")
    term = cells.get("lifetime", "")
    lasts = term if re.fullmatch(r"P[\dA-Z]+", term) else words.lifetime(term)
    wrong = {
        "name_missing": not cells.get("name"),
        "technique_unknown": kind is None,
        "lifetime_unknown": bool(term) and lasts is None,
    }
    purpose = (cells.get("purpose_nl", ""), cells.get("purpose_en", ""))
    return ReadRow(
        line=number,
        verbatim="; ".join(value for value in cells.values() if value),
        readings=(Reading(cells.get("name", ""), cells.get("domain", "").lower()),),
        technique=kind,
        lifetime=lasts or "",
        lifetime_text=term,
        category=words.category(cells["category"]) or "" if cells.get("category") else "",
        purpose=purpose if all(purpose) else None,
        path=cells.get("path") or "/",
        provider_text=cells.get("provider", ""),
        problem=next((code for code, yes in wrong.items() if yes), ""),
    )


def read_edpb(content: bytes) -> tuple[ReadRow, ...]:
    """Return the entries of a knowledge base of the EDPB website auditing tool.

    Its JSON has ``knowledges``, each with domain, name (or key), category, source, controller,
    date, policy, reference and comment. Raises Unreadable.
    """
    try:
        entries = json.loads(content.decode("utf-8-sig"))["knowledges"]
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable("no “knowledges”") from error
    if not isinstance(entries, list):
        raise Unreadable("no “knowledges”")
    return tuple(_from_knowledge(n, entry) for n, entry in _objects(entries))


def _objects(entries: list[Any]) -> Iterator[tuple[int, dict[str, str]]]:
    for number, entry in enumerate(entries, start=1):
        given = entry if isinstance(entry, dict) else {}
        yield number, {str(k): storable(str(v or "")).strip() for k, v in given.items()}


def _from_knowledge(number: int, entry: dict[str, str]) -> ReadRow:
    stored = "key" in entry
    name = entry.get("key" if stored else "name", "")
    if entry.get("wildcard_match") == "1" and not name.endswith("*"):
        name += "*"
    host = entry.get("domain", "").lstrip("*.").lower()
    useless = not name.strip("*")
    return ReadRow(
        line=number,
        verbatim=f"{name} ({entry.get('domain', '')})",
        readings=(Reading(name, host),),
        technique=Technique.LOCAL_STORAGE if stored else Technique.HTTP_COOKIE,
        category=words.category(entry.get("category", "")) or "",
        provider_text=entry.get("controller", ""),
        extra={
            "description": entry.get("comment", ""),
            "policy": entry.get("policy", ""),
            "category": entry.get("category", ""),
            "stated_on": _day(entry.get("date", "")),
        },
        problem="pattern_malformed" if useless else "",
    )


def _day(text: str) -> str:
    found = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", text)
    if not found:
        return ""
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    except ValueError:
        return ""


def read_open_cookie_database(content: bytes) -> tuple[ReadRow, ...]:
    """Return the entries of the Open Cookie Database; raises Unreadable."""
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    name = "Cookie / Data Key name"
    if name not in (reader.fieldnames or ()):
        raise Unreadable("no column “Cookie / Data Key name”")
    return tuple(_from_database(n, row) for n, row in enumerate(reader, start=2) if row[name])


def _from_database(number: int, row: dict[str, str]) -> ReadRow:
    name = row["Cookie / Data Key name"].strip()
    pattern = f"{name}*" if row.get("Wildcard match") == "1" else name
    term = (row.get("Retention period") or "").strip()
    host = re.match(r"\.?([a-z0-9.-]+\.[a-z]{2,})", (row.get("Domain") or "").strip().lower())
    return ReadRow(
        line=number,
        verbatim=f"{name}: {row.get('Description') or ''}",
        readings=(Reading(pattern, host[1] if host else ""),),
        technique=Technique.HTTP_COOKIE,
        lifetime=words.lifetime(term) or "",
        lifetime_text=term,
        category=words.category(row.get("Category") or "") or "",
        provider_text=(row.get("Data Controller") or "").strip(),
        extra={
            "description": (row.get("Description") or "").strip(),
            "policy": (row.get("User Privacy & GDPR Rights Portals") or "").strip(),
            "category": (row.get("Category") or "").strip(),
            "key": (row.get("ID") or "").strip(),
        },
        problem="pattern_malformed" if not pattern.strip("*") else "",
    )

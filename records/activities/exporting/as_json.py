"""A record as JSON: keys in order, one text per record, written while it is read."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from records.activities.choices import RecordKind
from records.activities.completeness import letters
from records.activities.exporting.taken import Taken
from records.activities.processing import Group
from records.activities.queries import Entry
from records.activities.sections import canonical
from voipgrid_privacy.kernel.tables import in_pieces


def as_json(taken: Taken) -> StreamingHttpResponse:
    """Return the record as JSON; of a processor with all its groups."""
    pieces = in_pieces(written(said_of(taken)))
    response = StreamingHttpResponse(pieces, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{taken.name}.json"
    )
    return response


def written(said: dict[str, Any]) -> Iterator[str]:
    """Yield the canonical text of an object; a value that is an iterator is written as it comes."""
    for number, key in enumerate(sorted(said)):
        yield f"{',' if number else '{'}{canonical(key)}:"
        value = said[key]
        yield from _list(value) if isinstance(value, Iterator) else [canonical(value)]
    yield "}"


def _list(values: Iterable[Any]) -> Iterator[str]:
    before = "["
    for value in values:
        yield before + canonical(value)
        before = ","
    yield "[]" if before == "[" else "]"


def said_of(taken: Taken) -> dict[str, Any]:
    """Return the record as JSON tells it; the groups come as they are read."""
    found = taken.found
    said: dict[str, Any] = {
        "party": {"id": str(found.party.pk), "name": found.party.name},
        "keeper": {
            "address": found.head.address,
            "contacts": list(found.head.contacts),
            "officer": found.head.officer,
            "officer_contact": found.head.officer_contact,
            "representative": found.head.representative,
        },
        "record": found.kind,
        "asof_date": found.on.isoformat(),
        "known_at": found.known_at.isoformat() if found.known_at else None,
        "missing": letters(found.lacking),
        "entries": [_entry(entry) for entry in found.entries],
    }
    if found.kind == RecordKind.PROCESSOR:
        said["groups"] = (group_body(group) for group in taken.groups())
    return said


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "id": str(entry.pk),
        "code": entry.code,
        "standing": entry.standing.value,
        "base_version": entry.base.number if entry.base else None,
        "own_version": entry.own.number if entry.own else None,
        "missing": letters(entry.missing),
        "sections": entry.body,
    }


def group_body(group: Group) -> dict[str, Any]:
    """Return a group as JSON tells it."""
    how = group.reached
    return {
        "controller": {
            "id": str(group.controller),
            "name": group.name,
            "kvk_number": group.kvk_number,
            "country": group.country,
            "address": how.address,
            "contact": how.contact,
            "officer": how.officer,
            "representative": how.representative,
        },
        "contract": group.contract,
        "since_date": group.since.isoformat() if group.since else None,
        "missing": group.missing,
        "parts": [
            {
                "data_category": part.category,
                "role": part.role.value,
                "depth": part.depth,
                "upstream": group.upstream_of(part),
                "processing": [str(entry.pk) for entry in part.entries],
            }
            for part in group.parts
        ],
    }

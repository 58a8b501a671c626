"""Nobody's name, number or address is where it cannot be erased, or where others read."""

import logging

import pytest
from django.db import connection

from records.requests import services
from records.requests.persons import Person
from tests.records.requests.conftest import ANNA, SAID

pytestmark = pytest.mark.django_db
CANARIES = ("Canarie", "canarie", "12345678", "12 34 56 78", "K-4711", "Zeldzaam", "gemachtigde")
ERASABLE = {
    "records_requestcontent",
    "records_requestperson",
    "records_requestidentifier",
    "records_requeststep",
    "records_requestnote",
    "records_requesttask",
}


def tables() -> list[str]:
    return sorted(set(connection.introspection.table_names()))


def holds(table: str) -> set[str]:
    """Return the canaries in any column of any row of a table."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT t::text FROM "{table}" t')
        text = "\n".join(row[0] or "" for row in cursor.fetchall())
    return {canary for canary in CANARIES if canary in text}


def test_persons_are_in_erasable_tables_and_nowhere_else(cast, asking, olga, caplog):
    caplog.set_level(logging.DEBUG)
    agent = Person("Mr. gemachtigde", ("agent@canarie.example",))
    request = asking.receive(
        about=cast.bakker, requester=agent, mandate="Zeldzaam", words="Ik ben Anna Canarie"
    )
    words = {**SAID, "name": "Anna Canarie", "text": "Zeldzaam 12345678"}
    services.ask_identity(request=request, by=olga, **words)
    part = asking.part(request, "TRAFFIC_BILLING")
    services.forward_part(part=part, by=olga, **words)
    inside = {"request": request, "party": cast.platform, "at": SAID["at"], "by": olga}
    services.note_request(name="Olga", text="Zeldzaam", **inside)
    services.assign_request(assignee="Anna Canarie", text="Zeldzaam", **inside)
    found = {table: seen for table in tables() if (seen := holds(table))}
    assert set(found) == ERASABLE  # and so the test sees what is there
    assert not [canary for canary in CANARIES if canary in caplog.text]
    assert not [canary for canary in CANARIES if canary in str(request) + request.reference]
    assert ANNA.name == "Anna Canarie"

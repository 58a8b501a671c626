"""Searching stores for a person: PostgreSQL of our own and elsewhere, and MariaDB."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from records.answers import reaching, statements
from records.answers.choices import Searched
from records.answers.identifiers import Kind, identifier
from records.answers.places import Place, places
from records.answers.reaching import rows_at
from records.answers.searching import found_in, located
from records.answers.statements import Whom, rows_of
from records.choices import FoundBy, Whose
from records.models import DataStore, StoreTable
from records.stores import services
from records.stores.services import Meaning
from tests.records.elsewhere import MEANINGS, Server
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
P, Q, X, Y = (UUID(int=n) for n in (1, 2, 3, 4))
JAN = identifier(Kind.PHONE, "06 98 76 54 32")
NOTATIONS = ("+31698765432", "0031698765432", "31698765432", "0698765432")
WRITTEN = ("06-98765432", "+31 (0)6 98 76 54 32", "(06) 98.76.54.32")
IDENTIFYING = {
    "src": Meaning("calling_number", identifier=FoundBy.PHONE, whose=Whose.CALLER),
    "dst": Meaning("called_number", identifier=FoundBy.PHONE_WRITTEN, whose=Whose.CALLED),
    "mail": Meaning("email_addresses", identifier=FoundBy.EMAIL, whose=Whose.PERSON),
    "invoice_date": Meaning(starts="invoice_date"),
}
INSERT = "INSERT INTO cdr (partner, customer, src, dst, mail, invoice_date) VALUES "


@pytest.fixture
def filled(server: Server) -> Iterator[None]:
    """Jan is an employee of X (partner P), and is called by Y (partner Q)."""
    server.execute("DELETE FROM cdr")
    rows = [(P, X, number, "+31101111111", "") for number in NOTATIONS]
    rows += [(Q, Y, "+31202222222", number, "") for number in WRITTEN]
    rows += [(P, X, "0698765432", "0698765432", ""), (Q, Y, "+31202222222", "+31303333333", "")]
    rows += [(P, X, "+31101111111", "+31303333333", "Jan@Example.NL")]
    values = ", ".join(
        f"('{p}', '{c}', '{src}', '{dst}', '{mail}', '2026-01-31')" for p, c, src, dst, mail in rows
    )
    server.execute(INSERT + values)
    yield
    server.execute("DELETE FROM cdr")


@pytest.fixture
def place(table: StoreTable, filled: None) -> Place:
    services.map_table(
        table=table.pk,
        key="id",
        partner="partner",
        customer="customer",
        columns=IDENTIFYING,
        by=SYSTEM,
    )
    (found,) = [each for each in places() if each.table]
    return found


def numbers(place: Place, *given: object, whom: Whom = Whom()) -> dict[frozenset[str], int]:  # noqa: B008
    (hits,) = found_in([place], given or (JAN,), whom)  # type: ignore[arg-type]
    return {whose: len(keys) for whose, keys in hits.keys.items()}


def test_a_number_is_found_in_every_notation_and_as_whom(place: Place) -> None:
    assert numbers(place) == {
        frozenset({"CALLER"}): len(NOTATIONS),
        frozenset({"CALLED"}): len(WRITTEN),
        frozenset({"CALLER", "CALLED"}): 1,
    }


def test_only_rows_of_the_partner_and_customer_are_found(place: Place) -> None:
    assert numbers(place, whom=Whom(Q)) == {frozenset({"CALLED"}): len(WRITTEN)}
    assert numbers(place, whom=Whom(P, Y)) == {}
    assert sum(numbers(place, whom=Whom(P, X)).values()) == len(NOTATIONS) + 1


def test_an_address_is_found_in_any_case(place: Place) -> None:
    jan = identifier(Kind.EMAIL, "jan@example.nl")
    assert numbers(place, jan) == {frozenset({"PERSON"}): 1}


def test_what_looks_like_sql_finds_nothing(place: Place) -> None:
    sly = identifier(Kind.EMAIL, "x'or'1'='1@example.nl")
    assert numbers(place, sly) == {}


def test_in_whose_rows_somebody_is_counts_without_reading(place: Place) -> None:
    found, unknown = located([JAN])
    assert unknown == []
    where = {(each.partner, each.customer): each.rows for each in found if each.place.table}
    assert where == {
        (P, X): {"CALLER": len(NOTATIONS) + 1, "CALLED": 1},
        (Q, Y): {"CALLED": len(WRITTEN)},
    }


def test_no_more_rows_than_one_answer_takes(place: Place, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    for module in (statements, __import__("records.answers.searching", fromlist=["x"])):
        monkeypatch.setattr(module, "MOST_ROWS", 3)
    (hits,) = found_in([place], [JAN], Whom())
    assert (hits.rows, hits.more) == (3, True)


def test_a_table_that_does_not_say_whose_rows_shows_none(place: Place, table: StoreTable) -> None:
    services.map_table(table=table.pk, key="id", columns=IDENTIFYING, by=SYSTEM)
    (found,) = [each for each in places() if each.table]
    (hits,) = found_in([found], [JAN], Whom(P))
    assert (hits.outcome, hits.keys) == (Searched.NOT_TELLABLE, {})


def test_a_table_that_changed_is_not_searched(server: Server, place: Place) -> None:
    server.execute("ALTER TABLE cdr ADD COLUMN note varchar(10)")
    try:
        (hits,) = found_in([place], [JAN], Whom())
        assert hits.outcome == Searched.DRIFTED
    finally:
        server.execute("ALTER TABLE cdr DROP COLUMN note")


def test_a_search_that_takes_too_long_is_ended(server: Server, place: Place, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(reaching, "SECONDS", 1)
    slow = "pg_sleep(3)" if server.kind == "POSTGRESQL" else "sleep(3)"
    from sqlalchemy import select, text

    with pytest.raises(reaching.TookTooLong):
        rows_at(place, select(text(slow)))


def test_a_search_changes_nothing(server: Server, place: Place) -> None:
    from sqlalchemy import text

    from records.errors import StoreUnavailable

    with pytest.raises(StoreUnavailable):
        rows_at(place, text("DELETE FROM cdr"))  # type: ignore[arg-type]


def test_rows_are_read_by_their_keys(place: Place) -> None:
    (hits,) = found_in([place], [JAN], Whom(Q))
    ((_whose, keys),) = hits.keys.items()
    (rows,) = rows_at(place, rows_of(place, keys))
    assert [row[2] for row in rows] == list(WRITTEN)


def test_a_column_says_both_by_what_and_whom(table: StoreTable) -> None:
    for half in (Meaning(identifier="PHONE"), Meaning(whose="CALLER")):
        with pytest.raises(ValidationError):
            services.map_table(table=table.pk, key="id", columns={"src": half}, by=SYSTEM)
    assert MEANINGS


def test_our_own_calls_are_searched_too(calls, store: DataStore) -> None:  # type: ignore[no-untyped-def]
    calls(3)
    (place,) = places()
    given = [identifier(Kind.PHONE, "+31610000002")]
    assert numbers(place, *given) == {frozenset({"CALLED"}): 1}
    assert numbers(place, *given, whom=Whom(uuid4())) == {}


def test_a_search_of_our_own_that_takes_too_long_leaves_the_transaction_whole(  # type: ignore[no-untyped-def]
    calls, store: DataStore, monkeypatch
) -> None:
    from sqlalchemy import select, text

    monkeypatch.setattr(reaching, "SECONDS", 1)
    (place,) = places()
    with pytest.raises(reaching.TookTooLong):
        rows_at(place, select(text("pg_sleep(3)")))
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)

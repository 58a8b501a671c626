"""Of a row, the person sees what is its own; nobody else can be read from it."""

import pytest

from records.answers.identifiers import DOT, Kind, identifier
from records.answers.masking import all_masked, cells_of, own_part
from records.answers.places import Cell

JAN = identifier(Kind.PHONE, "0698765432")
SRC = Cell("src", "calling_number", None, "PHONE", "CALLER")
DST = Cell("dst", "called_number", None, "PHONE", "CALLED")
TIME = Cell("started", "call_start", None)
COST = Cell("cost", "call_charge", None)
MAIL = Cell("mail", "email_addresses", None, "EMAIL", "PERSON")
PHONE = Cell("phone", "phone_numbers", None, "PHONE", "PERSON")
CALL = [SRC, DST, TIME, COST]


def test_the_other_number_of_a_call_is_masked() -> None:
    shown = own_part(CALL, ["0698765432", "+31101234567", "10:00", 3], ["CALLER"], [JAN])
    assert shown.values == ("0698765432", f"+31101{DOT * 6}", "10:00", 3)
    shown = own_part(CALL, ["+31101234567", "06-98765432", "10:00", 3], ["CALLED"], [JAN])
    assert shown.values[:2] == (f"+31101{DOT * 6}", "06-98765432")


def test_a_call_to_the_own_number_shows_both() -> None:
    both = own_part(CALL, ["0698765432", "+31698765432", "", 0], ["CALLER", "CALLED"], [JAN])
    assert both.hidden == frozenset()


def test_what_a_call_cost_is_not_told_to_who_was_called() -> None:
    assert COST in cells_of(CALL, ["CALLER"])
    assert COST in cells_of(CALL, ["CALLER", "CALLED"])
    assert COST not in cells_of(CALL, ["CALLED"])


def test_who_was_only_called_is_told_who_called_when_and_how_long_and_no_more() -> None:
    more = [Cell("x", code, None) for code in ("customer_note", "call_route", "")]
    told = [*CALL, Cell("seconds", "call_duration", None), *more]
    assert cells_of(told, ["CALLED"]) == [SRC, DST, TIME, told[4]]


def test_another_identifier_in_a_row_about_the_person_is_masked() -> None:
    shown = own_part([MAIL, PHONE], ["jan@example.nl", "0698765432"], ["PERSON"], [JAN])
    assert shown.values == (f"j{DOT * 5}@{DOT * 5}.nl", "0698765432")


def test_a_second_number_of_the_caller_is_masked() -> None:
    shown = own_part([SRC, SRC], ["0698765432", "+31201112233"], ["CALLER"], [JAN])
    assert shown.hidden == {1}


@pytest.mark.parametrize("element", ["contact_person", "bank_details"])
def test_a_name_is_the_persons_only_beside_its_one_identifier(element: str) -> None:
    cells = [MAIL, PHONE, Cell("beside", element, None)]
    alone = own_part(cells, [None, "0698765432", "Jansen"], ["PERSON"], [JAN])
    assert alone.hidden == frozenset()
    both = own_part(cells, ["a@b.nl", "0698765432", "Jansen"], ["PERSON"], [JAN])
    assert both.hidden == {0, 2}
    called = own_part(cells, [None, "0698765432", "Jansen"], ["CALLED"], [JAN])
    assert called.hidden == {2}


def test_beside_a_customer_number_nobodys_name_is_shown() -> None:
    number = Cell("nr", "customer_number", None, "CUSTOMER_NUMBER", "PERSON")
    given = [identifier(Kind.CUSTOMER_NUMBER, "K-1")]
    cells = [number, Cell("beside", "contact_person", None)]
    assert own_part(cells, ["k-1", "Jansen"], ["PERSON"], given).hidden == {1}


@pytest.mark.parametrize("value", [["0612345678"], {"a": 1}])
def test_a_cell_that_is_no_text_is_masked_too(value: object) -> None:
    assert own_part([PHONE], [value], ["PERSON"], [JAN]).hidden == {0}
    assert all_masked([PHONE], [value]).hidden == {0}


@pytest.mark.parametrize("element", ["email_addresses", "contact_person", "phone_numbers"])
def test_a_column_of_which_nobody_said_whose_it_is_is_masked(element: str) -> None:
    cells = [*CALL, Cell("extra", element, None)]
    shown = own_part(
        cells, ["0698765432", "+31101234567", "", 0, "Piet Pieters"], ["CALLER"], [JAN]
    )
    assert "Pieters" not in str(shown.values)


def test_at_first_everybody_is_masked() -> None:
    shown = all_masked(CALL, ["0698765432", "+31101234567", "10:00", 3])
    assert shown.hidden == {0, 1}
    assert "98765432" not in str(shown.values)

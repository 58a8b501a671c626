"""Rows that are looked at together come out as they do one by one."""

from hypothesis import example, given
from hypothesis import strategies as st

from roles.services.importing.cells import picked
from roles.services.importing.columns import PARTY, Recognised
from roles.services.importing.reading import LONGEST_LINE, TOGETHER, _together
from roles.services.importing.telling import Pace

SIGNS = st.text(alphabet="aé ;'=\t\n\r\\\"\x00\x07\u00a0\u200c\u202e0", max_size=6)
COLUMNS = Recognised(PARTY, ("name", "", "external_id", "kind"))


def together(rows):
    return [*picked("x.csv", [(n, [*row]) for n, row in enumerate(rows)], COLUMNS)]


def one_by_one(rows):
    """The same, each row beside one that nobody would call tidy."""
    odd = ["\u00a0odd", "", "1", "klant"]
    made = [picked("x.csv", [(n, [*row]), (n, odd.copy())], COLUMNS) for n, row in enumerate(rows)]
    return [each for some in made for each in [*some][:-1]]


@given(st.lists(st.lists(SIGNS, max_size=5), min_size=1, max_size=8))
@example([["a", "b", "c", "d"], ["", "", "", ""]])
@example([["a\tb", "c", "d"]])
@example([["a", "b", "c", "d\ne\tf\tg\th"]])
@example([["a", "b", "c", "d"], ["'=1+1", "b", "c", "d"]])
@example([["a", "b", "c", "d", ""]])
def test_what_is_looked_at_together_is_what_one_by_one_is(rows):
    assert together(rows) == one_by_one(rows)


def test_tidy_rows_are_picked_in_the_order_of_our_columns():
    rows = [["Molen", "left out", "K1", "klant"], ["Bakker's", "", "K2", "klant"]]
    assert together(rows) == [
        (0, PARTY, "K1\tklant\tMolen\t\t\t\t", False, False),
        (1, PARTY, "K2\tklant\tBakker's\t\t\t\t", False, False),
    ]


def test_a_row_of_nothing_is_left_out_and_a_cell_too_many_is_told():
    rows = [["", "", "", ""], ["Molen", "", "K1", "klant", "2,5"]]
    assert together(rows) == [(1, PARTY, "K1\tklant\tMolen\t\t\t\t", True, False)]


def test_what_copy_would_read_as_the_end_of_a_cell_is_escaped():
    found = together([["Mo\\len", "", "K1", "klant"]])
    assert found == [(0, PARTY, "K1\tklant\tMo\\\\len\t\t\t\t", False, False)]


def test_few_long_rows_are_held_at_a_time():
    lines = ((n, ["x" * (LONGEST_LINE // 2)]) for n in range(5))
    assert [len(some) for some in _together(lines)] == [2, 2, 1]
    assert [len(some) for some in _together((n, ["x"]) for n in range(TOGETHER))] == [TOGETHER]


def test_how_far_it_is_is_told_now_and_then_and_at_the_end():
    told = []
    pace = Pace(told.append)
    for done in (1, 2, 3):
        pace.tell(done)
    assert told == [1]
    pace.finish()
    pace.finish()
    assert told == [1, 3]

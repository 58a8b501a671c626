"""Whatever a row may hold, the log shows it in words."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from voipgrid_privacy.kernel.logbook import shown

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=5), part, max_size=3)
    ),
    max_leaves=8,
)


@given(ANY_JSON)
def test_any_value_of_a_row_can_be_shown(value: Any) -> None:
    assert isinstance(shown(value, {"a": "A"}), str)


def test_rows_within_a_row_are_shown_by_name() -> None:
    held = [{"category": "cdr", "count": 3}, {"category": "vm", "count": 0}]
    assert shown(held) == "category: cdr; count: 3, category: vm; count: 0"
    assert shown(["a", "b"], {"a": "A"}) == "A, b"

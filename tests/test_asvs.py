"""The table of ASVS is complete, and what it names as proof exists."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TABLE = (ROOT / "docs/reference/asvs.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TABLE.splitlines()
    if re.match(r"\| V\d", line)
]
# Section: its last requirement of level 1 or 2; there are no gaps.
SECTIONS = """
1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1
4.3:2 4.4:4 5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2
7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2
10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5
14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2
"""
EXPECTED = {
    f"V{section}.{number}"
    for section, last in (each.split(":") for each in SECTIONS.split())
    for number in range(1, int(last) + 1)
}


def test_every_requirement_of_both_levels_is_judged_once() -> None:
    assert len(EXPECTED) == 70 + 183
    judged = Counter(number for row in ROWS for number in row[0].split())
    assert set(judged) ^ EXPECTED == set()
    assert [number for number, times in judged.items() if times > 1] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].split()[0])
def test_a_judgement_is_one_of_four_and_says_how(row: list[str]) -> None:
    numbers, state, how, shown = row
    assert state in {"met", "partly", "open", "n.a."}
    assert len(how) > 10, numbers
    named = re.findall(r"`(tests/[^`]+)`", shown)
    assert "`" not in re.sub(r"`tests/[^`]+`", "", shown)
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_what_is_open_is_told_in_numbers() -> None:
    states = Counter(row[1] for row in ROWS for _number in row[0].split())
    told = re.search(r"Of 253: (\d+) met, (\d+) partly, (\d+) open, (\d+) not applicable", TABLE)
    assert told, states
    counted = [states[state] for state in ("met", "partly", "open", "n.a.")]
    assert list(map(int, told.groups())) == counted

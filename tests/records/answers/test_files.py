"""The files of an answer: for people and for programs, and nothing that calculates."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils.translation import override

from records.answers.files import Answer, Column, Sheet, archive, as_csv, as_html
from records.answers.items import Item, is_told
from tests.office import NO_JAVA
from tests.records.answers.conftest import unpacked

SLY = ("=1+1", "+31612345678", "@SUM(A1)", "-2", '<script>alert("x")</script>', "a;b\nc")
SHEET = Sheet(
    "Calls",
    "You are here as: who calls.",
    (Column("src", "Calling number"), Column("at", "Start")),
    tuple((value, datetime(2026, 2, 1, 10, tzinfo=UTC)) for value in SLY),
)


def answer(language: str = "en") -> Answer:
    return Answer(
        title="What we keep about you",
        reference="AVG-2026-0001",
        controller="Belfabriek",
        language=language,
        made_at=datetime(2026, 3, 10, 9, tzinfo=UTC),
        identifier="x",
        items=(Item("15(1)(a)", "Purposes", ("Billing",)),),
        sheets=(SHEET,),
        notes=("Left out: <b>",),
        about=(("Reference", "AVG-2026-0001"),),
    )


def files(language: str = "en", *, readable: bool = True) -> dict[str, bytes]:
    with override(language):
        return unpacked(archive(answer(language), readable=readable))


def test_the_same_answer_gives_the_same_bytes_and_paper_is_tagged() -> None:
    with override("en"):
        assert archive(answer(), readable=True) == archive(answer(), readable=True)
    paper = files()["answer.pdf"]
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang(en", b"pdfuaid:part"):
        assert mark in paper


def test_files_are_named_in_the_language_of_the_person() -> None:
    assert set(files("nl")) == {
        "antwoord.html",
        "antwoord.pdf",
        "gegevens.json",
        "gegevens/01.csv",
    }
    assert set(files(readable=False)) == {"data.json", "data/01.csv"}


def test_pages_show_text_and_run_nothing() -> None:
    page = as_html(answer())
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page


def test_json_has_values_as_they_are() -> None:
    told = json.loads(files()["data.json"])
    assert [row["src"] for row in told["data"][0]["rows"]] == list(SLY)
    assert told["data"][0]["rows"][0]["at"] == "2026-02-01T10:00:00+00:00"
    sheet = Sheet("x", "", (Column("a", "A"),), ((Decimal("1.5"),), (None,), (b"\x01",)))
    with override("en"):
        made = unpacked(
            archive(Answer(**{**vars_of(answer()), "sheets": (sheet,)}), readable=False)
        )
    assert [r["a"] for r in json.loads(made["data.json"])["data"][0]["rows"]] == [1.5, None, "01"]


def vars_of(one: Answer) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


def test_no_cell_is_a_formula() -> None:
    lines = as_csv(SHEET).decode("utf-8-sig").splitlines()
    assert lines[0] == "Calling number;Start"
    assert all(not line.startswith(("=", "+", "-", "@")) for line in lines)


@pytest.mark.parametrize("value", ["=1+1", "@SUM(1;1)", "+1+1"])
def test_a_spreadsheet_calculates_nothing(value: str, tmp_path: Path) -> None:
    import shutil
    import subprocess

    if not shutil.which("soffice"):
        pytest.skip("There is no LibreOffice here.")
    sheet = Sheet("x", "", (Column("a", "A"),), ((value,),))
    path = tmp_path / "in.csv"
    path.write_bytes(as_csv(sheet))
    out = tmp_path / "out"
    done = subprocess.run(
        ["soffice", "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(path)],
        capture_output=True,
        check=True,
        text=True,
        timeout=120,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    assert "warn" not in (done.stdout + done.stderr).replace(NO_JAVA, "").lower()
    import openpyxl

    cell = openpyxl.load_workbook(out / "in.xlsx").active["A2"]
    assert cell.data_type == "s"
    assert cell.value.endswith(value)


def test_no_authority_and_nobody_secret_is_told() -> None:
    assert is_told({"kind": "PROCESSOR", "secret": False})
    assert not is_told({"kind": "PROCESSOR", "secret": True})
    assert not is_told({"kind": "STATUTORY", "secret": False})

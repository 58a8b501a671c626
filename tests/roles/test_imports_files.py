"""Imports from files, also those that mean harm; columns and rows held against each other."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from roles import services
from roles.models import Contract, ExternalId, Party
from roles.models.imports import ImportState, Outcome
from roles.services import importing
from roles.services.importing.cells import LONGEST
from roles.services.importing.tables import error_rows
from tests.roles.importing import CONTRACTS, NOW, PARTIES, confirm, problems, upload
from voipgrid_privacy.kernel.tables import as_csv
from voipgrid_privacy.kernel.tenancy import SYSTEM

# Files


def workbook(*sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_holds_parties_and_contracts_with_real_days_and_numbers(cast):
    parties = [
        ["nummer", "soort", "naam", "kvk"],
        [1, "partner", "Noorder", 12345678],
        [2, "klant", "Molen", None],
    ]
    contracts = [
        ["aanbieder", "afnemer", "dienst", "soort", "van"],
        [1, 2, "TELEPHONY", "abonnement", date(2026, 3, 1)],
    ]
    content = workbook(("Leeg", []), ("Partijen", parties), ("Contracten", contracts))
    batch = confirm(upload(cast.platform, {"x.xlsx": content}))
    assert (batch.state, batch.new) == (ImportState.APPLIED, 3)
    assert Party.objects.get(name="Noorder").kvk_number == "12345678"
    assert str(Contract.objects.get(acquirer__name="Molen").valid_from) == "2026-03-01"


def test_ndjson_holds_parties_and_contracts_as_they_come(cast):
    lines = (
        b'{"external_id": "1", "kind": "PARTNER", "name": "Noorder"}\n\n'
        b'{"provider": "1", "acquirer": "2", "service": "TELEPHONY", "kind": "SUBSCRIPTION",'
        b' "from": "2026-03-01"}\n'
        b'{"external_id": 2, "kind": "CUSTOMER", "name": "Molen", "colour": "red"}\n'
    )
    batch = upload(cast.platform, {"x.ndjson": lines})
    assert problems(batch) == [(3, "acquirer", "invalid_cell"), (4, "", "invalid_cell")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_what_spreadsheets_write_is_read(cast, encoding, delimiter):
    text = PARTIES.decode() + 'K1;klant;"Molen, zn. ""2,5"" é";;;NL\r\n'
    content = text.replace(";", delimiter).encode(encoding)
    if delimiter == ",":
        assert b"Molen" in content or encoding == "utf-16"
    batch = confirm(upload(cast.platform, {"k.csv": content}))
    assert (batch.state, batch.new) == (ImportState.APPLIED, 1)
    assert Party.objects.filter(name='Molen, zn. "2,5" é').exists()


def test_a_decimal_comma_in_a_comma_file_is_a_cell_too_many(cast):
    content = b"external_id,kind,name\nK1,klant,Molen 2,5\n"
    assert problems(upload(cast.platform, {"k.csv": content})) == [(2, "", "invalid_cell")]


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "")
        file.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    return out.getvalue()


def crowd():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for number in range(1_001):
            file.writestr(f"{number}", "")
    return out.getvalue()


HOSTILE = {
    "cell": (PARTIES + b"K1;klant;" + b"M" * (LONGEST + 1) + b";;;\n", "cell_too_long"),
    "10 MB cell": (PARTIES + b"K1;klant;" + b"M" * 10_000_000 + b";;;\n", "cell_too_long"),
    "10 MB quoted": (PARTIES + b'K1;klant;"' + b"M\n" * 5_000_000 + b'";;;\n', "cell_too_long"),
    "endless line": (b"x" * 2_500_000, "cell_too_long"),
    "latin-1": ("naam\nMölen".encode("latin-1"), "unreadable_file"),
    "half a character": (PARTIES + b"K1;klant;M\xc3", "unreadable_file"),
    "half a workbook": (b"PK\x03\x04 and nothing", "unreadable_file"),
    "bomb": (bomb(), "unsafe_workbook"),
    "crowd": (crowd(), "unsafe_workbook"),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, "unreadable_file"),
    "no object": (b'{"kind": "klant"}\n[1]\n', "unreadable_file"),
    "bytes": (bytes(range(256)) * 4, "unreadable_file"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_means_harm_is_refused_with_a_stable_code(cast, name):
    content, code = HOSTILE[name]
    batch = upload(cast.platform, {"x": content})
    assert (batch.state, batch.refusal) == (ImportState.REFUSED, code)
    assert importing.refusal_of(batch).sentence


def test_backslashes_survive_and_signs_that_nobody_sees_do_not(cast):
    content = PARTIES + b'K1;klant;a\\b\\N;;;\nK2;klant;a\x00b;;;\nK3;klant;"a\nb\tc";;;\n'
    batch = upload(cast.platform, {"k.csv": content})
    assert problems(batch) == []
    confirm(batch)
    for name in ("a\\b\\N", "ab", "a b c"):
        assert Party.objects.filter(name=name).exists()


def test_rows_with_errors_go_out_defused_and_come_back_mended(cast):
    content = PARTIES + b"K1;klant;=HYPERLINK(1);;123;\n"
    batch = upload(cast.platform, {"k.csv": content})
    table = error_rows(batch, by=SYSTEM)
    assert table.columns[-1] in {"fout", "error"}
    text = b"".join(as_csv(table).streaming_content).decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    again = confirm(upload(cast.platform, {"k.csv": text.replace(";123;", ";;").encode()}))
    assert again.state == ImportState.APPLIED
    assert Party.objects.filter(name="=HYPERLINK(1)").exists()


# Columns


def test_unknown_columns_are_asked_about_with_a_suggestion_and_never_guessed(cast):
    content = b"klantnummer;type;bedrijfsnaam;kleur\nK1;klant;Molen;rood\n"
    batch = upload(cast.platform, {"k.csv": content})
    assert (batch.state, batch.refusal) == (ImportState.REFUSED, "unreadable_file")
    (sheet,) = importing.columns_of(batch, by=SYSTEM)
    assert [c.suggested for c in sheet.columns] == ["external_id", "kind", "name", ""]
    services.map_columns(batch=batch, mapping={0: [c.suggested for c in sheet.columns]}, by=SYSTEM)
    importing.work_on(batch.pk, at=NOW)
    batch.refresh_from_db()
    assert (batch.state, batch.new) == (ImportState.PREVIEWED, 1)
    assert confirm(batch).state == ImportState.APPLIED


@pytest.mark.parametrize(
    "columns", [["external_id", "kind"], ["name", "name", "kind"], ["x", "y", "z"]]
)
def test_columns_that_make_no_sense_are_refused_again(cast, columns):
    batch = upload(cast.platform, {"k.csv": b"a;b;c\n1;klant;Molen\n"})
    services.map_columns(batch=batch, mapping={0: columns}, by=SYSTEM)
    importing.work_on(batch.pk, at=NOW)
    batch.refresh_from_db()
    assert (batch.state, batch.refusal) == (ImportState.REFUSED, "unreadable_file")


# Rows against each other


def test_rows_are_held_against_each_other(cast):
    parties = b"P1;partner;Noorder;;;\nP2;partner;Zuider;;;\nK1;klant;Molen;;;\nK1;klant;Molen;;;\n"
    rows = (
        b"P1;K1;TELEPHONY;abonnement;A;2026-01-01;2026-06-01\n"  # 2
        b"P1;K1;TELEPHONY;abonnement;A;2026-01-01;2026-06-01\n"  # 3 again
        b"P2;K1;TELEPHONY;abonnement;B;2026-06-01;\n"  # 4 follows
        b"P1;K1;TELEPHONY;abonnement;C;2026-07-01;\n"  # 5 overlaps
        b"P2;K1;TELEPHONY;abonnement;D;2026-06-01;\n"  # 6 says something else
    )
    batch = upload(cast.platform, {"k.csv": PARTIES + parties, "c.csv": CONTRACTS + rows})
    assert problems(batch) == [(5, "from", "overlapping_contract"), (6, "from", "invalid_cell")]
    assert (batch.new, batch.duplicate) == (5, 2)
    counts = dict.fromkeys(batch.judged.values_list("outcome", flat=True))
    assert set(counts) == {Outcome.NEW, Outcome.DUPLICATE, Outcome.ERROR}


def test_a_move_in_one_file_ends_the_old_contract_first(cast):
    bakker = ExternalId(
        party=cast.bakker, assigned_by=cast.platform, system="RELATIECODE", value="K"
    )
    one = ExternalId(
        party=cast.belfabriek, assigned_by=cast.platform, system="RELATIECODE", value="B"
    )
    two = ExternalId(
        party=cast.spraakwerk, assigned_by=cast.platform, system="RELATIECODE", value="S"
    )
    ExternalId.objects.bulk_create([bakker, one, two])
    cast.delivers(cast.belfabriek, cast.bakker)
    rows = (
        b"S;K;TELEPHONY;abonnement;;2026-09-01;\nB;K;TELEPHONY;abonnement;;2026-01-01;2026-09-01\n"
    )
    batch = upload(cast.platform, {"c.csv": CONTRACTS + rows})
    assert (batch.new, batch.changed, batch.errors) == (1, 1, 0)
    assert confirm(batch).state == ImportState.APPLIED
    held = Contract.objects.in_force(date(2026, 10, 1)).get(acquirer=cast.bakker)
    assert held.provider == cast.spraakwerk

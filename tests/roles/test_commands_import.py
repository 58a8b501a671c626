"""Importing parties and contracts from CSV."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from roles.models import Contract, ExternalId, Party
from roles.services import apply_import, preview_import
from roles.services.importing import Outcome
from voipgrid_privacy.kernel.tenancy import SYSTEM

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
PARTIES = """external_id;kind;name;legal_form;kvk;country
P1;PARTNER;Noorderlijn;LEGAL_PERSON;00001111;NL
K1;klant;Molen;rechtspersoon;;
K2;klant;J. de Wit;eenmanszaak;;NL
"""
CONTRACTS = """provider,acquirer,service,kind,reference,from,until
P1,K1,TELEPHONY,abonnement,N-1,2026-01-01,
P1,K2,telephony,SUBSCRIPTION,N-2,01-02-2026,01-07-2026
"""


def files(**texts):
    return {f"{name}.csv": text.encode() for name, text in texts.items()}


def apply(cast, **texts):
    return apply_import(files=files(**texts), assigned_by=cast.platform, at=NOW, by=SYSTEM)


def problems(result):
    return [(p.line, p.column, p.code) for _, p in result.problems]


def test_a_preview_tells_what_would_happen_and_writes_nothing(cast):
    before = Party.objects.count()
    result = preview_import(
        files=files(contracts=CONTRACTS, parties=PARTIES),
        assigned_by=cast.platform,
        at=NOW,
        by=SYSTEM,
    )
    assert result.counts == {Outcome.NEW: 5}
    assert not result.applied
    assert Party.objects.count() == before


def test_an_import_is_applied_once_and_is_a_duplicate_after_that(cast):
    assert apply(cast, parties=PARTIES, contracts=CONTRACTS).applied
    contract = Contract.objects.get(reference="N-2")
    assert str(contract.valid_from), str(contract.valid_until) == ("2026-02-01", "2026-07-01")
    assert contract.acquirer.natural_person
    again = apply(cast, parties=PARTIES, contracts=CONTRACTS)
    assert again.counts == {Outcome.DUPLICATE: 5}


def test_what_differs_is_changed(cast):
    apply(cast, parties=PARTIES, contracts=CONTRACTS)
    result = apply(
        cast,
        parties=PARTIES.replace("Molen", "De Molen"),
        contracts=CONTRACTS.replace("N-1,2026-01-01,", "N-1,2026-01-01,2026-09-01"),
    )
    assert result.counts == {Outcome.DUPLICATE: 3, Outcome.CHANGED: 2}
    assert Party.objects.filter(name="De Molen").exists()
    assert str(Contract.objects.get(reference="N-1").valid_until) == "2026-09-01"


def test_one_wrong_row_stops_all_of_it(cast):
    before = Party.objects.count()
    result = apply(cast, parties=PARTIES + "K3;klant;;;123;NL\n")
    assert not result.applied
    assert problems(result) == [(5, "name", "invalid_cell"), (5, "kvk", "kvk_number")]
    assert Party.objects.count() == before


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("K3;klant;Molen;;1234567;NL", "kvk", "kvk_number"),
        ("K3;klant;Molen;;;Nederland", "country", "country"),
        ("K3;bakker;Molen;;;NL", "kind", "invalid_cell"),
        ("K3;klant;Molen;nv;;NL", "legal_form", "invalid_cell"),
        (";klant;Molen;;;NL", "external_id", "invalid_cell"),
        ("P1;klant;Noorderlijn;;00001111;NL", "external_id", "invalid_cell"),
        ("K3;klant;" + "M" * 300 + ";;;NL", "name", "invalid"),
        ("K3;klant;Molen;;;NL;more", "", "invalid_cell"),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column(cast, row, column, code):
    assert problems(apply(cast, parties=PARTIES + row + "\n")) == [(5, column, code)]


def test_a_name_is_taken_without_signs_that_nobody_sees(cast):
    assert problems(apply(cast, parties=PARTIES + "K3;klant;Mo\x07l\u200benaar;;;NL\n")) == []
    assert Party.objects.filter(name="Molenaar").exists()


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("P1,K9,TELEPHONY,abonnement,,2026-01-01,", "acquirer", "invalid_cell"),
        ("P1,K1,FAX,abonnement,,2026-01-01,", "service", "invalid_cell"),
        ("P1,K1,TELEPHONY,huur,,2026-01-01,", "kind", "invalid_cell"),
        ("P1,K1,TELEPHONY,abonnement,,2026-02-30,", "from", "invalid_cell"),
        ("P1,K1,TELEPHONY,abonnement,,,", "from", "invalid_cell"),
        ("P1,K1,TELEPHONY,abonnement,,2026-06-01,", "from", "overlapping_contract"),
        ("P1,P1,TELEPHONY,abonnement,,2026-06-01,", "acquirer", "contract_with_itself"),
        ("P1,K2,TELEPHONY,abonnement,,2026-08-01,2026-07-01", "until", "empty_period"),
        ("K1,P1,TELEPHONY,wederverkoop,,2026-08-01,", "acquirer", "chain_loop"),
        ("K1,P1,TELEPHONY,doorverkoop,,2026-08-01,", "acquirer", "chain_loop"),
    ],
)
def test_a_wrong_contract_is_named_by_line_and_column(cast, row, column, code):
    result = apply(cast, parties=PARTIES, contracts=CONTRACTS + row + "\n")
    assert problems(result) == [(4, column, code)]
    assert not Contract.objects.filter(reference="N-1").exists()


def test_a_loop_across_rows_is_found(cast):
    parties = "".join(f"R{n};RESELLER;R{n};;;NL\n" for n in range(3))
    rows = "".join(f"R{n},R{(n + 1) % 3},TELEPHONY,RESALE,,2026-01-01,\n" for n in range(3))
    result = apply(
        cast, parties=PARTIES + parties, contracts=CONTRACTS.splitlines()[0] + "\n" + rows
    )
    assert problems(result) == [(4, "acquirer", "chain_loop")]


def test_a_formula_is_a_name_like_any_other(cast):
    apply(cast, parties=PARTIES + 'K3;klant;"=HYPERLINK(""http://x"")";;;NL\n')
    assert Party.objects.filter(name='=HYPERLINK("http://x")').exists()


def test_a_byte_order_mark_and_windows_line_ends_are_fine(cast):
    text = "\ufeff" + PARTIES.replace("\n", "\r\n")
    assert apply(cast, parties=text).counts == {Outcome.NEW: 3}


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", "naam\nMölen".encode("latin-1"), b"a;b\n1;2", b'external_id;kind;name\n"1;2;3\n',
     b"external_id;kind;name;colour\n", b"external_id;kind;name;name\n"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(cast, content):
    result = apply_import(files={"x.csv": content}, assigned_by=cast.platform, at=NOW, by=SYSTEM)
    assert [p.code for _, p in result.problems] == ["unreadable_file"]


def test_a_partner_imports_its_own_customers_with_its_own_numbers(cast, manager_of):
    own = "P-1"
    ExternalId.objects.create(
        party=cast.belfabriek, assigned_by=cast.platform, system="RELATIECODE", value=own
    )
    texts = files(
        parties="external_id,kind,name\n1,CUSTOMER,Molen\n",
        contracts=f"provider,acquirer,service,kind,from\n{own},1,TELEPHONY,abonnement,2026-01-01\n",
    )
    by = manager_of(cast.belfabriek)
    assert apply_import(files=texts, assigned_by=cast.belfabriek, at=NOW, by=by).applied
    assert Party.objects.get(name="Molen").registered_by == cast.belfabriek
    refused = apply_import(
        files=files(parties="external_id,kind,name\n2,PARTNER,Groot\n"),
        assigned_by=cast.belfabriek,
        at=NOW,
        by=by,
    )
    assert [p.code for _, p in refused.problems] == ["not_allowed"]


def test_the_command_previews_and_then_applies(cast, tmp_path):
    path = tmp_path / "parties.csv"
    path.write_text(PARTIES, encoding="utf-8")
    out = StringIO()
    call_command("import_chain", str(path), lang="en", stdout=out)
    assert "This was a preview" in out.getvalue()
    assert not Party.objects.filter(name="Noorderlijn").exists()
    call_command("import_chain", str(path), "--apply", lang="en", stdout=out)
    assert Party.objects.filter(name="Noorderlijn").exists()


def test_the_command_reports_errors_with_code_and_exit_status(cast, tmp_path):
    path = tmp_path / "parties.csv"
    path.write_text(PARTIES + "K3;klant;Molen;;12;NL\n", encoding="utf-8")
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("import_chain", str(path), "--apply", lang="en", stdout=out)
    assert error.value.returncode == 1
    assert "Line 5, column kvk: A Chamber of Commerce number has eight digits." in out.getvalue()
    assert "[kvk_number]" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("import_chain", str(tmp_path / "nothing.csv"), stdout=out)

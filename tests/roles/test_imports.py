"""Imports as rows: previewed, applied whole, undone for a day; and files that mean harm."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from openpyxl import Workbook

from roles import services
from roles.models import Contract, ContractFeature, ExternalId, Import, Party, ServiceFeature
from roles.models.imports import ImportState, Outcome
from roles.services import importing
from roles.services.importing.reading import LONGEST_CELL
from roles.services.importing.tables import error_rows
from roles.services.importing.working import as_worker
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.history import events_of
from voipgrid_privacy.kernel.tables import as_csv
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, partner_scope

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
PARTIES = b"external_id;kind;name;legal_form;kvk;country\n"
CONTRACTS = b"provider;acquirer;service;kind;reference;from;until\n"


def upload(party, files, by=SYSTEM):
    batch = services.upload_import(files=files, assigned_by=party, at=NOW, by=by)
    importing.work_on(batch.pk, at=NOW)
    batch.refresh_from_db()
    return batch


def confirm(batch, by=SYSTEM, **how):
    services.confirm_import(batch=batch, **how, by=by)
    importing.work_on(batch.pk, at=NOW)
    batch.refresh_from_db()
    return batch


def undo(batch, by=SYSTEM, at=NOW):
    services.undo_import(batch=batch, at=at, by=by)
    importing.work_on(batch.pk, at=at)
    batch.refresh_from_db()
    return batch


def problems(batch, by=SYSTEM):
    found = importing.result_of(batch, by=by).found
    return [(p.line, p.column, p.code) for p in found]


@pytest.fixture
def own(cast):
    """Belfabriek under a number of its own, as it names itself in files."""
    ExternalId.objects.create(
        party=cast.belfabriek, assigned_by=cast.platform, system="RELATIECODE", value="P-1"
    )
    return cast.belfabriek


def customers(count, first=1):
    rows = "".join(f"K{n};klant;Klant {n};;;\n" for n in range(first, first + count))
    contracts = "".join(
        f"P-1;K{n};telephony;abonnement;C-{n};2026-01-01;\n" for n in range(first, first + count)
    )
    return {"k.csv": PARTIES + rows.encode(), "c.csv": CONTRACTS + contracts.encode()}


def test_every_state_is_a_row_and_every_change_is_remembered(cast, own, manager_of):
    by = manager_of(own)
    batch = services.upload_import(files=customers(2), assigned_by=own, at=NOW, by=by)
    assert batch.state == ImportState.UPLOADED
    importing.work_on(batch.pk, at=NOW)
    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.errors) == (ImportState.PREVIEWED, 4, 0)
    assert not Party.objects.filter(name="Klant 1").exists()
    assert confirm(batch, by).state == ImportState.APPLIED
    assert Contract.objects.get(reference="C-1").provider == own
    assert undo(batch, by).state == ImportState.UNDONE
    states = list(
        events_of(Import)._default_manager.order_by("pgh_id").values_list("state", flat=True)
    )
    assert list(dict.fromkeys(states)) == [
        "UPLOADED", "PREVIEWED", "APPLYING", "APPLIED", "UNDOING", "UNDONE",
    ]  # fmt: skip


def test_working_again_does_nothing_again(cast, own, manager_of):
    batch = confirm(upload(own, customers(2), manager_of(own)), manager_of(own))
    parties = Party.objects.count()
    importing.work_on(batch.pk, at=NOW)
    assert Party.objects.count() == parties
    with pytest.raises(importing.imports.ImportNotReady):
        services.confirm_import(batch=batch, by=manager_of(own))


def test_rows_with_errors_are_left_out_only_on_purpose(cast, own, manager_of):
    by = manager_of(own)
    files = customers(3)
    files["k.csv"] = files["k.csv"].replace(b"K2;klant;Klant 2", b"K2;klant;")
    batch = upload(own, files, by)
    assert problems(batch) == [
        (3, "name", "invalid_cell"),
        (3, "acquirer", "invalid_cell"),
    ]
    with pytest.raises(importing.imports.ImportHasErrors):
        services.confirm_import(batch=batch, by=by)
    confirm(batch, by, without_errors=True)
    names = Party.objects.filter(name__startswith="Klant").values_list("name", flat=True)
    assert sorted(names) == ["Klant 1", "Klant 3"]


def test_undoing_restores_what_was_changed_and_removes_what_is_new(cast, own, manager_of):
    by = manager_of(own)
    confirm(upload(own, customers(2), by), by)
    contract = Contract.objects.get(reference="C-1")
    feature = ServiceFeature.objects.filter(service=contract.service, always_on=False).first()
    on = services.switch_on_feature(
        contract=contract, feature=feature, on=date(2026, 2, 1), by=SYSTEM
    )
    files = customers(3)
    files["k.csv"] = files["k.csv"].replace(b"Klant 1;", b"Nieuwe naam;")
    files["c.csv"] = files["c.csv"].replace(b"C-1;2026-01-01;", b"C-9;2026-01-01;01-09-2026")
    batch = upload(own, files, by)
    assert (batch.new, batch.changed, batch.duplicate) == (2, 2, 2)
    confirm(batch, by)
    contract.refresh_from_db()
    assert (str(contract.valid_until), contract.reference) == ("2026-09-01", "C-9")
    assert str(ContractFeature.objects.get(pk=on.pk).valid_until) == "2026-09-01"
    undo(batch, by)
    contract.refresh_from_db()
    assert (contract.valid_until, contract.reference) == (None, "C-1")
    assert ContractFeature.objects.get(pk=on.pk).valid_until is None
    assert Party.objects.filter(name="Klant 1").exists()
    assert not Party.objects.filter(name="Klant 3").exists()


def test_undoing_is_refused_with_the_reason_when_later_facts_stand_on_it(cast, own, manager_of):
    by = manager_of(own)
    batch = confirm(upload(own, customers(1), by), by)
    customer = Party.objects.get(name="Klant 1")
    services.add_contact(party=customer, kind="PRIVACY", email="a@example.nl", by=by)
    undo(batch, by)
    assert (batch.state, batch.refusal) == (ImportState.APPLIED, "later_facts")
    assert "contact" in importing.refusal_of(batch).sentence
    assert Party.objects.filter(pk=customer.pk).exists()


def test_a_change_after_the_import_stands_on_it_too(cast, own, manager_of):
    by = manager_of(own)
    batch = confirm(upload(own, customers(1), by), by)
    services.rename_party(party=Party.objects.get(name="Klant 1"), name="Anders", by=by)
    assert undo(batch, by).refusal == "later_facts"


def test_an_import_cannot_be_undone_after_a_day_and_its_files_are_gone(cast, own, manager_of):
    by = manager_of(own)
    batch = confirm(upload(own, customers(1), by), by)
    importing.forget_imports(before=NOW, by=SYSTEM)
    assert batch.staged.exists()
    later = NOW + importing.KEPT
    with pytest.raises(importing.imports.UndoTooLate):
        services.undo_import(batch=batch, at=later, by=by)
    assert importing.forget_imports(before=later + timedelta(seconds=1), by=SYSTEM) == 1
    assert not batch.staged.exists()
    assert not batch.parts.exists()
    assert not batch.judged.exists()


def test_what_changed_since_the_preview_is_not_overwritten(cast, own, manager_of):
    by = manager_of(own)
    confirm(upload(own, customers(1), by), by)
    files = {"k.csv": PARTIES + b"K1;klant;Klant I;;;\n"}
    batch = upload(own, files, by)
    services.rename_party(party=Party.objects.get(name="Klant 1"), name="Anders", by=by)
    confirm(batch, by)
    assert (batch.state, batch.refusal) == (ImportState.REFUSED, "import_outdated")
    assert Party.objects.filter(name="Anders").exists()


def test_a_customer_gone_to_another_since_the_preview_refuses_all_of_it(cast, own, manager_of):
    by = manager_of(own)
    confirm(upload(own, {"k.csv": customers(1)["k.csv"]}, by), by)
    batch = upload(own, {"c.csv": customers(1)["c.csv"]}, by)
    assert batch.new == 1
    cast.delivers(cast.spraakwerk, Party.objects.get(name="Klant 1"))
    assert confirm(batch, by).refusal == "not_allowed"
    assert not Contract.objects.filter(reference="C-1").exists()


# Tenancy


def test_anothers_number_is_refused_exactly_like_a_number_of_nothing(cast, own, manager_of):
    theirs = cast.party(
        "Slager", registered_by=cast.spraakwerk, external_ids=[("RELATIECODE", "S-1")]
    )
    assert ExternalId.objects.get(party=theirs).assigned_by == cast.spraakwerk
    row = "P-1;{};telephony;abonnement;;2026-01-01;\n"
    told = []
    for number in ("S-1", "X-1"):
        batch = upload(own, {"c.csv": CONTRACTS + row.format(number).encode()}, manager_of(own))
        (problem,) = importing.result_of(batch, by=SYSTEM).found
        told.append((problem.code, problem.column, problem.sentence.replace(number, "…")))
    assert told[0] == told[1]


def test_a_partner_imports_in_no_other_name_and_sees_no_other_import(cast, own, manager_of):
    with pytest.raises(NotAllowed):
        upload(cast.spraakwerk, customers(1), manager_of(own))
    batch = upload(own, customers(1), manager_of(own))
    with pytest.raises(NotFound):
        services.confirm_import(batch=batch, by=manager_of(cast.spraakwerk))


def test_a_customer_that_left_is_not_for_its_old_partner(cast, own, manager_of):
    by = manager_of(own)
    confirm(upload(own, customers(1), by), by)
    customer = Party.objects.get(name="Klant 1")
    services.move_customer(
        customer=customer, service=cast.telephony, to_partner=cast.spraakwerk,
        on=date(2026, 6, 1), with_features=False, by=SYSTEM,
    )  # fmt: skip
    files = {
        "k.csv": PARTIES + b"K1;klant;Gekaapt;;;\n",
        "c.csv": CONTRACTS + b"P-1;K1;telephony;abonnement;;2031-01-01;\n",
    }
    found = [code for _line, _column, code in problems(upload(own, files, by))]
    assert found == ["not_allowed", "invalid_cell"]


def test_a_sub_resellers_customers_come_in_one_import_in_any_order(cast, own, manager_of):
    by = manager_of(own)
    files = {
        "c.csv": CONTRACTS + b"R1;K1;telephony;abonnement;;2026-01-01;\n"
        b"P-1;R1;telephony;wederverkoop;;2026-01-01;\n",
        "k.csv": PARTIES + b"K1;klant;Klant;;;\nR1;wederverkoper;Doorverkoper;;;\n",
    }
    batch = upload(own, files, by)
    assert problems(batch) == []
    with transaction.atomic(), partner_scope(by):
        services.confirm_import(batch=batch, by=by)
        assert importing.work_at_once(batch, at=NOW)
        assert batch.state == ImportState.APPLIED
    assert Contract.objects.get(acquirer__name="Klant").provider.name == "Doorverkoper"


def test_row_level_security_refuses_what_the_preview_would_have_let_through(cast, own, manager_of):
    by = manager_of(own)
    batch = upload(own, customers(1), by)
    batch.judged.filter(what="C").update(provider_id=cast.spraakwerk.pk)
    assert confirm(batch, by).refusal == "not_allowed"
    assert not Party.objects.filter(name="Klant 1").exists()


def test_a_worker_leaves_a_partners_session_as_it_was(cast, own, manager_of):
    with transaction.atomic(), partner_scope(manager_of(own)):
        with as_worker():
            assert Party.objects.filter(pk=cast.spraakwerk.pk).exists()
        assert not Party.objects.filter(pk=cast.spraakwerk.pk).exists()
        transaction.set_rollback(True)


def test_an_officer_without_the_ability_imports_nothing(cast, olga):
    auditor = type(olga)(None, "auditor", abilities=frozenset({Ability.READ_ALL}))
    with pytest.raises(NotAllowed):
        upload(cast.platform, {"k.csv": PARTIES}, auditor)


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
    "cell": (PARTIES + b"K1;klant;" + b"M" * (LONGEST_CELL + 1) + b";;;\n", "cell_too_long"),
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


def test_nul_and_backslashes_survive_or_are_named(cast):
    content = PARTIES + b'K1;klant;a\\b\\N;;;\nK2;klant;a\x00b;;;\nK3;klant;"a\nb\tc";;;\n'
    batch = upload(cast.platform, {"k.csv": content})
    assert problems(batch) == [(3, "name", "invalid_cell")]
    confirm(batch, without_errors=True)
    assert Party.objects.filter(name="a\\b\\N").exists()
    assert Party.objects.filter(name="a\nb\tc").exists()


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

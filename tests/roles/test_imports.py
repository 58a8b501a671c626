"""Imports as rows: previewed, applied whole, undone for a day."""

from datetime import date, timedelta

import pytest

from roles import services
from roles.models import Contract, ContractFeature, FindingCause, Import, Party, ServiceFeature
from roles.models.imports import ImportState
from roles.services import importing
from tests.roles.importing import NOW, PARTIES, confirm, customers, own, problems, upload
from voipgrid_privacy.kernel.history import events_of
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("own",)


def undo(batch, by=SYSTEM, at=NOW):
    services.undo_import(batch=batch, at=at, by=by)
    importing.work_on(batch.pk, at=at)
    batch.refresh_from_db()
    return batch


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


def test_what_was_found_about_imported_parties_does_not_stand_in_the_way(cast, own, manager_of):
    by = manager_of(own)
    files = customers(1)
    files["k.csv"] = PARTIES + b"K1;doorverkoper;Onder;;;\n"
    files["c.csv"] = files["c.csv"].replace(b"abonnement", b"wederverkoop")
    batch = confirm(upload(own, files, by), by)
    services.recompute_findings(on=date(2026, 6, 1), by=SYSTEM)
    party = Party.objects.get(name="Onder")
    assert FindingCause.objects.filter(party=party).exists()
    assert undo(batch, by).state == ImportState.UNDONE
    assert not Party.objects.filter(pk=party.pk).exists()

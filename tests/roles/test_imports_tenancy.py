"""Imports stay with whoever makes them."""

from datetime import date

import pytest
from django.db import transaction

from roles import services
from roles.models import Contract, ExternalId, Party
from roles.models.imports import ImportState
from roles.services import importing
from roles.services.importing.working import as_worker
from tests.roles.importing import CONTRACTS, NOW, PARTIES, confirm, customers, own, problems, upload
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, partner_scope

__all__ = ("own",)


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

"""Nothing goes on a date that was typed, while anything may still need it, or behind a refusal."""

from collections import Counter
from datetime import date

import pytest
from django.apps import apps
from django.db import connection

from records.own.erasing import nightly
from records.own.erasing import services as own
from records.own.erasing.emptying import due as found
from records.own.erasing.ended import over
from records.own.erasing.gone import gone
from records.own.erasing.keeping import KEEPS, OVER, WITH_IT
from records.own.terms import before
from roles.agreements.models import Agreement
from roles.models import Contact, Finding, Party
from roles.models.findings import FindingCause
from roles.services import end_contract
from tests.clock import today
from tests.records.own.later import LATER, due, last_day, looks, run
from tests.roles.conftest import _module_cast, shared_cast  # noqa: F401
from tests.roles.papers.making import sent
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
ENDED = date(2026, 1, 2)


@pytest.fixture
def trader(shared_cast):  # noqa: F811
    """A sole trader with a contract and a contact."""
    cast = shared_cast
    cast.contract = cast.delivers(cast.belfabriek, cast.bakker)
    Party.objects.filter(pk=cast.bakker.pk).update(legal_form="SOLE_TRADER")
    Contact.objects.create(party=cast.bakker, kind="PRIVACY", name="B. Bakker", phone="1")
    return cast


def ends(cast) -> None:
    """Tell the register today that it ended long ago."""
    end_contract(contract=cast.contract, on=ENDED, by=SYSTEM)


@pytest.fixture
def old(trader):
    ends(trader)
    return trader


def test_what_ended_long_ago_stays_for_the_term_after_the_register_learned_of_it(trader) -> None:
    paper = sent(trader, contract=trader.contract)
    ends(trader)
    assert run(today()) == 0
    assert looks(own.empty_ended_agreements, last_day()) == 0
    assert looks(own.empty_ended_agreements, due()) == 1
    paper.refresh_from_db()
    assert bytes(paper.content) == b""


def test_an_agreement_for_everything_is_over_once_no_contract_between_the_two_runs(trader) -> None:
    sent(trader)
    assert looks(own.empty_ended_agreements, LATER) == 0
    assert looks(own.erase_gone_persons, LATER) == 0
    ends(trader)
    assert looks(own.empty_ended_agreements, last_day()) == 0
    assert looks(own.empty_ended_agreements, due()) == 1
    assert looks(own.erase_gone_persons, due()) == 1


def test_an_open_agreement_ends_with_its_contract_and_keeps_nobody_for_ever(trader) -> None:
    sent(trader, contract=trader.contract)
    ends(trader)
    assert looks(own.erase_gone_persons, last_day()) == 0
    assert looks(own.erase_gone_persons, due()) == 1


def test_an_agreement_for_everything_without_any_contract_goes_on(shared_cast) -> None:  # noqa: F811
    given = {"processor": shared_cast.belfabriek, "controller": shared_cast.bakker}
    row = Agreement.objects.create(**given, valid_during=(ENDED, None))
    assert not over(LATER).filter(pk=row.pk).exists()
    Agreement.objects.filter(pk=row.pk).update(valid_during=(ENDED, today()))
    assert over(LATER).filter(pk=row.pk).exists()


def test_each_relation_of_a_party_is_in_exactly_one_list() -> None:
    there = {
        f"{each.related_model._meta.label}.{each.field.name}"
        for each in Party._meta.get_fields(include_hidden=True)
        if each.auto_created
        and not each.concrete
        and not hasattr(each.related_model, "pgh_tracked_model")
    }
    listed = Counter([*(name for name in OVER if "__" not in name), *WITH_IT, *KEEPS])
    assert set(listed) == there
    assert set(listed.values()) == {1}


def test_each_relation_that_keeps_is_asked() -> None:
    asked = str(gone(date(2030, 1, 1)).query)
    tables = {apps.get_model(name.rsplit(".", 1)[0])._meta.db_table for name in [*OVER, *KEEPS]}
    assert [table for table in tables if f'"{table}"' not in asked] == []


def test_any_row_of_a_relation_that_keeps_does(old) -> None:
    row = FindingCause.objects.create(scope=old.bakker, code="x", key="y", owner="PLATFORM")
    assert run(LATER) == 0
    row.delete()
    assert run(LATER) == 2


def findings(party: Party) -> list[Finding]:
    given = {"severity": "LOW", "party": party, "found_on": ENDED, "reason": "Van Piet."}
    settled = {"state": "RESOLVED", "settled_on": ENDED, "code": "x"}
    return [Finding.objects.create(key=key, **given, **settled) for key in ("a", "bad", "c")]


def refuses_a_row() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION no_bad() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'no' USING ERRCODE = 'check_violation'; END $$;"
            "CREATE TRIGGER no_bad BEFORE UPDATE ON roles_finding FOR EACH ROW"
            " WHEN (OLD.key = 'bad') EXECUTE FUNCTION no_bad()"
        )


def test_what_is_refused_is_set_aside_and_told_at_the_end(old) -> None:
    rows = findings(old.platform)
    refuses_a_row()
    with pytest.raises(nightly.NotAllErased):
        run(due())
    assert [Finding.objects.get(pk=row.pk).reason for row in rows] == ["", "Van Piet.", ""]
    assert not Contact.objects.filter(party=old.bakker).exists()


def test_what_is_due_is_asked_again_once_it_is_locked(old) -> None:
    rows = findings(old.platform)
    batches = found(own.PARTS["empty-findings"], before("empty-findings", due()))
    Finding.objects.filter(pk=rows[0].pk).update(state="OPEN", settled_on=None)
    assert own.empty_findings(on=due(), by=SYSTEM, batches=batches) == 2
    contacts = found(own.PARTS["erase-gone-contacts"], before("erase-gone-contacts", due()))
    assert len(contacts) == 1
    old.delivers(old.belfabriek, old.bakker, today())
    assert own.erase_gone_contacts(on=due(), by=SYSTEM, batches=contacts) == 0


def test_a_run_goes_on_for_so_long_and_the_next_does_the_rest(old) -> None:
    assert nightly.keep_to_own_terms(on=due(), by=SYSTEM, seconds=0) == 0
    assert nightly.keep_to_own_terms(on=due(), by=SYSTEM) == 2

"""A partner writes nothing of another, and still does its own work."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from roles.choices import ContractKind, Owner, PartyKind
from roles.models import (
    Agreement,
    Contact,
    Contract,
    ExternalId,
    Finding,
    Party,
)
from tests.clock import today
from tests.tenancy.agreements import an_agreement
from tests.tenancy.asking import insert, refused, rows_of, session_of, sql, tables, viewer
from tests.tenancy.attacks import a_contract, a_party, attacks, judged
from tests.tenancy.cast import LONG_AGO, contract, party
from tests.tenancy.tables import WRITES
from voipgrid_privacy.kernel.tenancy import partner_scope

pytestmark = pytest.mark.django_db


def test_every_attack_is_refused(cast):
    outcomes = {}
    for name, (statement, parameters) in attacks(cast).items():
        with session_of(cast.belfabriek):
            try:
                outcomes[name] = refused(statement, *parameters)
            except AssertionError as touched:
                outcomes[name] = f"TOUCHED {touched}"
    wrong = {n: o for n, o in outcomes.items() if o not in {"", "42501", "23000"}}
    assert wrong == {}


def test_a_reference_to_another_tenant_is_refused_exactly_like_a_reference_to_nothing(cast):
    with session_of(cast.belfabriek):
        theirs = refused(
            *_flat(a_contract(cast.belfabriek.pk, cast.eves_customer.pk, cast.service.pk))
        )
        nothing = refused(*_flat(a_contract(cast.belfabriek.pk, uuid4(), cast.service.pk)))
        same = insert(
            "roles_externalid",
            party_id=cast.bakker.pk,
            assigned_by_id=cast.belfabriek.pk,
            system="RELATIECODE",
            value="77",
        )
        assert sql(*_flat(same)) == 1
    assert theirs == nothing == "42501"


def test_the_same_number_of_two_partners_tells_neither_of_the_other(cast):
    assert ExternalId.objects.filter(value="1001").count() == 2
    with session_of(cast.belfabriek):
        values = sql("SELECT assigned_by_id FROM roles_externalid WHERE value = '1001'")
    assert {row[0] for row in values} == {cast.belfabriek.pk}


def _flat(statement: tuple[str, list]) -> list:
    return [statement[0], *statement[1]]


def test_no_row_of_any_table_can_be_deleted_or_truncated_by_a_partner(cast):
    with session_of(cast.belfabriek):
        outcomes = {t: refused(f'DELETE FROM "{t}"') for t in tables()}
        outcomes |= {f"{t}, whole": refused(f'TRUNCATE "{t}" CASCADE') for t in tables()}
    assert set(outcomes.values()) == {"42501"}


def test_a_blind_update_of_every_table_touches_nothing_of_the_other_partner(cast):
    with session_of(cast.eve):
        before = {t: rows_of(t) for t in WRITES if t in tables()}
    with transaction.atomic(), partner_scope(viewer(cast.belfabriek)):
        sql("UPDATE roles_party SET name = 'overwritten'")
        sql("UPDATE roles_contact SET name = 'overwritten'")
        sql(
            "UPDATE roles_contract SET reference = 'overwritten' WHERE provider_id = %s",
            cast.belfabriek.pk,
        )
    with session_of(cast.eve):
        after = {t: rows_of(t) for t in WRITES if t in tables()}
    moved = {t: after[t] ^ before[t] for t in before if after[t] != before[t]}
    assert not {row for rows in moved.values() for row in rows if str(cast.mover.pk) not in row}
    assert Party.objects.get(pk=cast.mover.pk).name == "Verhuizer"
    assert Contact.objects.get(party=cast.mover).name == "Jan"
    assert Party.objects.get(pk=cast.bakker.pk).name == "overwritten"


def test_a_partner_still_does_its_own_work(cast):
    with session_of(cast.belfabriek):
        statement, values = a_party(registered_by_id=cast.belfabriek.pk, name="Nieuw")
        assert sql(statement, *values) == 1
        during = DateRange(today(), None)
        made = a_contract(cast.belfabriek.pk, values[0], cast.service.pk, valid_during=during)
        assert sql(*_flat(made)) == 1
        ended = DateRange(today(), today() + timedelta(days=1))
        assert (
            sql("UPDATE roles_contract SET valid_during = %s WHERE id = %s", ended, made[1][0]) == 1
        )
        contact = insert(
            "roles_contact", party_id=values[0], kind="GENERAL", name="", email="", phone="1"
        )
        assert sql(*_flat(contact)) == 1
        history = sql("SELECT pgh_label FROM roles_contractevent WHERE pgh_obj_id = %s", made[1][0])
        assert [row[0] for row in history] == ["insert", "update"]


def test_a_customer_moves_between_two_resellers_of_one_partner_in_its_own_session(cast):
    one = party(PartyKind.RESELLER, "R1", registered_by=cast.belfabriek)
    two = party(PartyKind.RESELLER, "R2", registered_by=cast.belfabriek)
    for reseller in (one, two):
        contract(cast.belfabriek, reseller, cast.service, ContractKind.RESALE)
    customer = party(PartyKind.CUSTOMER, "K", registered_by=one)
    old = contract(one, customer, cast.service, ContractKind.SUBSCRIPTION)
    with session_of(cast.belfabriek):
        ended = DateRange(date(2024, 1, 1), today())
        assert sql("UPDATE roles_contract SET valid_during = %s WHERE id = %s", ended, old.pk) == 1
        during = DateRange(today(), None)
        new = a_contract(two.pk, customer.pk, cast.service.pk, valid_during=during)
        assert sql(*_flat(new)) == 1


def test_an_agreement_about_a_contract_is_between_its_parties_whoever_writes(cast):
    own = Contract.objects.get(provider=cast.belfabriek, acquirer=cast.bakker).pk
    hers = Contract.objects.get(acquirer=cast.eves_customer).pk
    pair = cast.belfabriek.pk, cast.bakker.pk
    with session_of(cast.belfabriek):
        assert sql(*_flat(an_agreement(*pair, contract_id=own))) == 1
    assert refused(*_flat(an_agreement(*pair, contract_id=hers))) == "23000"
    Agreement.objects.create(
        processor=cast.eve, controller=cast.eves_customer, contract_id=hers, valid_during=LONG_AGO
    )
    change = "UPDATE roles_agreement SET processor_id = %s WHERE contract_id = %s"
    assert refused(change, cast.belfabriek.pk, hers) == "23000"


def test_a_mandate_rests_on_an_agreement_of_its_own_parties_whoever_writes(cast):
    pairs = (cast.eve, cast.eves_customer), (cast.belfabriek, cast.bakker)
    hers, own = (
        Agreement.objects.filter(processor=one, controller=other).first()
        or Agreement.objects.create(processor=one, controller=other, valid_during=LONG_AGO)
        for one, other in pairs
    )

    def mandate(agreement: Agreement) -> list:
        parties = {"giver_id": cast.bakker.pk, "holder_id": cast.belfabriek.pk}
        during = DateRange(date(2031, 1, 1), date(2032, 1, 1))
        engaged = {"kind": "SPECIFIC", "engages_id": cast.platform.pk}
        rest = {"agreement_id": agreement.pk, "valid_during": during}
        return _flat(insert("roles_mandate", **parties, **engaged, **rest))

    assert refused(*mandate(hers)) == "23000"
    with session_of(cast.belfabriek):
        assert refused(*mandate(hers)) == "23000"
        assert sql(*mandate(own)) == 1


@pytest.mark.parametrize("state", ["ACCEPTED", "REOPENED", "RESOLVED"])
def test_what_an_officer_judged_is_not_touched_by_a_partner(cast, state):
    rows = Finding.objects.filter(owner=Owner.PARTNER)
    rows.update(state="ACCEPTED", reason="x", judged_by="OFFICER")
    rows.update(state=state, reason="x" if state == "ACCEPTED" else "")
    with session_of(cast.belfabriek):
        for new in (("ACCEPTED", "mine", "PARTNER"), ("REOPENED", "", "")):
            assert refused(judged(*new)) == ""


def test_a_partner_reopens_and_accepts_again_what_it_accepted_itself(cast):
    with session_of(cast.belfabriek):
        for new in (("ACCEPTED", "mine", "PARTNER"), ("REOPENED", "", "")) * 2:
            assert sql(judged(*new)) == 1


def test_a_finding_is_reopened_only_when_it_was_accepted_or_resolved_whoever_writes(cast):
    assert refused(judged("REOPENED", "", "OFFICER")) == "23000"
    Finding.objects.update(state="RESOLVED")
    assert refused(judged("ACCEPTED", "x", "OFFICER")) == "23000"
    assert refused(judged("REOPENED", "x", "")) == "23000"
    assert sql(judged("REOPENED", "", "")) > 1

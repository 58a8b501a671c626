"""Whom a partner sees follows from contracts, whatever the order they came in."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from roles.choices import ContractKind, PartyKind
from roles.models import (
    Party,
    PartyScope,
    Service,
)
from roles.queries.visibility import upstream_of
from tests.tenancy.cast import LONG_AGO, contract, moved, party

pytestmark = pytest.mark.django_db


def sees(who: Party, whom: Party) -> bool:
    return PartyScope.objects.filter(viewer=who, party=whom).exists()


def test_a_former_supplier_does_not_see_customers_that_came_later(cast):
    reseller = party(PartyKind.RESELLER, "Verhuisde doorverkoper")
    contract(
        cast.belfabriek,
        reseller,
        cast.service,
        ContractKind.RESALE,
        DateRange(date(2024, 1, 1), moved()),
    )
    early, late = party(PartyKind.CUSTOMER, "Vroeg"), party(PartyKind.CUSTOMER, "Laat")
    contract(reseller, early, cast.service, ContractKind.SUBSCRIPTION)
    contract(cast.eve, reseller, cast.service, ContractKind.RESALE, DateRange(moved(), None))
    contract(reseller, late, cast.service, ContractKind.SUBSCRIPTION, DateRange(moved(), None))
    assert sees(cast.belfabriek, early)
    assert sees(cast.eve, early)
    assert sees(cast.eve, late)
    assert not sees(cast.belfabriek, late)


def test_a_chain_of_one_service_shows_nothing_of_another(cast):
    other = Service.objects.create(code="S_OTHER", name={"nl": "ander", "en": "other"})
    reseller, customer = party(PartyKind.RESELLER, "R"), party(PartyKind.CUSTOMER, "K")
    contract(cast.belfabriek, reseller, cast.service, ContractKind.RESALE)
    contract(cast.eve, reseller, other, ContractKind.RESALE)
    contract(reseller, customer, other, ContractKind.SUBSCRIPTION)
    assert sees(cast.eve, customer)
    assert not sees(cast.belfabriek, customer)
    assert cast.belfabriek.pk not in upstream_of(frozenset({customer.pk}))


def test_scope_does_not_depend_on_the_order_in_which_contracts_are_entered(cast):
    reseller, customer = party(PartyKind.RESELLER, "R"), party(PartyKind.CUSTOMER, "K")
    contract(reseller, customer, cast.service, ContractKind.SUBSCRIPTION)
    contract(cast.belfabriek, reseller, cast.service, ContractKind.RESALE)
    assert sees(cast.belfabriek, customer)
    assert sees(cast.platform, customer)


def test_a_contract_that_turns_out_never_to_have_overlapped_shows_nothing_any_more(cast):
    reseller, customer = party(PartyKind.RESELLER, "R"), party(PartyKind.CUSTOMER, "K")
    upper = contract(cast.belfabriek, reseller, cast.service, ContractKind.RESALE)
    contract(reseller, customer, cast.service, ContractKind.SUBSCRIPTION, DateRange(moved(), None))
    assert sees(cast.belfabriek, customer)
    upper.valid_during = DateRange(date(2024, 1, 1), moved() - timedelta(days=5))
    upper.save()
    assert not sees(cast.belfabriek, customer)
    assert sees(cast.belfabriek, reseller)
    upper.valid_during = LONG_AGO
    upper.save()
    assert sees(cast.belfabriek, customer)

"""The two partners, with all there is of each of them."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from roles.choices import ContractKind, PartyKind
from roles.models import (
    DataCategory,
    Purpose,
    Service,
    ServiceFeature,
)
from tests.remembered import remembered
from tests.tenancy.cast import LONG_AGO, Cast, contract, moved, party
from tests.tenancy.customers import a_transfer, an_import, customer_data
from tests.tenancy.ends import an_end
from tests.tenancy.incidents import an_incident
from tests.tenancy.intake import a_thread
from tests.tenancy.measures import a_measure
from tests.tenancy.notices import a_notice
from tests.tenancy.requests import a_request
from tests.tenancy.statements import a_statement
from tests.tenancy.webhooks import a_webhook
from voipgrid_privacy.accounts.models import ApiClient, Membership, User


@pytest.fixture
def cast(db) -> Cast:
    return remembered(_made)


def _made() -> Cast:
    text = {"nl": "woord", "en": "word"}
    category = DataCategory.objects.create(code="T_TEST", name=text, description=text)
    purpose = Purpose.objects.create(code="P_TEST", name=text)
    service = Service.objects.create(code="S_TEST", name=text)
    service.categories.add(category)
    feature = ServiceFeature.objects.create(code="F_TEST", service=service, name=text)
    platform = party(PartyKind.PLATFORM, "Platform", is_public=True)
    supplier = party(PartyKind.SUPPLIER, "Carrier", is_public=True)
    belfabriek, eve = party(PartyKind.PARTNER, "Belfabriek"), party(PartyKind.PARTNER, "Eve B.V.")
    bakker = party(PartyKind.CUSTOMER, "Bakker", registered_by=belfabriek)
    eves = party(PartyKind.CUSTOMER, "Slachtoffer", registered_by=eve)
    mover = party(PartyKind.CUSTOMER, "Verhuizer", registered_by=belfabriek)
    contract(supplier, platform, service, ContractKind.SUPPLY)
    for partner in (belfabriek, eve):
        contract(platform, partner, service, ContractKind.RESALE)
    for provider, customer, during in (
        (belfabriek, bakker, LONG_AGO),
        (eve, eves, LONG_AGO),
        (belfabriek, mover, DateRange(date(2024, 1, 1), moved())),
        (eve, mover, DateRange(moved(), None)),
    ):
        customer_data(provider, customer, during, service, feature, category, purpose)
    a_notice(platform, supplier, service, category)
    for partner in (belfabriek, eve):
        an_import(partner)
        a_transfer(partner)
        a_webhook(partner)
        an_end(platform, partner, category)
        a_measure(partner)
        a_thread(a_request(platform, partner, bakker if partner == belfabriek else eves))
        a_statement(partner)
    an_incident(platform, {belfabriek: bakker, eve: eves}, category)
    for partner in (belfabriek, eve):
        user = User.objects.create_user(f"{partner.pk}@example.nl", name=partner.name)
        Membership.objects.create(user=user, party=partner, role="MANAGER")
        ApiClient.objects.create(
            name=partner.name,
            party=partner,
            client_type="confidential",
            authorization_grant_type="client-credentials",
        )
    return Cast(
        platform,
        supplier,
        belfabriek,
        eve,
        bakker,
        eves,
        mover,
        service,
        feature,
        category,
        purpose,
    )

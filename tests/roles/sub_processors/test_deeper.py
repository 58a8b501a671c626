"""More than two tiers: resellers of resellers, suppliers of suppliers, and who is told there."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from roles.sub_processors import services
from roles.sub_processors.choices import OF_CUSTOMERS
from roles.sub_processors.instructing import customers_instruct
from roles.sub_processors.models import SubProcessorChange
from tests.roles.sub_processors.chain import LONG_AGO, Chain, reachable, today_is
from tests.roles.sub_processors.test_by_sql import ACTIVE, refused, sql
from voipgrid_privacy.kernel.tenancy import SYSTEM

TOLD = "2025-03-03"


def below_belfabriek(chain: Chain):
    """Return a reseller of Belfabriek, a reseller of that one, and a customer of the last."""
    made = [
        chain.cast.party(name, kind, registered_by=chain.cast.belfabriek)
        for name, kind in (("Tussen", "RESELLER"), ("Onder", "RESELLER"), ("Visser", "CUSTOMER"))
    ]
    for party in made:
        reachable(party)
    middle, below, customer = made
    chain.cast.sells(chain.cast.belfabriek, middle, LONG_AGO)
    chain.cast.sells(middle, below, LONG_AGO)
    chain.cast.delivers(below, customer, LONG_AGO)
    return made


def untold(change: SubProcessorChange, day: str) -> None:
    today_is(day)
    refused("change_not_everyone_told", ACTIVE, date.fromisoformat(day), change.pk)


def test_a_change_waits_for_every_tier_of_resellers(chain):
    middle, below, customer = below_belfabriek(chain)
    change = chain.propose("2025-02-28")
    chain.notify(change, TOLD)
    chain.pass_on(change, chain.cast.spraakwerk, TOLD)
    chain.pass_on(change, chain.cast.belfabriek, TOLD)
    untold(change, "2025-06-02")
    chain.pass_on(change, middle, TOLD)
    untold(change, "2025-06-02")
    chain.pass_on(change, below, TOLD)
    assert set(chain.last_days(change)) >= {"Tussen", "Onder", "Visser"}
    assert chain.notice(change, customer).through[-3:] == [middle.pk, below.pk, customer.pk]
    today_is("2025-06-02")
    assert sql(ACTIVE, date(2025, 6, 2), change.pk) == 1


def test_what_stays_with_sellers_still_goes_down_every_tier_of_them(chain):
    middle, below, _customer = below_belfabriek(chain)
    change = chain.propose("2025-02-28", categories=[chain.cast.category("TRAFFIC_BILLING")])
    assert not change.reaches_customers
    chain.notify(change, TOLD)
    chain.pass_on(change, chain.cast.belfabriek, TOLD)
    untold(change, "2025-06-02")
    chain.pass_on(change, middle, TOLD)
    assert set(chain.last_days(change)) == {"Belfabriek", "Spraakwerk", "Tussen", "Onder"}
    today_is("2025-06-02")
    assert sql(ACTIVE, date(2025, 6, 2), change.pk) == 1
    assert below.name in chain.last_days(change)


def test_a_supplier_that_engages_another_tells_whom_it_supplies_and_that_one_tells_on(chain):
    host = chain.cast.party("Host", "SUPPLIER", is_public=True)
    chain.cast.sells(host, chain.cast.platform, LONG_AGO, kind="SUPPLY")
    reachable(chain.cast.platform)
    change = chain.propose("2025-02-28", proposer=host)
    chain.notify(change, TOLD)
    platform = chain.cast.platform
    assert set(chain.last_days(change)) == {platform.name}
    untold(change, "2025-06-02")
    chain.pass_on(change, platform, TOLD)
    untold(change, "2025-06-02")
    for partner in (chain.cast.belfabriek, chain.cast.spraakwerk):
        chain.pass_on(change, partner, TOLD)
    today_is("2025-06-02")
    assert sql(ACTIVE, date(2025, 6, 2), change.pk) == 1


# Whose data it is


def test_the_rulebook_and_the_database_agree_whose_data_it_is(chain):
    codes = [c.code for c in chain.cast.telephony.categories.all()]
    by_rule = {
        code
        for code in codes
        if customers_instruct(seller=None, service="TELEPHONY", categories=[code], on=LONG_AGO)
    }
    assert by_rule == set(OF_CUSTOMERS) & set(codes)


@pytest.mark.parametrize("proposer", ["platform", "belfabriek"])
def test_customers_are_told_whoever_proposes(chain, proposer):
    change = chain.propose("2025-02-28", proposer=getattr(chain.cast, proposer))
    assert change.reaches_customers


def test_no_row_says_that_customers_need_not_be_told_of_their_data(chain):
    change = chain.propose("2025-02-28")
    services.withdraw_change(change=change, because="x", at=today_is("2025-02-28"), by=SYSTEM)
    change.pk, change.reaches_customers = uuid4(), False
    change.state, change.withdrawn_on, change.withdrawn_because = "PROPOSED", None, ""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        SubProcessorChange.objects.bulk_create([change])
    assert refusal.value.__cause__.diag.constraint_name == "change_reaches_controllers"

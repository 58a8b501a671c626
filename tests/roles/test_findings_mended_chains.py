"""Findings about chains, each gone when that is put right."""

from datetime import date

import pytest

from roles import services
from roles.models import (
    Contract,
    ServiceFeature,
)
from tests.roles.mended import EARLIER, ON, recompute, standing
from voipgrid_privacy.kernel.tenancy import SYSTEM


def test_a_stated_role_meets_a_chain_in_which_it_does_not_hold(cast):
    """Towards a reseller's customers the platform is sub-processor for traffic data."""
    recompute()
    reseller = cast.party("Doorverkoper", kind="RESELLER")
    cast.sells(cast.belfabriek, reseller)
    cast.delivers(reseller, cast.bakker)
    (finding,) = standing("stated_role_contradicted")
    assert (finding.party, finding.category.code) == (cast.platform, "TRAFFIC_BILLING")


def test_not_assigned(cast):
    contract = cast.delivers(cast.belfabriek, cast.bakker)
    recompute()
    (finding,) = standing("not_assigned", category__code="OTHER_PERSONAL")
    assert finding.number == 1
    services.end_contract(contract=contract, on=ON, by=SYSTEM)
    only = [cast.category("TRANSMITTED"), cast.category("TRAFFIC_BILLING")]
    cast.delivers(cast.belfabriek, cast.bakker, on=ON, categories=only)
    for each in Contract.objects.filter(acquirer__is_model=True, kind="SUBSCRIPTION"):
        services.end_contract(contract=each, on=ON, by=SYSTEM)
    assert standing("not_assigned", category__code="OTHER_PERSONAL") == []


def test_two_paths_overlap_in_a_chain(cast):
    cast.delivers(cast.belfabriek, cast.bakker)
    recompute()
    assert standing("two_paths") == []
    hosting = cast.party("Hosting", kind="SUPPLIER")
    cast.sells(hosting, cast.platform, kind="SUPPLY")
    second = cast.sells(hosting, cast.belfabriek, kind="SUPPLY")
    assert standing("two_paths", party=hosting)
    services.end_contract(contract=second, on=ON, by=SYSTEM)
    assert standing("two_paths") == []


def switch_on(contract: Contract, code: str) -> None:
    feature = ServiceFeature.objects.get(service=contract.service, code=code)
    services.switch_on_feature(contract=contract, feature=feature, on=EARLIER, by=SYSTEM)


def switch_off(contract: Contract, code: str) -> None:
    feature = ServiceFeature.objects.get(service=contract.service, code=code)
    services.switch_off_feature(contract=contract, feature=feature, on=ON, by=SYSTEM)


@pytest.mark.parametrize("level", ["subscription", "resale"])
def test_feature_for_itself(cast, level):
    subscription = cast.delivers(cast.belfabriek, cast.bakker)
    resale = Contract.objects.get(acquirer=cast.belfabriek, kind="RESALE")
    contract = subscription if level == "subscription" else resale
    recompute()
    assert standing("feature_for_itself") == []
    switch_on(contract, "CALL_ANALYTICS")
    (finding,) = standing("feature_for_itself")
    assert (finding.party, finding.category.code) == (cast.belfabriek, "TRAFFIC_BILLING")
    switch_off(contract, "CALL_ANALYTICS")
    assert standing("feature_for_itself") == []


def test_several_controllers(cast):
    lijn = cast.party("Lijn", kind="RESELLER")
    below = cast.sells(cast.belfabriek, lijn)
    cast.delivers(lijn, cast.bakker)
    above = Contract.objects.get(acquirer=cast.belfabriek, kind="RESALE")
    for contract in (above, below):
        switch_on(contract, "CALL_ANALYTICS")
    recompute()
    assert {finding.party for finding in standing("several_controllers")} == {cast.belfabriek, lijn}
    switch_off(below, "CALL_ANALYTICS")
    assert standing("several_controllers") == []


def test_chain_gap(cast):
    cast.delivers(cast.belfabriek, cast.bakker)
    recompute()
    assert standing("chain_gap") == []
    resale = Contract.objects.get(acquirer=cast.belfabriek, kind="RESALE")
    services.end_contract(contract=resale, on=ON, by=SYSTEM)
    (finding,) = standing("chain_gap")
    assert (finding.party, finding.number) == (cast.belfabriek, 1)
    cast.sells(cast.platform, cast.belfabriek, on=ON)
    assert standing("chain_gap") == []


def test_gap_between_contracts(cast):
    cast.delivers(cast.belfabriek, cast.bakker, until=date(2026, 9, 1))
    cast.delivers(cast.spraakwerk, cast.bakker, on=date(2026, 9, 5))
    recompute()
    assert standing("gap_between_contracts", party=cast.spraakwerk)[0].number == 1
    cast.delivers(cast.belfabriek, cast.bakker, on=date(2026, 9, 1), until=date(2026, 9, 5))
    assert standing("gap_between_contracts") == []


def test_who_came_back_after_a_month_left_no_gap(cast):
    cast.delivers(cast.belfabriek, cast.bakker, until=date(2026, 7, 1))
    cast.delivers(cast.spraakwerk, cast.bakker, on=date(2026, 9, 5))
    recompute()
    assert standing("gap_between_contracts") == []

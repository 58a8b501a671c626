"""Findings about what is agreed between parties, each gone when that is put right."""

from datetime import UTC, datetime

import pytest

from roles import services
from roles.acm.services import check_acm_registration, record_acm_registration
from roles.agreements.services import (
    end_agreement,
    give_mandate,
    record_agreement,
    record_agreements,
    sign_agreement,
)
from roles.models import (
    Agreement,
    Party,
)
from roles.sub_processors.services import describe_engagement
from tests.roles.mended import EARLIER, ON, recompute, standing
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised


def _signed(cast, processor: Party, controller: Party, **more: object) -> Agreement:
    days = {"processor_signed_on": EARLIER, "controller_signed_on": EARLIER}
    return record_agreement(
        processor=processor, controller=controller, on=EARLIER, by=SYSTEM, **{**days, **more}
    )


def test_partner_without_agreement(cast):
    recompute()
    assert {f.party for f in standing("partner_without_agreement")} == {
        cast.belfabriek,
        cast.spraakwerk,
    }
    half = _signed(cast, cast.platform, cast.belfabriek, controller_signed_on=None)
    assert standing("partner_without_agreement", party=cast.belfabriek)
    sign_agreement(agreement=half, controller_signed_on=ON, on=ON, by=SYSTEM)
    assert standing("partner_without_agreement", party=cast.belfabriek) == []
    end_agreement(agreement=half, on=ON, by=SYSTEM)
    assert standing("partner_without_agreement", party=cast.belfabriek)


def test_customer_without_agreement(cast):
    cast.delivers(cast.belfabriek, cast.bakker)
    other = cast.party("Slager")
    cast.delivers(cast.belfabriek, other)
    recompute()
    (finding,) = standing("customer_without_agreement")
    assert (finding.party, finding.number, finding.owner) == (cast.belfabriek, 2, "PARTNER")
    _signed(cast, cast.belfabriek, cast.bakker)
    assert standing("customer_without_agreement")[0].number == 1
    record_agreements(
        processor=cast.belfabriek,
        controllers=[other],
        on=EARLIER,
        processor_signed_on=EARLIER,
        controller_signed_on=EARLIER,
        by=SYSTEM,
    )
    assert standing("customer_without_agreement") == []


def test_supplier_without_agreement(cast):
    recompute()
    hosting = cast.party("Hosting", kind="SUPPLIER")
    cast.sells(hosting, cast.platform, kind="SUPPLY")
    (finding,) = standing("supplier_without_agreement")
    assert (finding.party, finding.owner) == (cast.platform, "PLATFORM")
    _signed(cast, hosting, cast.platform)
    assert standing("supplier_without_agreement") == []


def described(contract, **more):
    return describe_engagement(
        contract=contract,
        purpose=Localised("Servers.", "Servers."),
        location="NL",
        mechanism="NONE_NEEDED",
        visibility="PARTNER",
        at=datetime(2026, 11, 23, 12, tzinfo=UTC),
        by=SYSTEM,
        **more,
    )


def test_sub_processor_unannounced(cast):
    recompute()
    supply = cast.sells(cast.party("Hosting", kind="SUPPLIER"), cast.platform, kind="SUPPLY")
    (finding,) = standing("sub_processor_unannounced")
    assert (finding.party, finding.owner, finding.severity) == (cast.platform, "PLATFORM", "HIGH")
    described(supply)  # what it does is no notice
    assert len(standing("sub_processor_unannounced")) == 1
    described(supply, baseline="List with the agreement of 1 January 2026")
    assert standing("sub_processor_unannounced") == []
    described(supply)
    assert len(standing("sub_processor_unannounced")) == 1
    services.end_contract(contract=supply, on=ON, by=SYSTEM)
    assert standing("sub_processor_unannounced") == []


def test_sub_processor_unannounced_of_traffic_alone(cast):
    """Partners are controllers of it: VoIPGRID's supplier works for VoIPGRID, and it for them."""
    recompute()
    carrier = cast.party("Carrier", kind="SUPPLIER")
    cast.sells(carrier, cast.platform, kind="SUPPLY", categories=[cast.category("TRAFFIC_BILLING")])
    (finding,) = standing("sub_processor_unannounced")
    assert finding.party == cast.platform


def test_sub_processor_unannounced_not_where_the_party_decides_itself(cast):
    recompute()
    bills = cast.party("Factuurhuis", kind="SUPPLIER")
    traffic = [cast.category("TRAFFIC_BILLING")]
    cast.sells(bills, cast.belfabriek, kind="SUPPLY", categories=traffic)
    assert standing("sub_processor_unannounced") == []
    host = cast.party("Host", kind="SUPPLIER")
    cast.sells(host, cast.belfabriek, kind="SUPPLY", categories=[cast.category("TRANSMITTED")])
    (finding,) = standing("sub_processor_unannounced")
    assert (finding.party, finding.owner) == (cast.belfabriek, "PARTNER")


@pytest.mark.parametrize("kind", ["GENERAL", "SPECIFIC"])
def test_mandate_missing(cast, kind):
    cast.delivers(cast.belfabriek, cast.bakker)
    recompute()
    (finding,) = standing("mandate_missing", party=cast.belfabriek)
    assert (finding.number, finding.owner) == (1, "PARTNER")
    engages = cast.platform if kind == "SPECIFIC" else None
    given = {"giver": cast.bakker, "holder": cast.belfabriek, "kind": kind, "on": EARLIER}
    give_mandate(**given, engages=engages, by=SYSTEM)
    assert standing("mandate_missing", party=cast.belfabriek) == []


def test_a_specific_mandate_does_not_cover_a_supplier_that_came_later(cast):
    recompute()
    give_mandate(
        giver=cast.belfabriek,
        holder=cast.platform,
        kind="SPECIFIC",
        engages=cast.bakker,
        on=EARLIER,
        by=SYSTEM,
    )
    hosting = cast.party("Hosting", kind="SUPPLIER")
    cast.sells(hosting, cast.platform, kind="SUPPLY")
    assert standing("mandate_missing", party=cast.belfabriek)
    give_mandate(
        giver=cast.belfabriek,
        holder=cast.platform,
        kind="GENERAL",
        notice_days=30,
        on=EARLIER,
        by=SYSTEM,
    )
    assert standing("mandate_missing", party=cast.belfabriek) == []


def test_acm_registration(cast):
    cast.delivers(cast.belfabriek, cast.bakker)
    recompute()
    (finding,) = standing("acm_registration_missing")
    assert (finding.party, finding.owner) == (cast.belfabriek, "PARTNER")
    made = record_acm_registration(party=cast.belfabriek, number="1", on=EARLIER, by=SYSTEM)
    assert standing("acm_registration_missing") == []
    assert standing("acm_registration_unconfirmed")[0].owner == "PLATFORM"
    for name, left in (("Belfabriek Groep", 1), ("BELFABRIEK.", 0)):
        check_acm_registration(registration=made, registered_name=name, checked_on=ON, by=SYSTEM)
        assert len(standing("acm_registration_unconfirmed")) == left

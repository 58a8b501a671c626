"""Who tells whom, and whose clocks run: derived from roles, without a database."""

from dataclasses import replace

import pytest

from records.incidents.choices import ClockKind
from records.incidents.rules.cascade import duties, sellers_above, tells, tells_sellers
from roles.choices import Category, Role
from roles.rules.derivation import Edge, Node, OwnUse, Shape, Together
from tests.roles.shapes import (
    CHAIN,
    COMPANY,
    CUSTOMER,
    GOLDEN,
    PARTNER,
    PLATFORM,
    RESALE,
    SUBSCRIPTION,
    SUPPLY,
    ask,
)

FIRM = Node(natural_person=False, kind="PARTNER")
LONG = Shape(
    (FIRM, FIRM, FIRM, COMPANY), (Edge(0, 1, RESALE), Edge(1, 2, RESALE), Edge(2, 3, SUBSCRIPTION))
)
"""Platform, partner, reseller, customer."""


def told(shape, *categories, start=PLATFORM):
    return [
        (tell.sender, tell.recipient, tell.category, tell.role)
        for tell in tells(ask(shape, *categories), start)
    ]


def clocks(shape, party, *categories):
    return {(duty.kind, duty.category) for duty in duties(ask(shape, *categories), party)}


def test_transmitted_data_goes_through_the_partner_to_the_customer():
    assert told(CHAIN, Category.TRANSMITTED) == [
        (PLATFORM, PARTNER, Category.TRANSMITTED, Role.PROCESSOR),
        (PARTNER, CUSTOMER, Category.TRANSMITTED, Role.CONTROLLER),
    ]


@pytest.mark.parametrize("category", [Category.TRAFFIC_BILLING, Category.OTHER_PERSONAL])
def test_what_the_partner_decides_about_stops_with_the_partner(category):
    assert told(CHAIN, category) == [(PLATFORM, PARTNER, category, Role.CONTROLLER)]


def test_in_a_longer_chain_everybody_tells_whom_it_acts_for():
    assert told(LONG, Category.TRANSMITTED) == [
        (0, 1, Category.TRANSMITTED, Role.SUB_PROCESSOR),
        (1, 2, Category.TRANSMITTED, Role.PROCESSOR),
        (2, 3, Category.TRANSMITTED, Role.CONTROLLER),
    ]
    assert told(LONG, Category.TRAFFIC_BILLING)[-1][1:] == (
        2,
        Category.TRAFFIC_BILLING,
        Role.CONTROLLER,
    )


def test_a_partner_starts_where_it_stands():
    assert told(CHAIN, *GOLDEN, start=PARTNER) == [
        (PARTNER, CUSTOMER, Category.TRANSMITTED, Role.CONTROLLER)
    ]


def test_a_supplier_tells_the_platform_first():
    shape = replace(CHAIN, nodes=(*CHAIN.nodes, FIRM), edges=(*CHAIN.edges, Edge(3, 0, SUPPLY)))
    assert [pair[:2] for pair in told(shape, Category.TRANSMITTED, start=3)] == [
        (3, PLATFORM),
        (PLATFORM, PARTNER),
        (PARTNER, CUSTOMER),
    ]


def test_the_partner_has_two_clocks_and_the_platform_none():
    assert clocks(CHAIN, PLATFORM, *GOLDEN) == set()
    assert clocks(CHAIN, PARTNER, *GOLDEN) == {
        (ClockKind.GDPR, Category.TRAFFIC_BILLING),
        (ClockKind.GDPR, Category.OTHER_PERSONAL),
        (ClockKind.TELECOM_FIRST, Category.TRANSMITTED),
        (ClockKind.TELECOM_FIRST, Category.TRAFFIC_BILLING),
    }
    assert clocks(CHAIN, CUSTOMER, *GOLDEN) == {(ClockKind.GDPR, Category.TRANSMITTED)}


def test_a_partner_that_sells_on_provides_nothing_to_the_subscriber():
    assert (ClockKind.TELECOM_FIRST, Category.TRANSMITTED) not in clocks(LONG, 1, *GOLDEN)
    assert (ClockKind.TELECOM_FIRST, Category.TRANSMITTED) in clocks(LONG, 2, *GOLDEN)


def test_a_purpose_of_its_own_gives_the_platform_its_own_clock():
    used = replace(CHAIN, own_uses=(OwnUse(PLATFORM, Category.OTHER_PERSONAL, "MARKETING"),))
    assert clocks(used, PLATFORM, Category.OTHER_PERSONAL) == {
        (ClockKind.GDPR, Category.OTHER_PERSONAL)
    }
    assert clocks(used, PLATFORM, Category.TRANSMITTED) == set()


def test_a_website_is_its_own_clock():
    site = Shape((FIRM, Node(natural_person=True, kind="END_USER")), (), offered_by=0, used_by=1)
    assert clocks(site, 0, Category.WEBSITE_VISITOR) == {(ClockKind.GDPR, Category.WEBSITE_VISITOR)}
    assert told(site, Category.WEBSITE_VISITOR) == []


def test_each_step_says_on_which_ground():
    found = tells(ask(CHAIN, Category.TRANSMITTED), PLATFORM)
    assert [tell.grounds for tell in found] == [
        ("GDPR Art. 33(2)", "Reg. 611/2013 Art. 5"),
        ("GDPR Art. 33(2)",),
    ]


OWN = replace(CHAIN, own_uses=(OwnUse(PLATFORM, Category.OTHER_PERSONAL, "MARKETING"),))


def back(shape, *categories, start=PARTNER):
    found = tells_sellers(ask(shape, *categories), start, sellers_above(shape.edges, start))
    return [(tell.sender, tell.recipient, tell.role, tell.grounds) for tell in found]


def test_a_partner_tells_the_platform_only_what_the_platform_decides_about():
    assert back(CHAIN, *GOLDEN) == []
    assert back(OWN, *GOLDEN) == [(PARTNER, PLATFORM, Role.CONTROLLER, ("GDPR Art. 28(10)",))]
    assert back(OWN, *GOLDEN, start=PLATFORM) == []


def test_who_decides_together_tells_each_other():
    joint = (Together(frozenset({PLATFORM, PARTNER}), Category.TRAFFIC_BILLING),)
    shape = replace(CHAIN, together=joint)
    assert back(shape, *GOLDEN) == [
        (PARTNER, PLATFORM, Role.JOINT_CONTROLLER, ("GDPR Art. 26(1)",))
    ]


def test_a_reseller_tells_by_its_partner_and_nobody_further_than_who_decides():
    own = replace(LONG, own_uses=(OwnUse(0, Category.TRAFFIC_BILLING, "MARKETING"),))
    assert [each[:2] for each in back(own, Category.TRAFFIC_BILLING, start=2)] == [(2, 1), (1, 0)]
    nearer = replace(LONG, own_uses=(OwnUse(1, Category.TRAFFIC_BILLING, "MARKETING"),))
    assert [each[:2] for each in back(nearer, Category.TRAFFIC_BILLING, start=2)] == [(2, 1)]

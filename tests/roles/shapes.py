"""Shapes of chains, and asking about them."""

from datetime import date

from roles.choices import Category, ContractKind, Feature, PartyKind, Role
from roles.rules.derivation import Answer, Edge, Node, Shape, derive

ON = date(2026, 1, 15)


def ask(shape, *categories, feature=Feature.CONVEYANCE, on=ON):
    return derive(shape, categories=categories, feature=feature, on=on)


# Platform 0, partner 1, customer 2: design.md, section 2.
PLATFORM, PARTNER, CUSTOMER = 0, 1, 2
GOLDEN = (Category.TRANSMITTED, Category.TRAFFIC_BILLING, Category.OTHER_PERSONAL)

RESALE, SUBSCRIPTION, SUPPLY = (
    ContractKind.RESALE,
    ContractKind.SUBSCRIPTION,
    ContractKind.SUPPLY,
)

COMPANY, HUMAN = (
    Node(natural_person=False, kind=PartyKind.CUSTOMER),
    Node(natural_person=True, kind=PartyKind.CUSTOMER),
)

PEOPLE = Node(natural_person=True, kind=PartyKind.END_USER)


def roles(shape, category, **options):
    """Return each party's role and depth, without what it does for itself."""
    return [
        (answer.role, answer.depth)
        for answer in ask(shape, category, **options)
        if answer.purpose is None
    ]


def one(answers, node, purpose=None) -> Answer:
    (answer,) = [a for a in answers if (a.node, a.purpose) == (node, purpose)]
    return answer


CHAIN = Shape(
    (
        Node(natural_person=False, kind=PartyKind.PLATFORM),
        Node(natural_person=False, kind=PartyKind.PARTNER),
        HUMAN,
    ),
    (Edge(0, 1, RESALE), Edge(1, 2, SUBSCRIPTION)),
)

GOLDEN_MATRIX = {
    Category.TRANSMITTED: (
        (Role.SUB_PROCESSOR, 2),
        (Role.PROCESSOR, 1),
        (Role.CONTROLLER, 0),
    ),
    Category.TRAFFIC_BILLING: (
        (Role.PROCESSOR, 1),
        (Role.CONTROLLER, 0),
        (Role.DATA_SUBJECT, None),
    ),
    Category.OTHER_PERSONAL: (
        (Role.PROCESSOR, 1),
        (Role.CONTROLLER, 0),
        (Role.NOT_ASSIGNED, None),
    ),
}

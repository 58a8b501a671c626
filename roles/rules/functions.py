"""What each function of a service does with which data, and who has it done: conduct, no law."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from roles.choices import Category, Feature

TELEPHONY: Final = frozenset(
    {Category.TRANSMITTED, Category.TRAFFIC_BILLING, Category.OTHER_PERSONAL}
)
CONTENT: Final = frozenset({Category.TRANSMITTED})
TRAFFIC: Final = frozenset({Category.TRAFFIC_BILLING})
CALLS: Final = CONTENT | TRAFFIC
ABOUT_SUBSCRIBER: Final = frozenset({Category.OTHER_PERSONAL})


class HadBy(Enum):
    """Who has a function done."""

    EVERYONE = "everyone"
    """It is the service itself."""
    CUSTOMER = "customer"
    """The acquirer of the subscription under which it is switched on."""
    SELLER = "seller"
    """Who sells the subscription under which it is on, or acquires the resale under which it is."""
    LAW = "law"
    """Nobody switches it on: whoever the law addresses has to, and has to keep it secret."""


@dataclass(frozen=True, slots=True)
class Function:
    """Who has it done, and with which data; no categories: with all that the service handles."""

    had_by: HadBy
    categories: frozenset[Category] = frozenset()

    def handles(self, category: str) -> bool:
        """Say whether the function has to do with that data at all."""
        return not self.categories or category in self.categories


UNKNOWN: Final = Function(HadBy.CUSTOMER)
"""A function that a register adds by itself: the customer has it, with all data."""

FUNCTIONS: Final[Mapping[str, Function]] = {
    Feature.CONVEYANCE: Function(HadBy.EVERYONE),
    Feature.CALL_RECORDING: Function(HadBy.CUSTOMER, TELEPHONY),
    Feature.VOICEMAIL: Function(HadBy.CUSTOMER, TELEPHONY),
    Feature.TRANSCRIPTION: Function(HadBy.CUSTOMER, CONTENT),
    Feature.LIVE_LISTENING: Function(HadBy.CUSTOMER, CONTENT),
    Feature.CONFERENCE: Function(HadBy.CUSTOMER, CALLS),
    Feature.PARTNER_TRAINING: Function(HadBy.SELLER, CALLS),
    Feature.CALL_ANALYTICS: Function(HadBy.SELLER, TRAFFIC),
    Feature.FRAUD_DETECTION: Function(HadBy.SELLER, TRAFFIC),
    Feature.DIRECTORY: Function(HadBy.CUSTOMER, ABOUT_SUBSCRIBER),
    Feature.NUMBER_PORTABILITY: Function(HadBy.CUSTOMER, ABOUT_SUBSCRIBER),
    Feature.LAWFUL_INTERCEPTION: Function(HadBy.LAW, CALLS),
    Feature.STATUTORY_DISCLOSURE: Function(HadBy.LAW, TRAFFIC | ABOUT_SUBSCRIBER),
}


def function(feature: str) -> Function:
    """Return what is known of the function with that code."""
    return FUNCTIONS.get(feature, UNKNOWN)


def had_by(who: HadBy) -> frozenset[str]:
    """Return the codes of the functions that ``who`` has done."""
    return frozenset(code for code, each in FUNCTIONS.items() if each.had_by == who)


FOR_SELLER: Final = had_by(HadBy.SELLER)
BY_LAW: Final = had_by(HadBy.LAW)
ABOUT_THE_SUBSCRIPTION: Final = frozenset(
    {Feature.DIRECTORY, Feature.NUMBER_PORTABILITY, Feature.STATUTORY_DISCLOSURE}
)
"""Functions that use what is known of a subscriber, and so are about it."""
OUTSIDE_DELIVERY: Final = FOR_SELLER | BY_LAW | ABOUT_THE_SUBSCRIPTION
"""What is done there is not needed to deliver the service or to bill it."""

"""Classes of telephone numbers by numbering plan: pure, from the metadata of ``phonenumbers``.

Every number has one class, found by a prefix of fixed width, so that a batch of a million rows
joins with a table of two thousand instead of parsing each number.
"""

from collections.abc import Iterator

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

from records.choices import NumberKind

DUTCH = 31
DUTCH_DIGITS = 3
"""A class in the Dutch plan is settled by three digits after the country code."""

KINDS = {
    PhoneNumberType.FIXED_LINE: NumberKind.NL_FIXED,
    PhoneNumberType.MOBILE: NumberKind.NL_MOBILE,
    PhoneNumberType.PAGER: NumberKind.NL_MOBILE,
    PhoneNumberType.TOLL_FREE: NumberKind.NL_FREE,
    PhoneNumberType.PREMIUM_RATE: NumberKind.NL_PREMIUM,
    PhoneNumberType.VOIP: NumberKind.NL_NATIONAL,
    PhoneNumberType.UAN: NumberKind.NL_NATIONAL,
}
EUROPEAN_ZONES = "34"
"""World zones 3 and 4 of ITU-T E.164 are Europe."""


def classes() -> Iterator[tuple[str, NumberKind]]:
    """Return every prefix with the class of the numbers that start with it."""
    yield from _dutch()
    yield from _foreign()


def prefix_of(number: str) -> str:
    """Return the prefix by which the table knows ``number`` (E.164, with its plus)."""
    return number[: 3 + DUTCH_DIGITS] if number.startswith(f"+{DUTCH}") else number[:4]


def _dutch() -> Iterator[tuple[str, NumberKind]]:
    for start in range(10**DUTCH_DIGITS):
        digits = f"{start:0{DUTCH_DIGITS}}"
        if kind := _kind_of(digits):
            yield f"+{DUTCH}{digits}", kind


def _kind_of(digits: str) -> NumberKind | None:
    """Return the class most lengths of a number with these first digits have."""
    for length in (9, 7, 8, 10, 11, 6):
        number = PhoneNumber(DUTCH, int(digits.ljust(length, "0")))
        if not digits.startswith("0") and (kind := KINDS.get(phonenumbers.number_type(number))):
            return kind
    return None


def _foreign() -> Iterator[tuple[str, NumberKind]]:
    """Codes of one and two digits are written out to three, so that every prefix is as wide."""
    for code in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE):
        kind = NumberKind.EUROPE if str(code)[0] in EUROPEAN_ZONES else NumberKind.WORLD
        width = 3 - len(str(code))
        if code != DUTCH:
            yield from (
                (f"+{code}{rest:0{width}}" if width else f"+{code}", kind)
                for rest in range(10**width)
            )

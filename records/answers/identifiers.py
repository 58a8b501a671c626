"""What a person is found by, in any notation, and how it is shown without giving it away: pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    ValidationResult,
)

HOME: Final = "NL"
"""A number without a country code is read as one of this country."""
DOT: Final = "•"
SHOWN_OF_A_NUMBER: Final = 6
HIDDEN: Final = 5
"""Of a number at least so many digits are hidden, and at most so many signs shown."""


class Kind(Enum):
    """What somebody gives to be found by."""

    PHONE = "PHONE"
    EMAIL = "EMAIL"
    CUSTOMER_NUMBER = "CUSTOMER_NUMBER"


class Unreadable(ValueError):
    """What was given is no identifier of its kind."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier in its one notation: E.164, lower-case e-mail, trimmed customer number."""

    kind: Kind
    value: str

    def is_in(self, cell: object) -> bool:
        """Say whether a value of a store is this one, however it is written there."""
        text = str(cell or "").strip()
        return bool(text) and _READ[self.kind](text) == self.value


def identifier(kind: Kind, text: str) -> Identifier:
    """Return what was given in the one notation of its kind; raises Unreadable."""
    read = _READ[kind](text.strip())
    if read is None:
        raise Unreadable(kind.value)
    return Identifier(kind, read)


def of_phone(text: str) -> str | None:
    """Return a telephone number in E.164, whatever its notation; None for none."""
    found = _parsed(text)
    return phonenumbers.format_number(found, PhoneNumberFormat.E164) if found else None


def _parsed(text: str) -> PhoneNumber | None:
    try:
        found = phonenumbers.parse(text, HOME)
    except NumberParseException:
        return None
    whole = phonenumbers.is_possible_number_with_reason(found) == ValidationResult.IS_POSSIBLE
    return found if whole else None


def _of_email(text: str) -> str | None:
    name, at, domain = text.partition("@")
    whole = name and at and "." in domain and not re.search(r"\s|@", domain) and " " not in name
    return text.lower() if whole else None


def _of_customer(text: str) -> str | None:
    return text.upper() if re.search(r"[0-9A-Za-z]", text) and len(text) <= 60 else None


_READ: Final = {
    Kind.PHONE: of_phone,
    Kind.EMAIL: _of_email,
    Kind.CUSTOMER_NUMBER: _of_customer,
}


def spellings(number: str) -> list[str]:
    """Return every way to write a number in E.164 with digits and a leading plus only.

    With ``(0)`` after the country code, as many letterheads have it, too: without its brackets.
    A number of another country is never written as a local one here.
    """
    found = phonenumbers.parse(number, None)
    digits, trunk = number.removeprefix("+"), ""
    if phonenumbers.region_code_for_country_code(found.country_code or 0) == HOME:
        trunk = "0"
    national = phonenumbers.national_significant_number(found)
    code = str(found.country_code)
    international = [digits, *([f"{code}{trunk}{national}"] if trunk else [])]
    written = [form for each in international for form in (f"+{each}", each, f"00{each}")]
    return [*written, *([f"{trunk}{national}"] if trunk else [])]


def masked(text: object) -> str:
    """Return a cell of which only the beginning is left: who it is cannot be read from it.

    Of a telephone number its country and area or network stay (``+31612•••••``), of an e-mail
    address its first letter and its top domain.
    """
    cell = str(text or "").strip()
    if not cell:
        return ""
    if number := of_phone(cell):
        shown = min(SHOWN_OF_A_NUMBER, max(len(number) - HIDDEN, 0))
        return number[:shown] + DOT * (len(number) - shown)
    name, at, domain = cell.partition("@")
    if at:
        return f"{name[:1]}{DOT * 5}@{DOT * 5}.{domain.rpartition('.')[2]}"
    return cell[:1] + DOT * 5


def any_in(cell: object, identifiers: Iterable[Identifier]) -> bool:
    """Say whether a cell holds one of ``identifiers``."""
    return any(each.is_in(cell) for each in identifiers)

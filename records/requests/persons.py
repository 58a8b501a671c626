"""Who asks, and by what they are found: as given, and as it is compared."""

from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers

from records.requests.choices import IdentifierKind
from voipgrid_privacy.kernel.text import one_line

HOME = "NL"
"""A number without a country code is one of this plan."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person as named in a request; the first address and number are those to answer to."""

    name: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    customer_numbers: tuple[str, ...] = ()

    @property
    def nameless(self) -> bool:
        """Whether nothing is known by which the person could be found or answered."""
        return not any(value for _kind, value in identifiers(self))


def identifiers(person: Person) -> Iterator[tuple[IdentifierKind, str]]:
    """Return by what the person is found, normalised, each once."""
    found = [
        *((IdentifierKind.PHONE, e164(phone)) for phone in person.phones),
        *((IdentifierKind.EMAIL, email.strip().lower()) for email in person.emails),
        *((IdentifierKind.CUSTOMER_NUMBER, n.strip()) for n in person.customer_numbers),
        (IdentifierKind.NAME, one_line(person.name)),
    ]
    yield from dict.fromkeys(pair for pair in found if pair[1])


def e164(phone: str) -> str:
    """Return a number of any notation as ``+31201234567``; as given where it is no number."""
    given = " ".join(phone.split())
    try:
        number = phonenumbers.parse(given, HOME)
    except phonenumbers.NumberParseException:
        return given
    if not phonenumbers.is_possible_number(number):
        return given
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

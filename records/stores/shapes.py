"""What a column seems to hold, from its name and from a sample of its values: pure.

A suggestion is never more than that: a person decides what a column is.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

import phonenumbers

from records.choices import ColumnShape, FoundBy, StartEvent, Whose

MOSTLY: Final = 0.8
"""The share of values that must look alike."""
FEWEST: Final = 3

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
_IBAN: Final = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")
_POSTCODE: Final = re.compile(r"[1-9]\d{3} ?[A-Za-z]{2}")
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
_PHONE: Final = re.compile(r"\+?[\d\s().-]{6,20}")


def shape_of(values: Iterable[object]) -> ColumnShape:
    """Return what most of ``values`` look like; UNKNOWN for too few, or nothing in common."""
    texts = [str(value).strip() for value in values if value not in {None, ""}]
    if len(texts) < FEWEST:
        return ColumnShape.UNKNOWN
    for shape, looks in _LOOKS.items():
        if sum(map(looks, texts)) >= MOSTLY * len(texts):
            return shape
    return ColumnShape.UNKNOWN


def is_iban(text: str) -> bool:
    """Say whether ``text`` is an IBAN, check digits included (ISO 13616)."""
    compact = text.replace(" ", "").upper()
    if not _IBAN.fullmatch(compact):
        return False
    digits = "".join(str(int(sign, 36)) for sign in compact[4:] + compact[:4])
    return int(digits) % 97 == 1


def is_phone(text: str) -> bool:
    """Say whether ``text`` can be a telephone number, read as a Dutch one where it is local."""
    if not _PHONE.fullmatch(text) or not re.match(r"\+|0", text):
        return False
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text, "NL"))
    except phonenumbers.NumberParseException:
        return False


def is_ip(text: str) -> bool:
    """Say whether ``text`` is an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(text.partition("/")[0])
    except ValueError:
        return False
    return True


_LOOKS: Final[Mapping[ColumnShape, Callable[[str], bool]]] = {
    ColumnShape.EMAIL: lambda text: bool(_EMAIL.fullmatch(text)),
    ColumnShape.UUID: lambda text: bool(_UUID.fullmatch(text)),
    ColumnShape.IBAN: is_iban,
    ColumnShape.IP: is_ip,
    ColumnShape.POSTCODE: lambda text: bool(_POSTCODE.fullmatch(text)),
    ColumnShape.PHONE: is_phone,
}

_BY_NAME: Final = tuple(
    (re.compile(pattern), element)
    for pattern, element in (
        (r"src|caller|calling|from_?num|anumber|bellend|van_nummer", "calling_number"),
        (r"dst|callee|called|to_?num|bnumber|gebeld|naar_nummer", "called_number"),
        (r"duration|billsec|duur|seconds", "call_duration"),
        (r"charge|amount|price|bedrag|cost|tarief", "call_charge"),
        (r"trunk|route|gateway", "call_route"),
        (r"^(start(ed)?(_?at)?|calldate|begin.*)$", "call_start"),
        (r"invoice|factuur|bill", "invoice_line"),
        (r"e?-?mail", "email_addresses"),
        (r"iban|bank|rekeningn", "bank_details"),
        (r"postcode|zip", "postcode"),
        (r"city|town|plaats", "town"),
        (r"street|address|adres|straat", "address"),
        (r"company|bedrijf", "company_name"),
        (r"kvk|chamber", "kvk_number"),
        (r"btw|vat|tax", "tax_details"),
        (r"phone|telefoon|mobile|msisdn", "phone_numbers"),
        (r"contact|first_?name|last_?name|voornaam|achternaam", "contact_person"),
        (r"customer_?n|klantn|relatie", "customer_number"),
    )
)
_BY_SHAPE: Final[Mapping[ColumnShape, str]] = {
    ColumnShape.EMAIL: "email_addresses",
    ColumnShape.IBAN: "bank_details",
    ColumnShape.PHONE: "phone_numbers",
    ColumnShape.POSTCODE: "postcode",
}
_EVENTS: Final = tuple(
    (re.compile(pattern), event)
    for pattern, event in (
        (r"^(ended?(_?at)?|call_?end.*|hangup.*|einde.*)$", StartEvent.END_OF_CALL),
        (r"invoice_?(date|on)|invoiced_?(at|on)|factuurdatum|billed_?on", StartEvent.INVOICE_DATE),
        (r"contract_?end.*|terminated_?(at|on)|opgezegd.*", StartEvent.END_OF_CONTRACT),
        (r"created(_?(at|on))?|inserted(_?at)?|aangemaakt.*", StartEvent.CREATION),
    )
)


def suggested_element(name: str, shape: ColumnShape) -> str:
    """Return the code of the element that a column probably holds; empty for no idea."""
    by_name = next((e for pattern, e in _BY_NAME if pattern.search(name.lower())), "")
    return by_name or _BY_SHAPE.get(shape, "")


def suggested_event(name: str, *, is_time: bool) -> str:
    """Return the event a time column is probably the date of; empty for no idea."""
    if not is_time:
        return ""
    return next((event for pattern, event in _EVENTS if pattern.search(name.lower())), "")


_WHOSE: Final[Mapping[str, Whose]] = {
    "calling_number": Whose.CALLER,
    "called_number": Whose.CALLED,
    "phone_numbers": Whose.PERSON,
    "email_addresses": Whose.PERSON,
    "customer_number": Whose.PERSON,
}
_BY: Final[Mapping[str, FoundBy]] = {
    "calling_number": FoundBy.PHONE,
    "called_number": FoundBy.PHONE,
    "phone_numbers": FoundBy.PHONE_WRITTEN,
    "email_addresses": FoundBy.EMAIL,
    "customer_number": FoundBy.CUSTOMER_NUMBER,
}


def suggested_identifier(element: str) -> tuple[str, str]:
    """Return by what a column with that element probably identifies whom; empty for no idea."""
    if element not in _WHOSE:
        return "", ""
    return _BY[element].value, _WHOSE[element].value

"""Editing a draft: words of one's own, the order of parts, colours. No fact is written here."""

from typing import Any, Final
from uuid import uuid4

from roles.models import Party
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.kernel.use_case import use_case
from voipgrid_privacy.site.statements.choices import OWN
from voipgrid_privacy.site.statements.content import parts_in_order
from voipgrid_privacy.site.statements.contrast import ENOUGH, contrast
from voipgrid_privacy.site.statements.errors import (
    AddressFixed,
    AddressTaken,
    ColoursTooAlike,
    FactTypedOver,
    TooManyParts,
    UnknownPart,
)
from voipgrid_privacy.site.statements.models import PrivacyStatement, StatementPublication
from voipgrid_privacy.site.statements.services.writing import held, is_free, keep, plain

LONGEST_TITLE: Final = 120
MOST_OWN: Final = 20


@use_case
def write_introduction(
    *, party: Party, code: str, intro: Localised | None, title: Localised | None = None, by: Viewer
) -> PrivacyStatement:
    """Write what stands above the facts of a part, or the text of a part of one's own.

    Without ``intro`` a part drawn from the register has the usual one again. Raises NotAllowed,
    ``statement_part_unknown``, ``statement_fact_fixed``, ``statement_text_not_plain``.
    """
    row = held(party, by)
    parts = parts_in_order(row.parts)
    part = _part(parts, code)
    if not code.startswith(OWN):
        if title is not None:
            raise FactTypedOver(field="title")
        part.pop("intro", None)
        if intro is not None:
            part["intro"] = plain(intro)
    else:
        part["intro"] = plain(intro)
        part["title"] = plain(title or Localised(**part["title"]), longest=LONGEST_TITLE)
    return keep(row, by, parts=parts)


@use_case
def add_part(*, party: Party, title: Localised, intro: Localised, by: Viewer) -> PrivacyStatement:
    """Add a part of one's own at the end; raises NotAllowed, ``statement_text_not_plain``."""
    row = held(party, by)
    parts = parts_in_order(row.parts)
    if sum(1 for part in parts if part["code"].startswith(OWN)) >= MOST_OWN:
        raise TooManyParts
    words = {"title": plain(title, longest=LONGEST_TITLE), "intro": plain(intro)}
    return keep(row, by, parts=[*parts, {"code": f"{OWN}{uuid4().hex[:12]}", **words}])


@use_case
def remove_part(*, party: Party, code: str, by: Viewer) -> PrivacyStatement:
    """Take a part of one's own out; raises NotAllowed, ``statement_fact_fixed``."""
    row = held(party, by)
    parts = parts_in_order(row.parts)
    gone = _part(parts, code)
    if not code.startswith(OWN):
        raise FactTypedOver(field="code")
    return keep(row, by, parts=[part for part in parts if part is not gone])


@use_case
def move_part(*, party: Party, code: str, steps: int, by: Viewer) -> PrivacyStatement:
    """Move a part ``steps`` places down, or up when negative; raises NotAllowed."""
    row = held(party, by)
    parts = parts_in_order(row.parts)
    part = _part(parts, code)
    place = parts.index(part)
    parts.remove(part)
    parts.insert(max(0, min(len(parts), place + steps)), part)
    return keep(row, by, parts=parts)


@use_case
def declare(
    *, party: Party, obliged: str, automated: str, automated_how: Localised | None, by: Viewer
) -> PrivacyStatement:
    """Say what only the party can say (GDPR Art. 13(2)(e), (f)); raises NotAllowed."""
    row = held(party, by)
    how = Localised(**plain(automated_how)) if automated_how else None
    return keep(row, by, obliged=obliged, automated=automated, automated_how=how)


@use_case
def dress(
    *, party: Party, colour: str, on_colour: str, slug: str | None = None, by: Viewer
) -> PrivacyStatement:
    """Choose two colours that can be told apart, and an address as long as nothing is published.

    Without ``slug`` the address stays as it is. Raises NotAllowed,
    ``statement_contrast_too_low``, ``statement_address_taken``, ``statement_address_fixed``.
    """
    row = held(party, by)
    one, other = colour.lower(), on_colour.lower()
    found = contrast(one, other)
    if found < ENOUGH:
        raise ColoursTooAlike(field="colour", contrast=f"{found:.2f}")
    address = row.slug if slug is None else slug
    if address != row.slug:
        if StatementPublication.objects.filter(party=party).exists():
            raise AddressFixed(field="slug")
        if not is_free(address, party):
            raise AddressTaken(field="slug")
    return keep(row, by, colour=one, on_colour=other, slug=address)


def _part(parts: list[dict[str, Any]], code: str) -> dict[str, Any]:
    found = next((part for part in parts if part["code"] == code), None)
    if found is None:
        raise UnknownPart(field="code")
    return found

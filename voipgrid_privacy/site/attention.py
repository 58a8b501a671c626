"""Findings as people read them: the same finding about several subjects is said once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.urls import reverse

from cookies.scanner.telling import on_site
from roles.findings import FindingType, finding_types, held_in
from roles.models import Finding, Party
from voipgrid_privacy.kernel.law import Citation

NAMED = 3


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing to put right, and whom and which data it concerns."""

    code: str
    severity: str
    severity_name: str
    sentence: str
    next_step: str
    cites: tuple[Citation, ...]
    parties: tuple[str, ...]
    categories: tuple[str, ...]
    more: int


def gathered(findings: Iterable[Finding]) -> tuple[Attention, ...]:
    """Return the findings, one per kind, in the order given (equal codes lie together)."""
    kinds = {kind.code: kind for kind in finding_types()}
    said = []
    for code, same in groupby(findings, key=lambda finding: finding.code):
        if kind := kinds.get(code):
            said.append(_attention(list(same), str(kind.sentence), str(kind.next_step), kind.cites))
    return tuple(said)


def _attention(
    same: list[Finding], sentence: str, next_step: str, cites: tuple[Citation, ...]
) -> Attention:
    parties = tuple(dict.fromkeys(str(f.party) for f in same if f.party))
    categories = tuple(dict.fromkeys(str(f.category) for f in same if f.category))
    first = same[0]
    return Attention(
        code=first.code,
        severity=first.severity,
        severity_name=str(first.get_severity_display()),
        sentence=sentence,
        next_step=next_step,
        cites=cites,
        parties=parties[:NAMED],
        categories=categories,
        more=max(0, len(parties) - NAMED),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding for whom it is about: what, on what ground, since when, and where to go."""

    id: UUID
    sentence: str
    severity: str
    state: str
    owner: str
    party: str
    category: str
    number: int | None
    next_step: str
    mend: str
    cites: tuple[Citation, ...]
    found_on: date
    settled_on: date | None
    subject: str = ""


def shown(row: Finding, own: Party) -> Shown:
    """Return a finding as the portal of ``own`` shows it."""
    kind = next((each for each in finding_types() if each.code == row.code), None)
    return Shown(
        id=row.pk,
        sentence=str(kind.sentence) if kind else row.code,
        severity=str(row.get_severity_display()),
        state=str(row.get_state_display()),
        owner=str(row.get_owner_display()),
        party=str(row.party or ""),
        category=str(row.category or ""),
        number=row.number,
        next_step=str(kind.next_step) if kind else "",
        mend=where_to_mend(row, own, kind),
        cites=kind.cites if kind else (),
        found_on=row.found_on,
        settled_on=row.settled_on,
        subject=f"{place.site}: {place.subject}" if (place := on_site(row.key)) else "",
    )


def where_to_mend(row: Finding, own: Party, kind: FindingType | None) -> str:
    """Return the page of the portal where a finding is put right, or else looked into."""
    place = on_site(row.key)
    if place and row.party_id == own.pk:
        return reverse("site:site", args=(place.site,))
    page, name = kind.mend.portal_one if kind else ("", "")
    if page and row.party_id == own.pk and (one := held_in(row.key, name)):
        return reverse(page, args=(one,))
    if kind and kind.mend.portal:
        query = kind.mend.portal_query.format(party=row.party_id)
        return f"{reverse(kind.mend.portal)}{'?' if query else ''}{query}"
    if row.party_id and row.party_id != own.pk:
        return reverse("site:customer", args=(row.party_id,))
    return reverse("site:roles" if row.category_id else "site:customers")

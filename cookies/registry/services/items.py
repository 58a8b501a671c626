"""Items: entered with who says so, completed, settled where sources disagree, published."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from cookies.choices import ItemField, ItemStatus, Provenance, Technique
from cookies.errors import DomainMalformed, PathMalformed, PatternMalformed
from cookies.registry.models import Claim, ConsentCategory, Item, Provider, Site
from cookies.registry.patterns import lint
from cookies.registry.services.writing import change, keep, must_write_for
from roles.models import Party, Source
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.kernel.use_case import use_case

DOMAIN = re.compile(r"(\.?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?)?")
PATH = re.compile(r"/[^\x00-\x20;\x7f]*")
REFUSED_LINT = frozenset({"matches_everything", "regular_expression", "white_space"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of an item; None or empty: nothing is said."""

    technique: Technique
    pattern: str
    domain: str = ""
    path: str = "/"
    partitioned: bool = False
    provider: Provider | None = None
    category: ConsentCategory | None = None
    purpose: Localised | None = None
    recipients: Localised | None = None
    lifetime: str = ""
    effective_lifetime: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Who says it, where and when; ``verbatim`` holds the words per property."""

    provenance: Provenance
    on: date
    source: Source | None = None
    reference: str = ""
    verbatim: Mapping[str, str] = field(default_factory=dict)


KEY = ("technique", "pattern", "domain", "path", "partitioned")
VALUES = tuple(f.name for f in fields(Facts) if f.name not in KEY)
SEEN = {Provenance.SCAN: ItemStatus.OBSERVED}


@use_case
def enter_item(
    *, owner: Party, site: Site | None = None, facts: Facts, said: Said, by: Viewer
) -> Item:
    """Enter an item, or add what ``said`` claims of one that is known; nothing is overwritten.

    A claim fills a property that is empty. One that differs stands beside it, and the item is
    disputed until someone settles it. Raises NotAllowed, PatternMalformed, DomainMalformed,
    PathMalformed and what rows refuse.
    """
    must_write_for(by, owner.pk)
    _must_be_a_key(facts)
    key = {name: getattr(facts, name) for name in KEY}
    known = Item.objects.filter(owner=owner, site=site, **key).select_for_update(of=("self",))
    item = known.first()
    if item is None:
        item = keep(_new(owner, site, facts, said))
    else:
        _complete(item, facts, said)
    _claim(item, facts, said)
    return _judge(item)


@use_case
def settle(
    *, item: Item, field: ItemField, value: Any, on: date, reference: str = "", by: Viewer
) -> Item:
    """Decide what the registry answers for one property; the other claims stay on record."""
    must_write_for(by, item.owner_id)
    held = _held(item)
    setattr(held, field.value, value)
    change(held, field.value)
    said = Said(Provenance.PERSON, on, reference=reference)
    _add_claim(held, field, value, said)
    return _judge(held)


@use_case
def complete_item(
    *, item: Item, values: Mapping[ItemField, Any], on: date, reference: str = "", by: Viewer
) -> Item:
    """Settle the properties of ``values`` that say something new or that sources disagree on.

    All of them or none. Raises NotAllowed, NotFound, ItemIncomplete for what visitors are shown,
    and what rows refuse.
    """
    must_write_for(by, item.owner_id)
    held = _held(item)
    disputed = disputed_fields(held)
    wanted = {
        each: value
        for each, value in values.items()
        if each.value in disputed or as_text(getattr(held, each.value)) != as_text(value)
    }
    for each, value in wanted.items():
        setattr(held, each.value, value)
    change(held, *(each.value for each in wanted))
    said = Said(Provenance.PERSON, on, reference=reference)
    for each, value in wanted.items():
        _add_claim(held, each, value, said)
    return _judge(held)


@use_case
def publish_item(*, item: Item, by: Viewer) -> Item:
    """Show the item to visitors; raises ItemIncomplete (GDPR Art. 13, C-673/17)."""
    must_write_for(by, item.owner_id)
    held = _held(item)
    held.published = True
    return change(held, "published")


@use_case
def withdraw_item(*, item: Item, by: Viewer) -> Item:
    """Take an item out of statement and banner, because the site no longer uses it."""
    must_write_for(by, item.owner_id)
    held = _held(item)
    held.published = False
    return change(held, "published")


def _must_be_a_key(facts: Facts) -> None:
    if {each.code for each in lint(facts.pattern)} & REFUSED_LINT or not facts.pattern:
        raise PatternMalformed(field="pattern")
    if not DOMAIN.fullmatch(facts.domain):
        raise DomainMalformed(field="domain")
    if not PATH.fullmatch(facts.path):
        raise PathMalformed(field="path")


def _held(item: Item) -> Item:
    rows = Item.objects.order_by("pk").select_for_update(of=("self",)).filter(pk=item.pk)
    if (held := rows.first()) is None:
        raise NotFound
    return held


def _new(owner: Party, site: Site | None, facts: Facts, said: Said) -> Item:
    values = {f.name: getattr(facts, f.name) for f in fields(Facts)}
    status = SEEN.get(said.provenance, ItemStatus.DECLARED)
    seen = said.on if said.provenance == Provenance.SCAN else None
    return Item(
        owner=owner, site=site, status=status, source=said.source, last_seen_on=seen, **values
    )


def _complete(item: Item, facts: Facts, said: Said) -> None:
    """Fill what was empty; a scan confirms what was only declared."""
    empty = [n for n in VALUES if getattr(facts, n) and not getattr(item, n)]
    for name in empty:
        setattr(item, name, getattr(facts, name))
    if said.provenance == Provenance.SCAN:
        item.last_seen_on, item.missed_scans = said.on, 0
        if item.status in {ItemStatus.DECLARED, ItemStatus.STALE}:
            item.status = ItemStatus.CONFIRMED
    change(item, *empty, "status", "last_seen_on", "missed_scans")


def _claim(item: Item, facts: Facts, said: Said) -> None:
    for each in ItemField:
        value = getattr(facts, each.value)
        if value or each.value in said.verbatim:
            _add_claim(item, each, value, said)


def _add_claim(item: Item, each: ItemField, value: Any, said: Said) -> None:
    """Add what is said, once per source; what a person decides again is a claim of its own."""
    if said.provenance == Provenance.PERSON:
        before = Claim.objects.filter(item=item, field=each, provenance=said.provenance)
        if before.filter(value=as_text(value), reference=said.reference).exists():
            said = replace(said, reference=f"{said.reference} {before.count() + 1}".strip())
    Claim.objects.get_or_create(
        item=item,
        field=each,
        value=as_text(value),
        provenance=said.provenance,
        source=said.source,
        reference=said.reference,
        defaults={"stated_on": said.on, "verbatim": said.verbatim.get(each.value, "")},
    )


def as_text(value: Any) -> str:
    """Return a value as claims hold it: codes for rows, Dutch / English for texts."""
    if isinstance(value, Localised):
        return f"{value.nl} / {value.en}"
    return str(getattr(value, "code", value) or "")


def disputed_fields(item: Item) -> tuple[str, ...]:
    """Return the properties on which sources disagree since a person last answered.

    An answer is what the registry says since; what a person merely said is a claim as any other.
    """
    open_values: dict[str, set[str]] = {}
    for claim in Claim.objects.filter(item=item).order_by("recorded_at"):
        answers = claim.value == as_text(getattr(item, claim.field))
        if answers and claim.provenance == Provenance.PERSON:
            open_values[claim.field] = {claim.value}
        elif claim.value:
            open_values.setdefault(claim.field, set()).add(claim.value)
    return tuple(sorted(name for name, values in open_values.items() if len(values) > 1))


def _judge(item: Item) -> Item:
    """Set the status that follows from the claims."""
    if disputed_fields(item):
        status = ItemStatus.DISPUTED
    elif item.status == ItemStatus.DISPUTED:
        status = ItemStatus.CONFIRMED if item.last_seen_on else ItemStatus.DECLARED
    else:
        return item
    item.status = status
    return change(item, "status")

"""Taking over what a scan found: one click, and what is still missing is said."""

from typing import Any

from cookies.choices import STORED, ItemField, Provenance, Technique
from cookies.errors import PatternMalformed
from cookies.registry.durations import iso
from cookies.registry.models import ConsentCategory, Item, Provider, Site
from cookies.registry.models.suggestions import Suggestion
from cookies.registry.patterns import ANYTHING, DIGITS
from cookies.registry.queries import providers, suggestions
from cookies.registry.services import Facts, Said, enter_item
from cookies.registry.services.writing import must_write_for
from cookies.scanner.analysis.baseline import covered
from cookies.scanner.errors import NotFoundByScan
from cookies.scanner.models import FoundItem
from cookies.scanner.queries import latest_scan
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case

NAME = 300
"""How long a name in the registry may be."""


@use_case
def accept_found(*, found: FoundItem, by: Viewer) -> Item:
    """Enter what a scan saw in the registry of its site, as a claim of that scan.

    Who sets it follows from its host. The category that a knowledge base suggests is entered as
    that base's claim, with its words on lifetime and purpose. Nothing is shown to visitors until
    a person publishes it. Raises NotAllowed, NotFoundByScan, and
    PatternMalformed for a name that, as a pattern, would stand for other names too.
    """
    scan, site = found.scan, found.scan.site
    must_write_for(by, site.party_id)
    newest = latest_scan(viewer=by, site=site)
    if newest is None or newest.pk != scan.pk:
        raise NotFoundByScan
    if len(found.name) > NAME or set(found.name) & {ANYTHING, DIGITS}:
        raise PatternMalformed  # taken over as it is, it would stand for other names too
    moment = scan.started_at or scan.requested_at
    said = Said(Provenance.SCAN, legal_day(moment), reference=f"scan {scan.pk}")
    facts = facts_of(found, by)
    item = enter_item(owner=site.party, site=site, facts=facts, said=said, by=by)
    for suggestion in suggestions(viewer=by, item=item)[:1]:
        known = Said(
            Provenance.KNOWLEDGE_BASE,
            suggestion.read_on,
            suggestion.source,
            suggestion.reference[:300],
            _verbatim(suggestion),
        )
        suggested = _suggested(item, suggestion, by)
        item = enter_item(owner=site.party, site=site, facts=suggested, said=known, by=by)
    return item


def facts_of(found: FoundItem, by: Viewer) -> Facts:
    """Return what a scan says of what it found."""
    technique = Technique(found.technique)
    return Facts(
        technique=technique,
        pattern=found.name,
        domain=found.host,
        path=found.path,
        partitioned=found.partitioned,
        provider=_provider(found.scan.site, found.host, by),
        lifetime=_lifetime(found, technique),
    )


def _lifetime(found: FoundItem, technique: Technique) -> str:
    if technique not in STORED:
        return ""
    if technique in {Technique.HTTP_COOKIE, Technique.JS_COOKIE}:
        return "session" if found.lifetime is None else as_term(found.lifetime)
    return "session" if technique == Technique.SESSION_STORAGE else "persistent"


def as_term(lifetime: int) -> str:
    """Return a measured lifetime as a term, in years where it is whole years."""
    whole = rounded(lifetime)
    years, rest = divmod(whole, 365 * 86_400)
    return f"P{years}Y" if years and not rest else iso(whole)


def rounded(lifetime: int) -> int:
    """Return a measured lifetime without the moments between its setting and its measuring."""
    for unit in (86_400, 3_600, 60):
        whole = round(lifetime / unit) * unit
        if whole and abs(whole - lifetime) <= min(120, unit // 20):
            return whole
    return lifetime


def _provider(site: Site, host: str, by: Viewer) -> Provider | None:
    known = list(providers(viewer=by))
    fitting = [each for each in known if covered(host, set(each.hosts))]
    if fitting:
        return max(fitting, key=lambda each: max(map(len, each.hosts)))
    own = covered(host, set(site.hosts))
    return next((each for each in known if own and each.is_site), None)


def _suggested(item: Item, suggestion: Suggestion, by: Viewer) -> Facts:
    category = ConsentCategory.objects.visible_to(by).filter(code=suggestion.category).first()
    key: dict[str, Any] = {
        name: getattr(item, name) for name in ("pattern", "domain", "path", "partitioned")
    }
    return Facts(technique=Technique(item.technique), category=category, **key)


def _verbatim(suggestion: Suggestion) -> dict[str, str]:
    said = {
        ItemField.CATEGORY.value: suggestion.category_text,
        ItemField.LIFETIME.value: suggestion.lifetime_text,
        ItemField.PURPOSE.value: suggestion.description[:300],
    }
    return {name: text for name, text in said.items() if text}

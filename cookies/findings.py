"""What the registry says is wrong with itself: kinds of findings, and their checks."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from cookies.banner.build import is_of_this_version
from cookies.banner.models import BannerBundle
from cookies.choices import PASSING, ItemField, Provenance
from cookies.register import read
from cookies.registry.durations import CAPS, seconds
from cookies.registry.importing.words import garbled
from cookies.registry.models import Claim, Item, Site
from cookies.registry.patterns import overlap
from cookies.registry.queries import items
from cookies.registry.services.items import disputed_fields
from roles.choices import Severity
from roles.findings import Found, Scopes, add_check, within
from roles.findings import kind as _kind
from voipgrid_privacy.kernel.law import cjeu, edpb, eprivacy, gdpr, tw
from voipgrid_privacy.kernel.tenancy import SYSTEM

_kind(
    "cookie_lifetime_conflict",
    Severity.MEDIUM,
    gdpr(5, 1, "a"),
    cjeu("C-673/17", 81),
    sentence=_("Sources disagree on how long this cookie lasts."),
    next_step=_("Measure it, and settle the term in the registry."),
    public=True,
)
_kind(
    "cookie_term_garbled",
    Severity.LOW,
    gdpr(12, 1),
    sentence=_("The term of this cookie is written in a way that leaves doubt."),
    next_step=_("Write the term in full; the generated statement does so by itself."),
    public=True,
)
_kind(
    "cookie_lifetime_beyond_browser",
    Severity.LOW,
    gdpr(5, 1, "a"),
    cjeu("C-673/17", 81),
    sentence=_("The stated term is longer than browsers keep a cookie (400 days)."),
    next_step=_("State the term that browsers apply, and ask whether it has to be that long."),
    public=True,
)
_kind(
    "cookie_name_retired",
    Severity.MEDIUM,
    gdpr(5, 1, "d"),
    gdpr(13, 1),
    sentence=_("The statement names cookies of a product that its maker has ended."),
    next_step=_("Check what the site really sets, and take the old names out."),
    public=True,
)
_kind(
    "cookie_successor_missing",
    Severity.HIGH,
    gdpr(13, 1),
    tw("11.7a", 1, "a"),
    sentence=_("What the successor of an ended product sets is missing from the statement."),
    next_step=_("Scan the site, and declare what is found before it is set."),
    public=True,
)
_kind(
    "pixel_listed_as_cookie",
    Severity.MEDIUM,
    gdpr(12, 1),
    edpb("2/2023", 50),
    sentence=_(
        "A pixel is listed as a cookie with a term, while it is no cookie: it makes the browser"
        " send data."
    ),
    next_step=_("List it as a pixel, and say what it sends to whom."),
    public=True,
)
_kind(
    "statement_contradicts_sharing",
    Severity.HIGH,
    gdpr(5, 1, "a"),
    gdpr(13, 1, "e"),
    sentence=_(
        "The statement says that the provider does not use the data for its other services, but"
        " lists pixels by which it does."
    ),
    next_step=_("Take the pixels off the site, or say that the provider uses the data."),
    public=True,
)
_kind(
    "statement_contradicts_anonymity",
    Severity.HIGH,
    gdpr(4, 1),
    gdpr(5, 1, "a"),
    sentence=_(
        "The statement says that statistics cannot be traced to people, but lists an identifier"
        " that recognises the same browser for a long time."
    ),
    next_step=_("Drop the claim, or measure without an identifier."),
    public=True,
)
_kind(
    "cookie_without_agreement",
    Severity.MEDIUM,
    gdpr(26, 1),
    gdpr(28, 3),
    eprivacy(5, 3),
    sentence=_("No agreement or joint arrangement with this provider is on record."),
    next_step=_("Record the processing agreement or joint arrangement, or stop using it."),
    public=True,
)

_kind(
    "banner_of_older_version",
    Severity.MEDIUM,
    gdpr(7, 3),
    edpb("05/2020", 114),
    sentence=_(
        "The banner was made by an older version of this register, and has the faults that were"
        " mended since."
    ),
    next_step=_(
        "Publish the banner again on the page of the site. Where the lines on the site pin a"
        " banner, replace them."
    ),
)

TYPES = {
    "no_other_services": "statement_contradicts_sharing",
    "not_traceable": "statement_contradicts_anonymity",
}


def _found(code: str, site: Site, subject: str) -> Found:
    return Found(site.party_id, code, f"site={site.code}/{subject}", site.party_id)


def _sites(on: date, scopes: Scopes) -> Iterable[Site]:
    rows = Site.objects.visible_to(SYSTEM)
    rows = rows if scopes is None else rows.filter(party__in=scopes)
    return [site for site in rows if _on_line(site, on)]


def _on_line(site: Site, on: date) -> bool:
    return site.retired_on is None or site.retired_on > on


def _subject(item: Item) -> str:
    return f"{item.technique}:{item.pattern}@{item.domain}"


@add_check
def lifetimes(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report terms on which sources disagree, that are garbled, or that no browser keeps."""
    most = seconds(CAPS["cookie"]) or 0
    for site in _sites(on, scopes):
        for item in items(viewer=SYSTEM, site=site).filter(published=True):
            if ItemField.LIFETIME.value in disputed_fields(item):
                yield _found("cookie_lifetime_conflict", site, _subject(item))
            if (seconds(item.lifetime) or 0) > most:
                yield _found("cookie_lifetime_beyond_browser", site, _subject(item))


@add_check
def words_of_statements(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report terms of a statement that leave doubt, and pixels that were given one."""
    said = Claim.objects.visible_to(SYSTEM).filter(
        provenance=Provenance.STATEMENT, field=ItemField.LIFETIME, item__site__isnull=False
    )
    for claim in said.select_related("item", "item__site"):
        site = claim.item.site
        if site is None or not within(site.party_id, scopes) or not _on_line(site, on):
            continue
        if garbled(claim.verbatim):
            yield _found("cookie_term_garbled", site, _subject(claim.item))
        if claim.item.technique in PASSING and claim.verbatim:
            yield _found("pixel_listed_as_cookie", site, _subject(claim.item))


@add_check
def names_of_ended_products(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report declared names of products that have ended, and successors that are missing."""
    retired = [each for each in read("voipgrid")["retired"] if each["since"] <= on]
    for site in _sites(on, scopes):
        declared = set(_published(site).values_list("pattern", flat=True))
        for each in retired:
            for pattern in sorted(declared & set(each["patterns"])):
                yield _found("cookie_name_retired", site, pattern)
            missing = not any(overlap(each["expects"], name) for name in declared)
            if missing and each["beside"] in declared:
                yield _found("cookie_successor_missing", site, each["expects"])


@add_check
def promises_of_the_statement(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report what VoIPGRID's statement promises and its own tables contradict."""
    data = read("voipgrid")
    site = next((s for s in _sites(on, scopes) if s.code == data["site"]["code"]), None)
    if site is None:
        return
    for promise in data["promises"]:
        if any(_contradicts(item, promise["contradicted_by"]) for item in _published(site)):
            yield _found(TYPES[promise["code"]], site, promise["code"])


def _contradicts(item: Item, facts: dict[str, str]) -> bool:
    longer = facts.get("longer_than")
    return (
        facts.get("provider") in {None, item.provider and item.provider.code}
        and facts.get("technique") in {None, item.technique}
        and facts.get("category") in {None, item.category and item.category.code}
        and (not longer or (seconds(item.lifetime) or 0) > (seconds(longer) or 0))
    )


@add_check
def providers_without_agreement(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report providers that a site uses while nothing on record binds them."""
    for site in _sites(on, scopes):
        loose = {i.provider.code for i in _published(site) if i.provider and _unbound(i)}
        for code in sorted(loose):
            yield _found("cookie_without_agreement", site, code)


@add_check
def banners_of_older_versions(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report sites whose latest banner this version would make otherwise."""
    for site in _sites(on, scopes):
        latest = BannerBundle.objects.filter(site=site).order_by("-number").first()
        if latest and not is_of_this_version(latest.script):
            yield _found("banner_of_older_version", site, f"banner {latest.number}")


def _unbound(item: Item) -> bool:
    return bool(item.provider and not item.provider.is_site and item.provider.agreement == "NONE")


def _published(site: Site) -> Any:
    return items(viewer=SYSTEM, site=site).filter(published=True)

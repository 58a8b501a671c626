"""Entering the shipped registry; running again changes nothing."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange

from cookies.choices import Phase, Provenance, Technique
from cookies.register import read
from cookies.registry.models import ConsentCategory, Item, Provider, ProviderRole, Site
from cookies.registry.services import Facts, Said, enter_item, publish_item
from cookies.registry.services.writing import keep
from records.errors import RegisterMissing
from roles.models import Party, Purpose, Source
from roles.register import Entry, identifier
from roles.services.entering import Counts, enter
from voipgrid_privacy.kernel.law import GDPR_APPLIES
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.text import localised
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def load_cookie_register(*, by: Viewer) -> Counts:
    """Enter categories, providers and VoIPGRID's own sites. Raises RegisterMissing, NotAllowed.

    What people have corrected since stays: an item that is there is not entered again.
    """
    done = load_vocabulary(by=by)
    for name in ("voipgrid", "register"):
        _own_site(read(name), done, by)
    return done


@use_case
def load_vocabulary(*, by: Viewer) -> Counts:
    """Enter sources, categories and providers. Raises NotAllowed."""
    by.must(Ability.WRITE_REGISTER)
    done: Counts = Counts()
    for entry in read("sources"):
        _source(entry, done)
    for position, entry in enumerate(read("categories"), start=1):
        _category(entry, position, done)
    for entry in read("providers"):
        _provider(entry, done)
    return done


def _source(entry: Entry, done: Counts) -> None:
    values = {
        "title": localised(entry["title"]),
        "url": entry.get("url", ""),
        "published_on": entry.get("published_on"),
        "consulted_on": entry.get("consulted_on"),
    }
    enter(Source, {"code": entry["code"]}, values, done)


def _category(entry: Entry, position: int, done: Counts) -> None:
    values = {
        "name": localised(entry["name"]),
        "description": localised(entry["description"]),
        "needs_consent": "exempt_ground" not in entry,
        "exempt_ground": entry.get("exempt_ground", ""),
        "purpose": Purpose.objects.filter(code=entry["purpose"]).first(),
        "advertises": entry.get("advertises", False),
        "signals": entry["signals"],
        "position": position,
    }
    enter(ConsentCategory, {"code": entry["code"]}, values, done)


def _provider(entry: Entry, done: Counts) -> None:
    names = ("name", "is_site", "country", "hosts", "privacy_url", "agreement", "advertises")
    values = {name: entry[name] for name in names if name in entry}
    provider = enter(Provider, {"owner": None, "code": entry["code"]}, values, done)
    for role in entry["roles"]:
        _role(provider, role, done)


def _role(provider: Provider, entry: Entry, done: Counts) -> None:
    if provider.roles.filter(phase=entry["phase"]).exists():
        done["unchanged"] += 1
        return
    done["added"] += 1
    keep(
        ProviderRole(
            provider=provider,
            phase=Phase(entry["phase"]),
            role=entry["role"],
            reason=localised(entry["reason"]),
            grounds=entry["grounds"],
            valid_during=DateRange(GDPR_APPLIES, None),
        )
    )


def _own_site(data: dict[str, Any], done: Counts, by: Viewer) -> None:
    party = Party.objects.filter(pk=identifier("party", data["site"]["party"])).first()
    if party is None:
        raise RegisterMissing
    values = {"party": party, **{k: data["site"][k] for k in ("name", "host", "other_hosts")}}
    values["host"] = values["host"] or urlsplit(settings.PUBLIC_URL).hostname
    site = Site.objects.filter(code=data["site"]["code"]).first()
    if site is None:
        site = enter(Site, {"code": data["site"]["code"]}, values, done)
    for entry in data["items"]:
        _item(site, entry, data, done, by)


def _item(site: Site, entry: Entry, data: dict[str, Any], done: Counts, by: Viewer) -> None:
    key = {"pattern": entry["pattern"], "domain": entry["domain"]}
    if Item.objects.filter(site=site, **key).exists():
        done["unchanged"] += 1
        return
    done["added"] += 1
    facts = Facts(
        technique=Technique(entry.get("technique", Technique.HTTP_COOKIE)),
        pattern=entry["pattern"],
        domain=entry["domain"],
        provider=Provider.objects.get(owner=None, code=entry["provider"]),
        category=ConsentCategory.objects.get(code=entry["category"]),
        purpose=localised(entry["purpose"]),
        recipients=localised(data["recipients"][entry["recipients"]]),
        lifetime=entry.get("lifetime", ""),
    )
    said = Said(
        Provenance.STATEMENT,
        data["stated_on"],
        Source.objects.get(code=data["source"]),
        verbatim={"lifetime": entry["term"]},
    )
    item = enter_item(owner=site.party, site=site, facts=facts, said=said, by=by)
    if vendor := entry.get("vendor"):
        _documented(item, vendor, data["vendor"], by)
    publish_item(item=item, by=by)


def _documented(item: Item, lifetime: str, vendor: dict[str, Any], by: Viewer) -> None:
    facts = Facts(
        technique=Technique(item.technique),
        pattern=item.pattern,
        domain=item.domain,
        lifetime=lifetime,
    )
    on: date = vendor["stated_on"]
    said = Said(Provenance.VENDOR, on, Source.objects.get(code=vendor["source"]))
    enter_item(owner=item.owner, site=item.site, facts=facts, said=said, by=by)

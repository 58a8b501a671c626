"""Switching a banner on, changing its few settings, and archiving each banner as it was shown."""

from datetime import date
from typing import Any

from cookies.banner.build import build
from cookies.banner.models import BannerBundle, BannerSettings
from cookies.choices import Provenance, Technique
from cookies.errors import NoBanner
from cookies.registry.models import ConsentCategory, Provider, Site
from cookies.registry.services import Facts, Said, enter_item, publish_item
from cookies.registry.services.writing import change, keep, must_write_for
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer
from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.kernel.use_case import use_case

COOKIE = "vp_consent"


@use_case
def configure_banner(
    *, site: Site, address: str, on: date, by: Viewer, **wanted: Any
) -> BannerSettings:
    """Switch the site's banner on, or change it; archives the banner it makes.

    Raises NotAllowed, ContrastTooLow below 4.5 to 1, and Invalid for terms outside the law.
    """
    must_write_for(by, site.party_id)
    settings = BannerSettings.objects.select_for_update(of=("self",)).filter(site=site).first()
    if settings is None:
        _declare_itself(site, on, by)
    known = settings or BannerSettings(site=site)
    for name, value in wanted.items():
        setattr(known, name, value.lower() if name.endswith("colour") else value)
    if settings is None:
        keep(known)
    elif wanted:
        change(known, *wanted)
    _archive(known, address, on)
    return known


@use_case
def publish_banner(*, site: Site, address: str, on: date, by: Viewer) -> BannerBundle:
    """Make the site's banner anew, as this version and the registry make it; return the latest.

    Raises NotAllowed, and NoBanner where none is switched on.
    """
    must_write_for(by, site.party_id)
    settings = BannerSettings.objects.filter(site=site).select_related("site__party").first()
    if settings is None:
        raise NoBanner
    return _archive(settings, address, on)


@use_case
def refresh_banners(*, address: str, on: date, by: Viewer) -> int:
    """Archive a new banner of each site whose registry asks something else; return how many."""
    by.must(Ability.WRITE_REGISTER)
    before = BannerBundle.objects.count()
    for settings in BannerSettings.objects.visible_to(by).select_related("site", "site__party"):
        _archive(settings, address, on)
    return BannerBundle.objects.count() - before


def _archive(settings: BannerSettings, address: str, on: date) -> BannerBundle:
    """Return the bundle that says what the registry says, made if the latest says otherwise."""
    site = settings.site
    Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    latest = BannerBundle.objects.filter(site=site).order_by("-number").first()
    where = f"{address}/c/{site.code}"
    if latest is not None:
        same = build(settings, address=where, number=latest.number, on=on)
        if same.digest == latest.digest:
            return latest
    number = latest.number + 1 if latest else 1
    made = build(settings, address=where, number=number, on=on)
    return BannerBundle.objects.create(
        site=site,
        number=number,
        made_on=on,
        script=made.script,
        texts=made.texts,
        digest=made.digest,
        text_digest=made.text_digest,
        purposes_digest=made.purposes_digest,
    )


def _declare_itself(site: Site, on: date, by: Viewer) -> None:
    """Enter the banner's own cookie in the registry: set after a choice, exempt, half a year."""
    facts = Facts(
        technique=Technique.JS_COOKIE,
        pattern=COOKIE,
        domain=site.host,
        provider=Provider.objects.visible_to(SYSTEM).get(owner=None, is_site=True),
        category=ConsentCategory.objects.visible_to(SYSTEM).get(code="FUNCTIONAL"),
        purpose=Localised(
            nl="Onthoudt uw keuze over cookies, nadat u die hebt gemaakt.",
            en="Remembers your choice about cookies, after you have made it.",
        ),
        recipients=Localised(nl="Niemand anders.", en="Nobody else."),
        lifetime="P6M",
    )
    said = Said(Provenance.PERSON, on, reference=COOKIE)
    item = enter_item(owner=site.party, site=site, facts=facts, said=said, by=by)
    publish_item(item=item, by=by)

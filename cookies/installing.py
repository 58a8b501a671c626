"""Is the banner on the site? One look at its front page, through the guard on outgoing requests."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from cookies.banner.models import BannerBundle
from cookies.registry.models import Site
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.fetching import Fetcher, FetchFailed
from voipgrid_privacy.kernel.outbound import Guard, Names


class Installed(models.TextChoices):
    """What the front page has."""

    CURRENT = "CURRENT", _("The banner is on the front page, and it is the latest.")
    LATEST = "LATEST", _("The banner is on the front page by its lasting address.")
    OLD = "OLD", _("An earlier banner is on the front page: replace the lines.")
    ABSENT = "ABSENT", _("The front page has no banner of ours.")
    UNREACHABLE = "UNREACHABLE", _("The front page could not be fetched.")


@dataclass(frozen=True, slots=True)
class Check:
    """What was found, and where."""

    state: Installed
    url: str


def installed(site: Site, bundle: BannerBundle, fetcher: Fetcher | None = None) -> Check:
    """Return whether the front page of ``site`` loads its banner."""
    url = f"https://{site.host}/"
    try:
        found = (fetcher or Fetcher(Guard(Names()))).get(url)
    except (DomainError, FetchFailed):
        return Check(Installed.UNREACHABLE, url)
    return Check(_state(found.body.decode("utf-8", "replace"), site, bundle), found.url)


def _state(page: str, site: Site, bundle: BannerBundle) -> Installed:
    marks = {
        f"/c/{site.code}/{bundle.digest}.js": Installed.CURRENT,
        f"/c/{site.code}/banner.js": Installed.LATEST,
        f"/c/{site.code}/": Installed.OLD,
    }
    return next((state for mark, state in marks.items() if mark in page), Installed.ABSENT)

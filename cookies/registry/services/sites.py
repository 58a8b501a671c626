"""Sites: entered by who offers them, taken off line, never deleted."""

from collections.abc import Sequence
from datetime import date

from cookies.registry.models import Site
from cookies.registry.services.writing import change, keep, must_write_for
from roles.models import Party
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def register_site(
    *,
    party: Party,
    code: str,
    name: str,
    host: str,
    other_hosts: Sequence[str] = (),
    by: Viewer,
) -> Site:
    """Enter a site of ``party``. Raises NotAllowed, SiteHostTaken, SiteCodeTaken, Invalid."""
    must_write_for(by, party.pk)
    named = (each.strip().lower() for each in (host, *other_hosts))
    hosts = list(dict.fromkeys(filter(None, named)))
    return keep(
        Site(
            party=party,
            code=code,
            name=name.strip(),
            host=hosts[0] if hosts else "",
            other_hosts=hosts[1:],
        )
    )


@use_case
def note_scan(*, site: Site, on: date, by: Viewer) -> Site:
    """Record that the site was scanned on ``on``: its statement says so."""
    must_write_for(by, site.party_id)
    site.scanned_on = on
    return change(site, "scanned_on")


@use_case
def retire_site(*, site: Site, on: date, by: Viewer) -> Site:
    """Record that the site is off line from ``on``; what it showed and logged stays."""
    must_write_for(by, site.party_id)
    site.retired_on = on
    return change(site, "retired_on")

"""Who asked for a consent: written into the record, for who asks later may have another name."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from cookies.registry.models import Site
from records.activities.models import RecordKeeper
from voipgrid_privacy.kernel.tenancy import SYSTEM

FRESH: Final = "%Y-%m-%dT%H:%M"
"""A process asks again who the controller is each minute: choices come by the hundred a second."""

Controller = Mapping[str, str]


def controller_at(site: UUID, at: datetime) -> Controller:
    """Return whose site it is: party, name, country and postal address, a minute old at most.

    Contact points are not kept: they name people, and who is one no longer is erased.
    """
    return _controller(site, at.strftime(FRESH))


def controller_in(body: Mapping[str, Any], site: Site) -> Controller:
    """Return who asked, as the record says; that of now for a record which does not say."""
    said: Controller | None = body.get("controller")
    return said or _now(site)


@lru_cache(maxsize=512)
def _controller(site: UUID, _minute: str) -> Controller:
    return _now(Site.objects.select_related("party").get(pk=site))


def _now(site: Site) -> Controller:
    party = site.party
    keeper = RecordKeeper.objects.visible_to(SYSTEM).filter(party=party).first()
    return {
        "id": str(party.pk),
        "name": party.name,
        "country": party.country,
        "address": keeper.address if keeper else "",
    }

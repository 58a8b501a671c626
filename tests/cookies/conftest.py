"""VoIPGRID's own site, and a site each for Belfabriek and Eve."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from cookies import views
from cookies.consent import recording
from cookies.models import Site
from cookies.registry.services import register_site
from roles.models import Party
from roles.queries.visibility import upstream_of
from tests.remembered import register, remembered
from tests.site.world import deliver, party
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _counted_anew() -> None:
    """Let each test send as many choices as one address may."""
    views.throttle.forget()


@dataclass
class World:
    """The register with two partners."""

    platform: Party
    belfabriek: Party
    eve: Party
    voipgrid: Site
    shop: Site  # of Belfabriek
    eves: Site

    def manager(self, of: Party) -> Viewer:
        """Return a manager of a partner."""
        mine = frozenset({of.pk})
        abilities = frozenset({Ability.WRITE_OWN})
        return Viewer(None, "manager", mine, upstream_of(mine), abilities)


def build() -> World:
    remembered(register)
    call_command("load_cookies", verbosity=0)
    platform = Party.objects.get(kind="PLATFORM")
    belfabriek, eve = party("Belfabriek", "PARTNER"), party("Eve B.V.", "PARTNER")
    deliver(platform, belfabriek, "RESALE")
    deliver(platform, eve, "RESALE")
    return World(
        platform,
        belfabriek,
        eve,
        Site.objects.get(code="voipgrid"),
        register_site(
            party=belfabriek, code="belfabriek", name="Winkel", host="belfabriek.nl", by=SYSTEM
        ),
        register_site(party=eve, code="eve", name="Eve", host="eve.example", by=SYSTEM),
    )


@pytest.fixture(scope="module")
def module_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Loaded once a module; each test undoes only its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        recording._shown.cache_clear()
        yield remembered(build)
        transaction.set_rollback(True)


@pytest.fixture
def world(module_world: World, db: None) -> World:
    return module_world

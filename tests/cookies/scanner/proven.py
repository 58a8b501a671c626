"""A site whose owner was proven, and who scans it, for the tests of scans as rows."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from cookies.models import (
    Scan,
    ScanPlan,
)
from cookies.models import Site as RegisteredSite
from cookies.registry.services import register_site
from cookies.scanner import running
from cookies.scanner.choices import ProofWay
from cookies.scanner.ownership import Outside
from cookies.scanner.running import Surroundings
from cookies.scanner.services import (
    request_scan,
)
from roles.models import Party
from tests.cookies.scanner.server import Site
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer

NOW = timezone.now()

QUICK = {"settle_seconds": 0.8, "banner_seconds": 1.0, "states": ("untouched", "refused")}


def world_of(job: Any) -> Outside:
    return Outside(names=replace(job).names, loopback=True)


def party(name: str) -> Party:
    return Party.objects.create(kind="PARTNER", name=name)


def manager(of: Party) -> Viewer:
    return Viewer(None, "manager", frozenset({of.pk}), frozenset(), frozenset({Ability.WRITE_OWN}))


@pytest.fixture
def owner(db: None) -> Party:
    return party("Belfabriek")


@pytest.fixture
def dirty_site(owner: Party) -> RegisteredSite:
    return register_site(party=owner, code="dirty", name="Dirty", host="dirty.test", by=SYSTEM)


@pytest.fixture
def proven_site(dirty_site: RegisteredSite) -> RegisteredSite:
    ScanPlan.objects.create(site=dirty_site, way=ProofWay.DNS, proven_at=NOW)
    return dirty_site


@pytest.fixture
def at_home(dns_server: Any) -> None:
    dns_server.records["dirty.test", "A"] = [["127.0.0.1"]]


def ask(site: RegisteredSite) -> Scan:
    return request_scan(site=site, at=timezone.now(), by=SYSTEM)


@pytest.fixture
def here(job_for: Callable[..., Any], site: Site, monkeypatch: pytest.MonkeyPatch) -> Surroundings:
    """The world of the fixture sites, in which this machine is the internet."""
    job = job_for("dirty.test")
    names = ("browser", "arguments", "hosts", "ports", "dns_servers", "dns_port")
    more = {name: getattr(job, name) for name in names} | QUICK
    made = Surroundings(world_of(job), more)
    monkeypatch.setattr(running, "surroundings", lambda: made)
    return made

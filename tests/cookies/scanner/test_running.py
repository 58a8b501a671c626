"""Scans as rows: asked for, and made by one worker at a time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cookies.models import (
    Scan,
    ScanPlan,
    ScanStep,
)
from cookies.models import Site as RegisteredSite
from cookies.registry.services import register_site
from cookies.scanner import leases
from cookies.scanner.choices import Every, Problem, ProofWay, ScanStatus
from cookies.scanner.errors import ScanEnded, ScanOpen
from cookies.scanner.services import (
    cancel_scan,
    request_due,
    request_scan,
    schedule_scans,
    waiting,
)
from tests.cookies.scanner.proven import NOW, ask, dirty_site, manager, owner, party, proven_site
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("dirty_site", "owner", "proven_site")


# Asking


@pytest.mark.django_db
def test_a_site_has_one_scan_at_a_time(proven_site: RegisteredSite) -> None:
    scan = ask(proven_site)
    with pytest.raises(ScanOpen):
        ask(proven_site)
    with pytest.raises(IntegrityError), transaction.atomic():
        Scan.objects.create(site=proven_site, requested_at=NOW)
    cancel_scan(scan=scan, at=NOW, by=SYSTEM)
    with pytest.raises(ScanEnded):
        cancel_scan(scan=scan, at=NOW, by=SYSTEM)
    assert ask(proven_site).pk != scan.pk


@pytest.mark.django_db
def test_a_stranger_asks_and_stops_nothing(proven_site: RegisteredSite) -> None:
    eve, scan = manager(party("Eve B.V.")), ask(proven_site)
    with pytest.raises(NotAllowed):
        request_scan(site=proven_site, at=NOW, by=eve)
    with pytest.raises(NotAllowed):
        cancel_scan(scan=scan, at=NOW, by=eve)
    with pytest.raises(NotAllowed):
        schedule_scans(site=proven_site, every=Every.DAY, by=eve)


@pytest.mark.django_db
def test_what_is_due_follows_from_rows_also_after_days_without_a_look(
    proven_site: RegisteredSite,
) -> None:
    assert request_due(at=NOW, by=SYSTEM) == 0
    schedule_scans(site=proven_site, every=Every.WEEK, by=SYSTEM)
    assert request_due(at=NOW, by=SYSTEM) == 1
    assert request_due(at=NOW + timedelta(days=30), by=SYSTEM) == 0  # one is open
    (scan_id,) = waiting()
    cancel_scan(scan=Scan.objects.get(pk=scan_id), at=NOW, by=SYSTEM)
    assert request_due(at=NOW + timedelta(days=6, hours=23), by=SYSTEM) == 0
    assert request_due(at=NOW + timedelta(days=30), by=SYSTEM) == 1


# The lease


@pytest.mark.django_db
def test_one_worker_has_a_scan_and_the_next_gets_it_when_it_dies(
    proven_site: RegisteredSite,
) -> None:
    scan = ask(proven_site)
    first = leases.claim(scan.pk)
    assert first is not None
    assert leases.claim(scan.pk) is None
    assert waiting() == []
    ScanStep.objects.create(scan=scan, key="untouched", seconds=1, steps=[])
    Scan.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert waiting() == [scan.pk]
    second = leases.claim(scan.pk)
    assert second is not None
    assert second.fencing_token == first.fencing_token + 1
    assert not ScanStep.objects.exists()  # no half of the first is left
    assert not leases.still_mine(first)
    with pytest.raises(leases.LeaseLost):
        leases.fenced(first)
    leases.fail(first, Problem.TOO_SLOW)
    leases.give_back(first)
    assert leases.still_mine(second)


@pytest.mark.django_db
def test_a_scan_that_killed_three_workers_fails_and_is_left_alone(
    proven_site: RegisteredSite,
) -> None:
    scan = ask(proven_site)
    for _try in range(leases.ATTEMPTS):
        assert leases.claim(scan.pk)
        Scan.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert leases.claim(scan.pk) is None
    scan.refresh_from_db()
    assert (scan.status, scan.problem) == (ScanStatus.FAILED, Problem.BROWSER_DIED)
    assert waiting() == []


@pytest.mark.django_db
def test_a_host_is_visited_by_one_scan_at_a_time_whoevers_it_is(
    proven_site: RegisteredSite,
) -> None:
    twin = register_site(
        party=party("Eve B.V."), code="twin", name="Twin", host="dirty.test", by=SYSTEM
    )
    ScanPlan.objects.create(site=twin, way=ProofWay.DNS, proven_at=NOW)
    first, other = ask(proven_site), ask(twin)
    assert leases.claim(first.pk)
    assert leases.claim(other.pk) is None
    cancel_scan(scan=first, at=timezone.now(), by=SYSTEM)
    assert leases.claim(other.pk) is None  # just visited
    Scan.objects.filter(pk=first.pk).update(finished_at=timezone.now() - leases.BETWEEN)
    assert leases.claim(other.pk)

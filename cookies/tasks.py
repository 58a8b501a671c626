"""Doorbells: what is due follows from rows."""

from datetime import datetime, time, timedelta
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from cookies.banner.services import refresh_banners
from cookies.consent.services import erase_ended, sign_heads
from cookies.scanner import running
from cookies.scanner.judging import judge_again, latest_of_each_site
from cookies.scanner.services import asking
from cookies.statement.services import refresh_statements
from voipgrid_privacy.kernel.tenancy import SYSTEM


@shared_task
def refresh_cookies() -> None:
    """Publish the statements and banners of which the registry changed."""
    today = timezone.localdate()
    refresh_statements(on=today, by=SYSTEM)
    refresh_banners(address=settings.PUBLIC_URL, on=today, by=SYSTEM)


@shared_task
def sign_consent_heads() -> None:
    """Sign the heads of yesterday, where that has not been done."""
    today = timezone.localdate()
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    sign_heads(day=today - timedelta(days=1), until=midnight, by=SYSTEM)


@shared_task
def erase_ended_consents() -> None:
    """Empty the consents that have served their term."""
    erase_ended(on=timezone.localdate(), by=SYSTEM)


@shared_task
def look_after_scans() -> None:
    """Ask for the scans that are due, and ring for every scan that waits for a worker."""
    now = timezone.now()
    asking.request_due(at=now, by=SYSTEM)
    for scan_id in asking.waiting():
        # A ring that nobody heard for a minute is not kept: the next look rings again.
        run_scan.apply_async((str(scan_id),), expires=60)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def run_scan(scan_id: str) -> None:
    """Make one scan; after a browser that died, ring again."""
    if running.run(UUID(scan_id)):
        run_scan.delay(scan_id)


@shared_task
def judge_scans() -> None:
    """Judge the last scan of each site anew where the registry says something else by now."""
    for scan_id in latest_of_each_site().values_list("pk", flat=True):
        judge_again(scan=scan_id, by=SYSTEM)


@shared_task
def judge_scan(scan_id: str) -> None:
    """Judge one scan anew, because its site's registry has just changed."""
    judge_again(scan=UUID(scan_id), by=SYSTEM)


@shared_task
def forget_scan_evidence() -> None:
    """Empty the evidence that has served its term."""
    asking.forget_evidence(before=timezone.now() - asking.KEPT, by=SYSTEM)

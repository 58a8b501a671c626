"""Doorbells: what is due follows from rows."""

from datetime import datetime, time, timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from cookies.banner.services import refresh_banners
from cookies.consent.services import erase_ended, sign_heads
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

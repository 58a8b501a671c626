"""Doorbells of the logbook."""

from datetime import datetime, time, timedelta

from celery import shared_task
from django.utils import timezone

from voipgrid_privacy.audit.services import bind_history, cut_ended, sign_audit_heads
from voipgrid_privacy.kernel.tenancy import SYSTEM


@shared_task
def sign_logbook() -> None:
    """Sign the heads of yesterday, where that has not been done, and bind history."""
    today = timezone.localdate()
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    sign_audit_heads(day=today - timedelta(days=1), until=midnight, by=SYSTEM)
    bind_history(since=midnight, by=SYSTEM)


@shared_task
def cut_logbook() -> None:
    """Cut off what has served its term."""
    cut_ended(at=timezone.now(), by=SYSTEM)

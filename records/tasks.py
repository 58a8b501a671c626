"""Doorbells: beat rings, a worker answers; the database knows what there is to do."""

from uuid import UUID

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from records.engine import run, services
from records.errors import StoreUnavailable
from voipgrid_privacy.kernel.tenancy import SYSTEM


@shared_task
def ring_due_anonymisation() -> None:
    """Look whether any rule has rows due today, and ring for every job that waits."""
    for job_id in services.ring_due(on=timezone.localdate(), by=SYSTEM):
        run_anonymisation_job.delay(str(job_id))


@shared_task(autoretry_for=(OperationalError, StoreUnavailable), retry_backoff=True, max_retries=5)
def run_anonymisation_job(job_id: str) -> None:
    """Work on a job for one shift; ring again if there is more."""
    if run.anonymise(UUID(job_id)):
        run_anonymisation_job.delay(job_id)

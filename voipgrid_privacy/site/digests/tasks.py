"""Doorbells: which summaries are due follows from rows."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.site.digests import services


@shared_task
def write_digests() -> None:
    """Ring for each summary that is due, so that one that fails keeps no other; empty the old."""
    at = timezone.now()
    services.forget_digests(at=at, by=SYSTEM)
    for choice in services.digests_waiting(at=at):
        write_digest.delay(str(choice))


@shared_task
def write_digest(choice: str) -> None:
    """Write one summary, if it is still due."""
    services.write_digest(choice=UUID(choice), at=timezone.now(), by=SYSTEM)

"""Doorbells: which summaries are due follows from rows."""

from celery import shared_task
from django.utils import timezone

from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.site.digests.services import digests_waiting, forget_digests, write_digest


@shared_task
def write_digests() -> None:
    """Write the summaries that are due, each on its own, and empty what holds no more."""
    at = timezone.now()
    for choice in digests_waiting(at=at):
        write_digest(choice=choice, at=at, by=SYSTEM)
    forget_digests(at=at, by=SYSTEM)

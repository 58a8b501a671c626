"""Doorbells of accounts."""

from celery import shared_task
from django.utils import timezone

from voipgrid_privacy.accounts.inviting.services import forget_invitations
from voipgrid_privacy.kernel.tenancy import SYSTEM


@shared_task
def look_after_invitations() -> None:
    """Erase the addresses of invitations that nobody answered in time."""
    forget_invitations(at=timezone.now(), by=SYSTEM)

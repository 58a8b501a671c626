"""Doorbells of accounts."""

from celery import shared_task
from django.utils import timezone

from voipgrid_privacy.accounts.clients import forget_tokens
from voipgrid_privacy.accounts.erasing import erase_idle_users
from voipgrid_privacy.accounts.inviting.services import forget_invitations
from voipgrid_privacy.accounts.sessions import forget_ended_sessions
from voipgrid_privacy.api.idempotency import forget_answers
from voipgrid_privacy.kernel.tenancy import SYSTEM


@shared_task
def look_after_invitations() -> None:
    """Erase the addresses of invitations that nobody answered in time."""
    forget_invitations(at=timezone.now(), by=SYSTEM)


@shared_task
def forget_users() -> None:
    """Erase people whose log-in opens nothing any more."""
    erase_idle_users(at=timezone.now(), by=SYSTEM)


@shared_task
def look_after_sessions() -> None:
    """Delete log-ins that are over, with the addresses they were made from."""
    forget_ended_sessions(at=timezone.now(), by=SYSTEM)


@shared_task
def look_after_api_clients() -> None:
    """Delete what API clients leave behind: tokens that are over, answers kept for a retry."""
    forget_tokens(at=timezone.now(), by=SYSTEM)
    forget_answers(at=timezone.now(), by=SYSTEM)

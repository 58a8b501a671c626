"""Doorbells: what is due follows from rows."""

from celery import shared_task
from django.utils import timezone

from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.site.statements.own_hosts.rechecking import look_again
from voipgrid_privacy.site.statements.services import propose_what_changed
from voipgrid_privacy.site.statements.telling import tell_of_statements


@shared_task
def look_after_statements() -> None:
    """Propose statements of which the register says something else by now."""
    propose_what_changed(on=timezone.localdate(), by=SYSTEM)


@shared_task
def tell_followers_of_statements() -> None:
    """Write to followers what was published."""
    tell_of_statements(at=timezone.now(), by=SYSTEM)


@shared_task
def look_after_own_hosts() -> None:
    """Look whether hosts of parties' own still show their proof."""
    look_again(at=timezone.now(), by=SYSTEM)

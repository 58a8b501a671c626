"""Doorbells of the role registry."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from roles import services
from roles.acm.reporting import remind_of_turnover
from roles.agreements.services import lapse_ends, pass_on_ends, remind_of_endings, remind_of_ends
from roles.followers.services import forget_unconfirmed, tell_followers
from roles.mail.returning import read_box
from roles.mail.services import deliver, forget_old, mail_waiting
from roles.models import Import
from roles.services import importing
from roles.sub_processors.services import (
    count_from_sending,
    follow_corrected_addresses,
    remind,
    write_late_mail_anew,
)
from voipgrid_privacy.kernel.tenancy import SYSTEM


@shared_task
def refresh_findings() -> None:
    """Bring the findings up to date with what changed; on a new day, read everything."""
    services.refresh_findings(on=timezone.localdate(), by=SYSTEM)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def work_on_import(import_id: str) -> None:
    """Read, apply or undo an import, whichever it waits for."""
    importing.work_on(UUID(import_id), at=timezone.now())


def set_to_work(batch: Import) -> None:
    """Work on a small import now; ring for a large one, as soon as its row is there."""
    if not importing.work_at_once(batch, at=timezone.now()):
        work_on_import.delay_on_commit(str(batch.pk))  # type: ignore[attr-defined]  # DjangoTask


@shared_task
def look_after_imports() -> None:
    """Ring for imports whose bell was missed; erase what was uploaded a day ago."""
    now = timezone.now()
    for import_id in importing.imports_waiting(before=now - timedelta(minutes=1)):
        work_on_import.delay(str(import_id))
    importing.forget_imports(before=now - importing.KEPT, by=SYSTEM)


@shared_task
def send_waiting_mail() -> None:
    """Ring for every mail that waits, and for every one whose bell was missed.

    What waited past its day is written anew first: it names the window that begins today. So is
    what a server refuses, once its reader has another address.
    """
    now = timezone.now()
    write_late_mail_anew(at=now, by=SYSTEM)
    follow_corrected_addresses(at=now, by=SYSTEM)
    for mail_id in mail_waiting(at=now):
        send_mail.delay(str(mail_id))


@shared_task
def send_mail(mail_id: str) -> None:
    """Hand over one mail; what fails is tried again when its pause is over."""
    deliver(mail=UUID(mail_id), at=timezone.now(), by=SYSTEM)


@shared_task
def read_returned_mail() -> None:
    """Read what mail servers report of mail that they took, where they leave it for us."""
    if settings.BOUNCE_MAILDIR:
        read_box(Path(settings.BOUNCE_MAILDIR), at=timezone.now(), by=SYSTEM)


@shared_task
def forget_old_mail() -> None:
    """Empty mail that has served its term."""
    forget_old(at=timezone.now(), by=SYSTEM)


@shared_task
def look_after_notices() -> None:
    """Count windows from the day on which the mail left; remind who has not answered."""
    count_from_sending(by=SYSTEM)
    remind(at=timezone.now(), by=SYSTEM)


@shared_task
def look_after_followers() -> None:
    """Tell followers of the list what changed; erase addresses whose reader did not say yes."""
    tell_followers(at=timezone.now(), by=SYSTEM)
    forget_unconfirmed(at=timezone.now(), by=SYSTEM)


@shared_task
def look_after_agreements() -> None:
    """Remind both of an agreement that is about to end, and providers of their yearly report.

    Ends of service lapse where the service goes on, else are passed on to those below, and whoever
    must act is reminded.
    """
    remind_of_ends(at=timezone.now(), by=SYSTEM)
    lapse_ends(at=timezone.now(), by=SYSTEM)
    pass_on_ends(at=timezone.now(), by=SYSTEM)
    remind_of_endings(at=timezone.now(), by=SYSTEM)
    remind_of_turnover(at=timezone.now(), by=SYSTEM)

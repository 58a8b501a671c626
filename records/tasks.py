"""Doorbells: beat rings, a worker answers; the database knows what there is to do."""

from contextlib import suppress
from datetime import date
from uuid import UUID

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from records.answers.services import end_packages
from records.certificates.queries import uncertified, unstated
from records.certificates.services import certify_rewrite, certify_run
from records.engine import run, services
from records.engine.rewrites import working
from records.engine.rewrites.opening import join_missed
from records.engine.rewrites.queries import due_rewrites
from records.errors import StoreUnavailable
from records.incidents.services import look_at_clocks, remind_of_clocks
from records.intake.services import erase_ended_requests, forget_drafts, forget_links
from records.own.erasing import nightly
from records.requests.services import remind_of_requests, tell_due_soon
from records.statistics.queries import due
from records.statistics.services import release_month
from voipgrid_privacy.kernel.errors import DomainError
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
    else:
        issue_certificate.delay(job_id)


@shared_task
def look_after_incidents() -> None:
    """Remind who has a clock that is about to end, or is over; have the findings tell of it."""
    remind_of_clocks(at=timezone.now(), by=SYSTEM)
    look_at_clocks(at=timezone.now(), by=SYSTEM)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def keep_to_own_terms() -> None:
    """At night, erase what the register keeps of people itself and is over."""
    nightly.keep_at_night(at=timezone.now(), by=SYSTEM)


@shared_task
def issue_certificates() -> None:
    """Ring for every run that stopped and has no certificate of what it did."""
    for job_id in uncertified(SYSTEM).values_list("pk", flat=True):
        issue_certificate.delay(str(job_id))
    for job_id in unstated(SYSTEM).values_list("pk", flat=True):
        issue_later_statement.delay(str(job_id))


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def issue_later_statement(job_id: str) -> None:
    """State of one run that its table was written anew; the next ring tries again."""
    with suppress(StoreUnavailable):
        certify_rewrite(job=UUID(job_id), at=timezone.now(), by=SYSTEM)


@shared_task
def look_after_rewrites() -> None:
    """Have ended runs join a rewrite of their table, and ring for those whose window is open."""
    join_missed(by=SYSTEM)
    for rewrite_id in due_rewrites(at=timezone.now()):
        rewrite_table.delay(str(rewrite_id))


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def rewrite_table(rewrite_id: str) -> None:
    """Write the files of a table anew; what was not managed is tried again in its window."""
    if working.rewrite(UUID(rewrite_id), at=timezone.now()):
        issue_certificates.delay()


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def issue_certificate(job_id: str) -> None:
    """Certify one run; while its store cannot be reached, the next ring tries again."""
    with suppress(StoreUnavailable):
        certify_run(job=UUID(job_id), at=timezone.now(), by=SYSTEM)


@shared_task
def ring_due_statistics() -> None:
    """Look which months are over and have no statistics yet, and ring for each."""
    for decision, month in due(on=timezone.localdate()):
        make_statistics.delay(str(decision.pk), month.isoformat())


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def make_statistics(decision_id: str, month: str) -> None:
    """Make the statistics of a month; what cannot be made is a finding."""
    with suppress(DomainError):
        release_month(
            decision=UUID(decision_id),
            month=date.fromisoformat(month),
            on=timezone.localdate(),
            by=SYSTEM,
        )


@shared_task
def look_after_intake() -> None:
    """Delete answers that were not sent and links that no longer hold; erase what is over."""
    now = timezone.now()
    forget_drafts(at=now, by=SYSTEM)
    forget_links(at=now, by=SYSTEM)
    erase_ended_requests(at=now, by=SYSTEM)


@shared_task
def look_after_requests() -> None:
    """Remind who must act on a request that is due, and ring the webhooks of what is due soon."""
    remind_of_requests(at=timezone.now(), by=SYSTEM)
    tell_due_soon(at=timezone.now(), by=SYSTEM)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def end_answer_packages() -> None:
    """Empty the packages whose days are over."""
    end_packages(at=timezone.now(), by=SYSTEM)

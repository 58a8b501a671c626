"""Doorbells of webhooks."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Final

from celery import shared_task
from django.utils import timezone

from roles.webhooks import sending
from roles.webhooks.noting import note
from roles.webhooks.posting import Post
from roles.webhooks.services import guard
from voipgrid_privacy.kernel.tenancy import SYSTEM

ROUNDS: Final = 20
"""After how many rounds the bell is left to ring again: nobody waits behind webhooks for long."""


@shared_task
def send_webhooks() -> None:
    """Spread what happened, and send what is due, until nothing is."""
    now = timezone.now()
    sending.give_up_what_is_off(at=now, by=SYSTEM)
    while sending.spread(at=timezone.now(), by=SYSTEM) == sending.SPREAD:
        pass
    post = Post(guard())
    for _round in range(ROUNDS):
        if not send_round(post):
            break


def send_round(post: Post) -> int:
    """Send one handful at once, each answer noted as it comes; return how many."""
    jobs = sending.take(at=timezone.now(), by=SYSTEM)
    if not jobs:
        return 0
    with ThreadPoolExecutor(len(jobs)) as pool:  # threads touch the network alone
        waiting = {pool.submit(post, job): job for job in jobs}
        for done in as_completed(waiting):
            note(job=waiting[done], outcome=done.result(), at=timezone.now(), by=SYSTEM)
    return len(jobs)


@shared_task
def forget_old_webhooks() -> None:
    """Delete events past their time."""
    while sending.forget_old(at=timezone.now(), by=SYSTEM) == sending.SPREAD:
        pass

"""Alarms: what the product raised while faults happened, and whether it raised it once.

Of a part that is away the product itself tells nobody: `voipgrid_privacy_waiting_seconds` grows, and
Prometheus has the one rule on it. What it does raise, findings and mail, is of the work; each is
raised once, however often what raises it ran.
"""

from collections import Counter
from datetime import datetime

from django.utils import timezone

from roles.mail.models import OutgoingMail
from roles.models import Finding
from tests.faults.counts import Done, Found
from voipgrid_privacy.kernel.history import events_of
from voipgrid_privacy.site.operations.backlog import backlog

ALARM = 900.0
"""Seconds that work may wait before the shipped rule (`WorkStandsStill`) calls somebody."""


def longest_wait() -> float:
    """Return for how long the oldest piece of due work of any kind has been due (s)."""
    return max(each.seconds for each in backlog(at=timezone.now()))


def raised(done: Done, found: Found) -> int:
    """Hold that each alarm since the beginning was raised once; return how many there were."""
    each = _findings(done.began) + _mails(done)
    for (what, *_about), number in each.items():
        found.once(f"alarm {what}", number)
    return len(each)


def _findings(began: datetime) -> Counter[tuple[object, ...]]:
    events = events_of(Finding)._default_manager.filter(
        pgh_label="insert", pgh_created_at__gte=began
    )
    return Counter(("finding", *row) for row in events.values_list("code", "key"))


def _mails(done: Done) -> Counter[tuple[object, ...]]:
    rows = OutgoingMail.objects.filter(queued_at__gte=done.began, replaced_by=None)
    rows = rows.exclude(message_id__in=done.mails)
    return Counter(("mail", *row) for row in rows.values_list("kind", "about", "address"))

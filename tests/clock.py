"""The clock of this machine, read when a test needs it.

A day or a moment that a module reads when it is loaded is yesterday's once midnight has passed, and
the database refuses what is dated otherwise than today.
"""

from datetime import date, datetime

from django.utils import timezone

from voipgrid_privacy.kernel.legal_days import legal_day


def now() -> datetime:
    return timezone.now()


def today() -> date:
    """The legal day, which is not the day of UTC in the first hours after midnight."""
    return legal_day(now())

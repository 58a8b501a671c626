"""A day on which a job looks: the database takes it for today as well, as its guards ask it."""

from collections.abc import Callable
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from records.own.erasing import nightly
from tests.clock import today
from tests.roles.sub_processors.chain import today_is
from voipgrid_privacy.kernel.tenancy import SYSTEM

LATER = date(2040, 1, 1)


def due() -> date:
    """Return when five years are over of what the register was told today."""
    return today() + relativedelta(years=5)


def last_day() -> date:
    """Return the day before it."""
    return due() - timedelta(days=1)


def looks(job: Callable[..., int], on: date) -> int:
    """Have one job look on a day."""
    today_is(on.isoformat())
    return job(on=on, by=SYSTEM)


def run(on: date) -> int:
    """Have every job look on a day."""
    return looks(nightly.keep_to_own_terms, on)

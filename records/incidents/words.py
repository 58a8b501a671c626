"""How moments are said: Amsterdam time, with the zone, so that a clock change misleads no one."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from voipgrid_privacy.kernel.citing import citation_in_words
from voipgrid_privacy.kernel.law import parse
from voipgrid_privacy.kernel.legal_days import AMSTERDAM

MINUTES = 60


def moment_in_words(at: datetime) -> str:
    """Return a moment as people in Amsterdam say it: day, time and which of the two times."""
    local = at.astimezone(AMSTERDAM)
    return f"{date_format(local, 'j F Y')} {local:%H:%M} {local.tzname()}"


def left_in_words(end: datetime, at: datetime) -> str:
    """Return how long a clock still runs, or for how long it is over: elapsed hours."""
    minutes = int(abs((end - at).total_seconds()) // 60)
    given = {"hours": minutes // MINUTES, "minutes": minutes % MINUTES}
    if end > at:
        return _("%(hours)s h %(minutes)s min left") % given
    return _("%(hours)s h %(minutes)s min over") % given


def law_in_words(grounds: Iterable[str]) -> str:
    """Return citations as a lawyer writes them in the reader's language."""
    return ", ".join(citation_in_words(parse(ground)) for ground in grounds)

"""Letting ends of service lapse of which the service goes on, or ended earlier."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from roles.agreements.ends import lapsing
from roles.agreements.models import EndStep, EnteredBy
from roles.services.recording import keep
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def lapse_ends(*, at: datetime, by: Viewer) -> int:
    """Note of each open end that is none any more that it lapsed, and why; return how many.

    It is none where the service goes on from that day, or ended earlier (GDPR Art. 28(3)(g) counts
    from the end of the provision of services). Those below lapse with the first. What was confirmed
    stays. Safe to run again. Raises NotAllowed.
    """
    by.must(Ability.WRITE_REGISTER)
    return lapse_all(lapsing().filter(above=None), at) + lapse_all(lapsing(), at)


def lapse_all(rows: QuerySet[Any], at: datetime) -> int:
    """Let these lapse, and those below them; return how many."""
    found = list(rows)
    for row in found:
        keep(
            EndStep(
                end=row,
                number=0,  # the database numbers it
                kind=row.lapses,
                said_on=legal_day(at),
                entered_at=at,
                entered_by=EnteredBy.OFFICE,
            )
        )
    return len(found) + lapse_all(lapsing().filter(above__in=found), at) if found else 0

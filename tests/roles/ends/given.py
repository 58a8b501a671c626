"""What the tests of an end of service say shortly."""

from datetime import date, timedelta

from django.utils import timezone

from roles.agreements.ends import the_end
from roles.agreements.models import EndStep
from roles.agreements.services import agree_end_term
from roles.models import Contract
from tests.roles.ending import NOW, SAID, START
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM

LATER = date(2027, 3, 1)
PDF = b"%PDF-1.7 bewijs"
TO_COME = legal_day(timezone.now()) + timedelta(days=60)


def due(end):
    return the_end(viewer=SYSTEM, pk=end.pk).due_on


def term(agreement, days, on=START, otherwise="", by=SYSTEM):
    given = {"days": days, "otherwise": otherwise, "on": on}
    return agree_end_term(agreement=agreement, **given, at=NOW, by=by)


def bare(end, **more):
    given = {
        "end": end,
        "number": 0,
        "said_on": SAID["on"],
        "name": "x",
        "text": "x",
        "entered_at": NOW,
    }
    given |= {"kind": "CHOSEN", "entered_by": "CONTROLLER"}
    return EndStep.objects.create(**{**given, **more})


def ends_anew(chain, on):
    """The contract that was to end on one day ends on another."""
    Contract.objects.filter(provider=chain.belfabriek, acquirer=chain.bakker).update(
        valid_during=(START, on)
    )


def again(chain, on):
    chain.delivers(chain.belfabriek, chain.bakker, on)

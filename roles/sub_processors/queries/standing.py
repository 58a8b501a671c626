"""What still stands between a change and its first day, for officers."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.functional import Promise

from roles.mail.models import MailKind, OutgoingMail
from roles.sub_processors.choices import Authorisation, ToldBy
from roles.sub_processors.models import Objection, SubProcessorChange, SubProcessorNotice
from roles.sub_processors.refusals import (
    BeforePlanned,
    ConsentMissing,
    NotEveryoneTold,
    NoticeRefusal,
    NoticeUnsent,
    ObjectionOpen,
    WindowOpen,
)
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import Viewer

_UNTOLD = """
    SELECT count(DISTINCT untold)
    FROM roles_subprocessorchange c, sub_processor_untold(c) untold WHERE c.id = %s
"""


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One thing that holds the change up, and how often: what the database would refuse."""

    refusal: type[NoticeRefusal]
    number: int

    @property
    def sentence(self) -> str | Promise:
        """The refusal in words."""
        return self.refusal.title


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a change stands: what holds it up, and its first possible day as far as is known."""

    hindrances: tuple[Hindrance, ...]
    earliest: date

    @property
    def free(self) -> bool:
        """Whether nothing holds it up."""
        return not self.hindrances


def standing(*, viewer: Viewer, change: SubProcessorChange, on: date) -> Standing:
    """Return what the database would refuse today; raises NotAllowed for who is no officer."""
    if not viewer.sees_everything:
        raise NotAllowed
    told = SubProcessorNotice.objects.filter(change=change)
    objected = Objection.objects.open().filter(notice__change=change)
    waiting = told.filter(authorisation=Authorisation.SPECIFIC, consented_on=None)
    counted = (
        (NotEveryoneTold, _untold(change)),
        (NoticeUnsent, _unsent(change)),
        (WindowOpen, told.filter(last_day__gte=on).count()),
        (ObjectionOpen, objected.count()),
        (ConsentMissing, waiting.count()),
        (BeforePlanned, int(on < change.planned_on)),
    )
    last = told.aggregate(last=Max("last_day"))["last"]
    first = last + timedelta(days=1) if last else on
    return Standing(
        hindrances=tuple(Hindrance(refusal, number) for refusal, number in counted if number),
        earliest=max(first, change.planned_on),
    )


def _untold(change: SubProcessorChange) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_UNTOLD, [change.pk])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _unsent(change: SubProcessorChange) -> int:
    """Return how many were not told: no mail left, or it came back and nobody answered either."""
    mail = OutgoingMail.objects.standing().filter(about=OuterRef("pk"), kind=MailKind.NOTICE)
    rows = SubProcessorNotice.objects.filter(change=change, told_by=ToldBy.MAIL, otherwise_on=None)
    answered = Q(consented_on__isnull=False) | Exists(
        Objection.objects.filter(notice=OuterRef("pk"))
    )
    told = Exists(mail.arrived()) | Q(answered, Exists(mail.filter(sent_at__isnull=False)))
    return rows.exclude(told).count()

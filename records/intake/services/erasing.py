"""The own retention of requests: what tells who it was goes when its term is over."""

from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Max, QuerySet

from records.answers.models import GroupChoice
from records.engine.models import AnonymisationJob
from records.intake import terms
from records.intake.models import RequestAttachment, RequestErasure, RequestLink, RequestMessage
from records.recipients.models import RecipientNotice
from records.requests.choices import ENDS, SETTLES
from records.requests.models import (
    RequestContent,
    RequestIdentifier,
    RequestNote,
    RequestPerson,
    RequestStep,
    RequestTask,
    SubjectRequest,
)
from records.requests.queries import OVER, last_of, requests, settled
from records.restrictions.models import Restriction
from roles.mail.models import MailKind, OutgoingMail
from roles.mail.services import forget
from voipgrid_privacy.kernel.erasing import erases
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

BATCH = 100


@use_case
@erases("erase-requests")
def erase_ended_requests(*, at: datetime, by: Viewer) -> int:
    """Erase the persons, words, messages and files of requests whose term is over.

    What is due follows from the steps, so a day that was missed is made up for. Returns how many.
    """
    by.must(Ability.WRITE_REGISTER)
    on = legal_day(at)
    months = terms.term(terms.KEPT, on).months
    before = on - relativedelta(months=months)
    due = [(row, ended) for row, ended in _ended(before) if ended < before]
    for row, ended in due[:BATCH]:
        _erase(row, ended, months, at)
    return len(due[:BATCH])


def ended_on(request: Any) -> date | None:
    """Return the day on which a row of ``requests`` ended; None while it goes on.

    It ends when it is closed or withdrawn, or when the last of its parts was answered or refused.
    """
    steps = request.seen_steps
    if last_of(steps, OVER) in ENDS:
        ends: list[date] = [step.said_on for step in steps if step.kind in ENDS]
        return max(ends)
    told = [part for part in request.seen_parts if part.kind != "WITHHELD"]
    if not told or not all(settled(steps, part.pk) for part in told):
        return None
    days: list[date] = [step.said_on for step in steps if step.kind in SETTLES]
    return max(days)


def _ended(before: date) -> list[tuple[SubjectRequest, date]]:
    """Return what ended, and not before the last restriction that it led to was lifted."""
    rows: QuerySet[Any] = requests(viewer=SYSTEM).filter(erasure=None, received_on__lt=before)
    rows = rows.exclude(parts__in=Restriction.objects.in_force().values("part"))
    lifted = rows.annotate(lifted_on=Max("parts__restrictions__lifted_on"))
    found = ((row, ended_on(row), row.lifted_on) for row in lifted.order_by("received_at"))
    return [(row, max(ended, last or ended)) for row, ended, last in found if ended is not None]


def _erase(request: SubjectRequest, ended: date, months: int, at: datetime) -> None:
    of = {"request": request}
    files = RequestAttachment.objects.filter(**of)
    counted = RequestErasure(
        request=request,
        ended_on=ended,
        months=months,
        persons=RequestPerson.objects.filter(**of).count(),
        messages=RequestMessage.objects.filter(**of).count(),
        files=files.count(),
        erased_at=at,
    )
    for model in (RequestLink, RequestContent, RequestPerson, RequestIdentifier):
        model.objects.filter(**of).delete()
    for inside in (RequestNote, RequestTask):
        inside.objects.filter(**of).delete()
    files.filter(erased_at=None).update(content=b"", name="")
    RequestMessage.objects.filter(**of).exclude(text="", name="").update(text="", name="")
    RequestStep.objects.filter(**of).exclude(text="", name="").update(text="", name="")
    AnonymisationJob.objects.filter(request_part__request=request).exclude(corrections={}).update(
        corrections={}
    )
    chosen = GroupChoice.objects.filter(group__search__part__request=request)
    chosen.exclude(text="", name="").update(text="", name="")
    Restriction.objects.filter(part__request=request).update(
        text="", name="", announced_text="", announced_name="", lifted_name=""
    )
    notices = RecipientNotice.objects.filter(part__request=request)
    told = list(notices.values_list("pk", flat=True))
    notices.exclude(text="", name="").update(text="", name="")
    forget(OutgoingMail.objects.filter(kind=MailKind.REQUESTER, about=request.pk))
    forget(OutgoingMail.objects.filter(kind=MailKind.RECIPIENTS, about__in=told))
    counted.save(force_insert=True)

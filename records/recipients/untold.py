"""Changes that were made, of which not every recipient was told (GDPR Art. 19)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from records.activities.queries import Entry
from records.answers.choices import Searched
from records.answers.items import about, entries_by
from records.answers.models import AnswerGroup, AnswerSearch
from records.choices import Technique
from records.engine.models import AnonymisationJob
from records.recipients.choices import LEADS_TO, Change
from records.recipients.models import RecipientNotice
from records.recipients.queries import CARRY_OUT, changes_asked, is_stale, named_in
from records.requests.choices import Duty, PartKind, Right, StepKind
from records.requests.dues import acting
from records.requests.models import RequestDuty, RequestPart, RequestStep
from records.requests.queries import settled
from records.restrictions.models import Restriction
from roles.mail.models import MailKind, OutgoingMail
from roles.models import Party
from voipgrid_privacy.kernel.legal_days import AMSTERDAM

ANSWERED_IS_DONE: Final = frozenset({Right.RECTIFICATION, Right.ERASURE, Right.RESTRICTION})
"""Rights of which an answer that is no refusal says that the data were changed. An objection, or
consent that is withdrawn, need not end in erasure: a run says whether it did."""


@dataclass(frozen=True, slots=True)
class Untold:
    """So many recipients of a part do not know of a change; ``party`` tells them."""

    part: RequestPart
    party: Party
    number: int


def untold(on: date, parties: Iterable[UUID] | None = None) -> Iterator[Untold]:
    """Yield what was changed before ``on`` and not told, of parts that some parties answer.

    Changed is what a run erased or rectified, what was restricted and of what that was lifted, and
    what was answered after a request to rectify, erase or restrict, unless the stores were
    searched and nothing was found in them.
    """
    rows = list(_changed(on, None if parties is None else list(parties)))
    told = _told(rows)
    entries: dict[UUID, list[Entry]] = {}
    for part in rows:
        changes = _changes(part, on)
        if not changes or part.controller is None:
            continue
        if part.controller_id not in entries:
            entries[part.controller.pk] = entries_by(part.controller, on)
        keys = _keys(part, entries[part.controller.pk])
        left = {key for key in keys for change in changes if (part.pk, change, key) not in told}
        for party in _tellers(part) if left else ():
            yield Untold(part, party, len(left))


def _changed(on: date, parties: list[UUID] | None) -> QuerySet[Any]:
    """Return the parts that may have been changed before a day, with all that is asked of them."""
    runs = AnonymisationJob.objects.filter(
        rows_done__gt=0, finished_at__lt=datetime.combine(on, time.min, tzinfo=AMSTERDAM)
    )
    answers = RequestStep.objects.filter(kind=StepKind.ANSWERED, said_on__lt=on)
    searches = AnswerSearch.objects.filter(part=OuterRef("pk"))
    found = AnswerGroup.objects.filter(search__part=OuterRef("pk"))
    restricted = Restriction.objects.filter(said_on__lt=on)
    rows = RequestPart.objects.standing().filter(
        Exists(runs.filter(request_part=OuterRef("pk")))
        | Exists(restricted.filter(part=OuterRef("pk")))
        | Exists(answers.filter(part=OuterRef("pk"))),
        kind=PartKind.DATA,
        request__rights__overlap=list(LEADS_TO),
        request__erasure=None,  # of whom it was is not known any more
    )
    if parties is not None:
        rows = rows.filter(Q(duties__party__in=parties)).distinct()
    rows = rows.annotate(
        nothing=Exists(searches) & ~Exists(found.exclude(outcome=Searched.NOTHING))
    )
    duties = RequestDuty.objects.select_related("party").order_by("pk")
    steps = RequestStep.objects.order_by("number")
    at_hand: list[Any] = [
        Prefetch("duties", duties, to_attr="seen_duties"),
        Prefetch("erasures", runs.only("request_part", "technique"), to_attr="runs"),
        Prefetch("request__steps", steps, to_attr="seen_steps"),
        "restrictions",
    ]
    return rows.select_related("request", "controller").prefetch_related(*at_hand).order_by("pk")


def _changes(part: Any, on: date) -> set[Change]:
    made = {
        Change.RECTIFIED if run.technique == Technique.RECTIFY else Change.ERASED
        for run in part.runs
    }
    made |= _of_restrictions(part, on)
    step = settled(part.request.seen_steps, part.pk)
    answered = step is not None and step.kind == StepKind.ANSWERED and step.said_on < on
    if answered and not part.nothing:
        rights = map(Right, part.request.rights)
        made |= {LEADS_TO[right] for right in rights if right in ANSWERED_IS_DONE}
    return made & set(changes_asked(part))


def _of_restrictions(part: Any, on: date) -> set[Change]:
    rows = list(part.restrictions.all())
    made = {Change.RESTRICTED for row in rows if row.said_on < on}
    lifted = rows and all(row.lifted_on and row.lifted_on < on for row in rows)
    return made | {Change.LIFTED} if lifted else made


def _told(parts: list[RequestPart]) -> set[tuple[UUID, str, str]]:
    """Return of which part, change and recipient something that holds is on record.

    A reason why not does so too.
    """
    restrictions = {part.pk: part.restrictions.all() for part in parts}
    rows = RecipientNotice.objects.filter(part__in=list(restrictions)).order_by("entered_at")
    returned = OutgoingMail.objects.standing().filter(
        kind=MailKind.RECIPIENTS, about=OuterRef("pk"), returned_at__isnull=False
    )
    last: dict[tuple[UUID, str, str], Any] = {
        (row.part_id, row.change, row.key): row for row in rows.annotate(came_back=Exists(returned))
    }
    return {
        key
        for key, row in last.items()
        if not row.came_back and not is_stale(row, restrictions[row.part_id])
    }


def _keys(part: Any, entries: Iterable[Entry]) -> set[str]:
    """Return the keys of the recipients of a part, as ``recipients_of`` has them."""
    processors = {
        str(duty.party_id)
        for duty in part.seen_duties
        if duty.role in CARRY_OUT and duty.party_id != part.controller_id
    }
    return processors | named_in(about(part, entries)).keys()


def _tellers(part: Any) -> set[Party]:
    """Return who tells: whoever answers, or its provider where it has no account."""
    answer = (d for d in part.seen_duties if d.duty == Duty.ANSWER and d.reached_at)
    return {party for duty in answer if (party := acting(part, duty))}

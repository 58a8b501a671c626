"""What comes in, as those see it who may: threads, and requests that look alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db.models import Q

from records.intake import terms
from records.intake.choices import Author, Verdict
from records.intake.models import RequestAttachment, RequestLikeness, RequestMessage
from records.requests.choices import IdentifierKind
from records.requests.models import RequestIdentifier, SubjectRequest
from roles.models import Party
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer

TELLING = (IdentifierKind.PHONE, IdentifierKind.EMAIL, IdentifierKind.CUSTOMER_NUMBER)
"""By what two requests look alike. Names do not: many people have the same."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A message of a thread with its files."""

    message: RequestMessage
    files: tuple[RequestAttachment, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    """What was said, oldest first, and files that came with the request itself."""

    entries: tuple[Entry, ...]
    files: tuple[RequestAttachment, ...]


def thread_of(
    request: SubjectRequest, *, viewer: Viewer = SYSTEM, parties: Iterable[UUID] | None = None
) -> Thread:
    """Return the thread as a viewer sees it; whoever asks sees all of it."""
    mine = Q() if parties is None else Q(party__in=list(parties))
    messages = RequestMessage.objects.visible_to(viewer).filter(mine, request=request)
    files = RequestAttachment.objects.visible_to(viewer).light().filter(mine, request=request)
    by_message: dict[UUID | None, list[RequestAttachment]] = {}
    for file in files.order_by("added_at", "pk"):
        by_message.setdefault(file.message_id, []).append(file)
    ordered = messages.select_related("party").order_by("written_at", "pk")
    entries = tuple(Entry(each, tuple(by_message.get(each.pk, ()))) for each in ordered)
    return Thread(entries, tuple(by_message.get(None, ())))


def correspondents(request: SubjectRequest) -> list[Party]:
    """Return to whom whoever asks can write: who wrote last first, and who received the request."""
    wrote = RequestMessage.objects.filter(request=request, author=Author.PARTY)
    latest = wrote.select_related("party").order_by("-written_at", "-pk")
    return list(dict.fromkeys([*(each.party for each in latest), request.received_by]))


@dataclass(frozen=True, slots=True)
class Alike:
    """An earlier request that may be the same, and what was said of that; None: nothing yet."""

    first: SubjectRequest
    rights: tuple[str, ...]
    by: tuple[str, ...]
    verdict: Verdict | None


def alike(request: SubjectRequest, *, viewer: Viewer) -> list[Alike]:
    """Return earlier requests with an identifier and a right in common, the earliest first.

    Of the same receiver, and within the term of ``terms.ALIKE``: who asks later asks anew.
    """
    if request.received_on is None:
        return []
    mine = RequestIdentifier.objects.filter(request=request, kind__in=TELLING)
    same = Q(pk__in=())
    for kind, value in mine.values_list("kind", "value"):
        same |= Q(kind=kind, value=value)
    seen = SubjectRequest.objects.visible_to(viewer).filter(received_by=request.received_by)
    before = Q(received_at__lt=request.received_at) | Q(
        received_at=request.received_at, pk__lt=request.pk
    )
    firsts = seen.filter(
        before, received_on__gte=_since(request.received_on), rights__overlap=request.rights
    )
    found: dict[UUID, list[str]] = {}
    rows = RequestIdentifier.objects.filter(same, request__in=firsts).order_by("kind")
    for first, kind in rows.values_list("request", "kind").distinct():
        found.setdefault(first, []).append(str(IdentifierKind(kind).label))
    said = {
        row.first_id: Verdict(row.verdict)
        for row in RequestLikeness.objects.visible_to(viewer).filter(request=request)
    }
    ordered = firsts.filter(pk__in=found).order_by("received_at", "pk")
    return [
        Alike(
            first=first,
            rights=tuple(r for r in request.rights if r in first.rights),
            by=tuple(found[first.pk]),
            verdict=said.get(first.pk),
        )
        for first in ordered
    ]


def counts_from(request: SubjectRequest) -> date | None:
    """Return the day of receipt that counts: of the earliest request that this is the same as."""
    days = RequestLikeness.objects.filter(request=request, verdict=Verdict.LINKED)
    firsts = [row.first.received_on for row in days.select_related("first")]
    return min([day for day in (*firsts, request.received_on) if day], default=None)


def _since(received_on: date) -> date:
    return received_on - relativedelta(months=terms.term(terms.ALIKE, received_on).months)

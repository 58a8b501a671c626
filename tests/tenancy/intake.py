"""Threads about requests: one of each partner, and what another might try with them."""

from uuid import UUID

from django.utils import timezone

from records.models import (
    RecipientNotice,
    RequestAttachment,
    RequestErasure,
    RequestMessage,
    Restriction,
    SubjectRequest,
)
from tests.tenancy.asking import insert
from voipgrid_privacy.kernel.legal_days import legal_day


def a_thread(request: SubjectRequest) -> None:
    """Let somebody have written to the partner that received a request, with a file."""
    party, word, now = request.received_by, str(request.received_by_id), timezone.now()
    given = {"request": request, "party": party, "author": "REQUESTER"}
    message = RequestMessage.objects.create(**given, text=word, written_at=now)
    RequestAttachment.objects.create(
        **given,
        message=message,
        purpose="FILE",
        name=word,
        kind="TEXT",
        size=len(word),
        content=word.encode(),
        added_at=now,
    )
    RecipientNotice.objects.create(
        part=request.parts.get(category="TRAFFIC_BILLING"),
        party=party,
        change="ERASED",
        called=word,
        means="OTHERWISE",
        text=word,
        name=word,
        said_on=request.received_on,
        entered_at=now,
    )
    Restriction.objects.create(
        part=request.parts.get(category="TRAFFIC_BILLING"),
        party=party,
        ground="CLAIM",
        text=word,
        name=word,
        said_on=request.received_on,
        entered_at=now,
    )
    RequestErasure.objects.create(
        request=request,
        ended_on=request.received_on,
        months=24,
        persons=1,
        messages=1,
        files=1,
        erased_at=now,
    )


def on_threads(me: UUID, eve: UUID) -> dict[str, tuple[str, list]]:
    """What a partner might try with threads, its own too: the application writes all of it."""
    mine = SubjectRequest.objects.get(received_by=me)
    hers = SubjectRequest.objects.get(received_by=eve)
    now = timezone.now()
    message = {"author": "PARTY", "text": "x", "name": "x", "written_at": now}
    file = {"author": "PARTY", "purpose": "FILE", "name": "x", "kind": "TEXT", "size": 1}
    return {
        "a message in another's request": insert(
            "records_requestmessage", request_id=hers.pk, party_id=me, **message
        ),
        "a message as whoever asks": insert(
            "records_requestmessage",
            request_id=mine.pk,
            party_id=me,
            **message | {"author": "REQUESTER"},
        ),
        "a recipient that was told in another's name": insert(
            "records_recipientnotice",
            part_id=hers.parts.get(category="TRAFFIC_BILLING").pk,
            party_id=me,
            change="ERASED",
            called="x",
            means="OTHERWISE",
            reason="",
            text="x",
            name="x",
            said_on=legal_day(now),
            entered_at=now,
        ),
        "data that are restricted in another's name": insert(
            "records_restriction",
            part_id=hers.parts.get(category="TRAFFIC_BILLING").pk,
            party_id=me,
            ground="CLAIM",
            text="x",
            name="x",
            said_on=legal_day(now),
            entered_at=now,
            announced_by="",
            announced_text="",
            announced_name="",
            lifted_name="",
        ),
        "a restriction, lifted": (
            "UPDATE records_restriction SET lifted_on = legal_today()",
            [],
        ),
        "a recipient that was told, rewritten": (
            "UPDATE records_recipientnotice SET text = ''",
            [],
        ),
        "a message, rewritten": ("UPDATE records_requestmessage SET text = ''", []),
        "a file in another's request": insert(
            "records_requestattachment",
            request_id=hers.pk,
            party_id=me,
            content=b"x",
            added_at=now,
            **file,
        ),
        "a file, emptied": ("UPDATE records_requestattachment SET content = '', name = ''", []),
        "a likeness of its own and another's": insert(
            "records_requestlikeness",
            request_id=mine.pk,
            first_id=hers.pk,
            verdict="LINKED",
            judged_at=now,
        ),
        "a link to another's request": insert(
            "records_requestlink",
            request_id=hers.pk,
            token_hash="0" * 64,
            made_at=now,
            expires_at=now,
        ),
        "an erasure that never was": ("UPDATE records_requesterasure SET months = 1", []),
        "a look at what visitors fill in": ("UPDATE records_intakedraft SET sealed = ''", []),
    }

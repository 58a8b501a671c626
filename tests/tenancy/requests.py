"""Requests of data subjects: one of each partner, and what another might try with them."""

from uuid import UUID

from django.utils import timezone

from records.models import (
    RequestContent,
    RequestDuty,
    RequestIdentifier,
    RequestNote,
    RequestPart,
    RequestPerson,
    RequestPractice,
    RequestStep,
    RequestTask,
    SubjectRequest,
)
from roles.models import Party
from tests.tenancy.asking import insert


def a_request(platform: Party, partner: Party, customer: Party) -> SubjectRequest:
    """Let a partner have received a request: a part to answer, one to forward, one kept secret."""
    now = timezone.now()
    request = SubjectRequest.objects.create(
        received_by=partner,
        rights=["ACCESS"],
        channel="PORTAL",
        received_at=now,
        language="nl",
        entered_at=now,
    )
    request.refresh_from_db()
    word = str(partner.pk)
    RequestContent.objects.create(request=request, words=word)
    RequestPerson.objects.create(request=request, capacity="SUBJECT", name=word)
    RequestIdentifier.objects.create(request=request, kind="NAME", value=word)
    given = {"request": request, "about": customer, "derived_at": now}
    answer = RequestPart.objects.create(
        **given, kind="DATA", category="TRAFFIC_BILLING", controller=partner
    )
    forward = RequestPart.objects.create(
        **given, kind="DATA", category="TRANSMITTED", controller=customer
    )
    secret = RequestPart.objects.create(request=request, kind="WITHHELD", derived_at=now)
    duty = {"role": "CONTROLLER"}
    RequestDuty.objects.create(part=answer, party=partner, duty="ANSWER", **duty)
    RequestDuty.objects.create(part=answer, party=platform, duty="ASSIST", **duty)
    RequestDuty.objects.create(
        part=forward, party=partner, duty="FORWARD", role="PROCESSOR", upstream=customer
    )
    RequestDuty.objects.create(part=forward, party=customer, duty="ANSWER", **duty)
    RequestDuty.objects.create(part=secret, party=platform, duty="WITHHOLD", **duty)
    step = {"request": request, "party": partner, "said_on": request.received_on, "name": "x"}
    made = {"entered_at": now, "entered_by": "PARTY"}
    RequestStep.objects.create(**step, **made, kind="PLACED", other=customer)
    RequestStep.objects.create(**step, **made, kind="FORWARDED", part=forward, other=customer)
    RequestPractice.objects.create(party=partner, reading="SUSPENDED")
    RequestNote.objects.create(request=request, party=partner, text=word, name="x", entered_at=now)
    RequestTask.objects.create(
        request=request, party=partner, kind="OWNER", assignee="x", entered_at=now
    )
    return request


def _a_step(request: SubjectRequest, party: UUID, **values) -> tuple[str, list]:
    usual = {"number": 0, "kind": "IDENTITY_ASKED", "text": "x", "name": "x"}
    when = {"said_on": request.received_on, "entered_at": timezone.now(), "entered_by": "PARTY"}
    ends = {"request_id": request.pk, "party_id": party}
    return insert("records_requeststep", **{**usual, **when, **ends, **values})


def on_requests(me: UUID, eve: UUID) -> dict[str, tuple[str, list]]:
    """What a partner might try with requests, also with its own."""
    mine = SubjectRequest.objects.get(received_by=me)
    hers = SubjectRequest.objects.get(received_by=eve)
    my_part = mine.parts.get(category="TRAFFIC_BILLING").pk
    her_part = hers.parts.get(category="TRAFFIC_BILLING").pk
    secret = mine.parts.get(kind="WITHHELD").pk
    now = timezone.now()
    row = {"rights": ["ACCESS"], "channel": "PORTAL", "language": "nl", "reference": ""}
    row |= {"received_at": now, "received_on": None, "entered_at": now, "year": 0, "number": 0}
    inside = {"entered_at": now, "party_id": me}
    note = {"text": "x", "name": "x"}
    task = {"kind": "TASK", "assignee": "x", "text": ""}
    return {
        "a request in another's name": insert("records_subjectrequest", received_by_id=eve, **row),
        "a request that was never received": insert(
            "records_subjectrequest", received_by_id=me, **row
        ),
        "a person in another's request": insert(
            "records_requestperson",
            request_id=hers.pk,
            capacity="REQUESTER",
            name="x",
            email="",
            phone="",
        ),
        "an identifier in another's request": insert(
            "records_requestidentifier", request_id=hers.pk, kind="NAME", value="x"
        ),
        "words in its own request": (
            "UPDATE records_requestcontent SET words = 'x' WHERE request_id = %s",
            [mine.pk],
        ),
        "a part of its own making": insert(
            "records_requestpart",
            request_id=mine.pk,
            kind="DATA",
            category="X",
            purposes=[],
            derived_at=now,
        ),
        "a part, dropped": ("UPDATE records_requestpart SET dropped_at = now()", []),
        "a duty in another's request": insert(
            "records_requestduty",
            part_id=her_part,
            party_id=me,
            duty="ANSWER",
            role="CONTROLLER",
            grounds="[]",
            path=[],
        ),
        "its duty, reached": ("UPDATE records_requestduty SET reached_at = now()", []),
        "a step in another's request": _a_step(hers, me),
        "a step about another's part": _a_step(mine, me, kind="ANSWERED", part_id=her_part),
        "a step about what is kept secret": _a_step(mine, me, kind="ANSWERED", part_id=secret),
        "a step in another's name": _a_step(mine, eve),
        "a step in the office's name": _a_step(mine, me, entered_by="OFFICE"),
        "an answer for a customer that is none": _a_step(
            mine, eve, kind="ANSWERED", part_id=my_part, entered_by="PROVIDER"
        ),
        "a step, rewritten": ("UPDATE records_requeststep SET name = ''", []),
        "a note about another's request": insert(
            "records_requestnote", request_id=hers.pk, **inside, **note
        ),
        "a note of another about its own request": insert(
            "records_requestnote", request_id=mine.pk, **inside | {"party_id": eve}, **note
        ),
        "a task in another's request": insert(
            "records_requesttask", request_id=hers.pk, **inside, **task
        ),
        "its task, given to another": (
            "UPDATE records_requesttask SET party_id = %s, done_at = now()",
            [eve],
        ),
        "another's practice": (
            "UPDATE records_requestpractice SET reading = 'STRICT' WHERE party_id = %s",
            [eve],
        ),
    }

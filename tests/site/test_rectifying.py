"""Rectifying on the page of an answer: tried by a partner, written by an officer."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import timezone

from records.answers.models import AnswerGroup
from records.engine import run
from records.models import (
    AnonymisationJob,
    RequestPart,
    RequestTask,
    StoreTable,
)
from records.requests.services import confirm_identity, forward_part
from tests.records.foreign import Server, postgresql
from tests.site.answering import ANNA, hold_rows
from tests.site.threads import received
from tests.site.world import World
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]


@pytest.fixture
def server() -> Iterator[Server]:
    with postgresql() as made:
        yield made


@pytest.fixture
def part(world: World, server: Server) -> RequestPart:
    hold_rows(world, server)
    asked = received(
        world.parties["VoIPGRID B.V."],
        rights=["RECTIFICATION"],
        subject=ANNA,
        about=world.parties["Bakker"],
    )
    now = timezone.now()
    said = {"name": "O", "text": "Called back.", "on": legal_day(now), "at": now, "by": SYSTEM}
    confirm_identity(request=asked, **said)
    part = asked.parts.standing().get(category="TRAFFIC_BILLING", purposes=[])
    forward_part(part=part, **said)
    return part


def text(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def test_a_partner_tries_it_and_an_officer_writes_it(
    visit: Visit, part: RequestPart, server: Server
) -> None:
    bella, page = visit("Bella"), f"/en/portal/avg-verzoeken/deel/{part.pk}/antwoord/"
    bella.post(page, {"do": "search"})
    for group in AnswerGroup.objects.filter(outcome="FOUND"):
        decided = {"do": "choose", "group": group.pk, "decision": "INCLUDE", "name": "Bella"}
        bella.post(page, decided)
    column = f"{StoreTable.objects.get(name='cdr').pk} src"
    asks = {"column": column, "value": "0612340000"}
    tried = bella.post(page, {"do": "try", **asks})
    assert "one row would be written" in text(tried)
    assert "no-store" in tried["Cache-Control"]
    bella.post(page, {"do": "rectify", **asks, "typed": part.request.reference})
    assert not AnonymisationJob.objects.exists()
    told = {**asks, "typed": part.request.reference, "name": "Bella Bel"}
    assert bella.post(page, {"do": "instruct_rectifying", **told}).status_code == 302
    assert not AnonymisationJob.objects.exists()
    (task,) = RequestTask.objects.filter(party__kind="PLATFORM")
    assert "0612340000" not in task.text
    told = text(visit("Olga").get(f"/en/admin/verzoeken/{part.request_id}/"))
    assert "<code>src</code>: 0612340000" in told
    olga, office = visit("Olga"), f"/en/admin/avg-verzoeken/deel/{part.pk}/antwoord/"
    refused = olga.post(office, {"do": "rectify", **asks, "typed": "AVG-1"})
    assert "to go on" in text(refused)
    done = olga.post(office, {"do": "rectify", **asks, "typed": part.request.reference})
    assert done.status_code == 302
    job = AnonymisationJob.objects.get()
    while run.anonymise(job.pk):
        pass
    assert server.execute("SELECT src FROM cdr ORDER BY id")[0] == ("0612340000",)
    assert "Write the right value, keep the row, Done" in text(olga.get(office))

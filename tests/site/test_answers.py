"""Answering in the portal: from search to a code, and the page where the code opens the answer."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from unittest import mock
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from records.answers.models import AnswerGroup, AnswerPackage
from records.requests.models import SubjectRequest
from records.requests.services import confirm_identity
from tests.records.answers.filling import ANNAS, COLLEAGUES, FRIENDS, our_own
from tests.site.answering import ANNA, asked_with_calls, pairs, traffic
from tests.site.threads import received
from tests.site.world import World
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.site.views.answers import throttle

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
DOWNLOAD = "/en/verzoek/download/"


@pytest.fixture(autouse=True)
def _patient() -> None:
    throttle.forget()


@pytest.fixture
def page(world: World) -> str:
    (bakkers, _slagers) = traffic(asked_with_calls(world))
    return f"/en/portal/avg-verzoeken/deel/{bakkers.pk}/antwoord/"


def text(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())  # type: ignore[attr-defined]


def put_together(bella: Client, page: str) -> str:
    bella.post(page, {"do": "search"})
    for group in AnswerGroup.objects.filter(outcome="FOUND"):
        bella.post(
            page, {"do": "choose", "group": group.pk, "decision": "INCLUDE", "name": "Bella"}
        )
    once = re.search(r'name="once" value="([^"]+)"', text(bella.get(page)))
    assert once
    answer = bella.post(page, {"do": "package", "kind": "ACCESS", "once": once[1]})
    assert answer["Cache-Control"] == "no-store"
    again = text(bella.post(page, {"do": "package", "kind": "ACCESS", "once": once[1]}))
    assert "This was done already" in again
    code = re.search(r'<code id="code">([^<]+)</code>', text(answer))
    assert code
    assert code[1] not in again
    return code[1]


def test_a_controller_answers_its_part_up_to_the_download(page: str, visit: Visit) -> None:
    bella = visit("Bella")
    assert "Search the data stores" in text(bella.get(page))
    code = put_together(bella, page)
    html = text(bella.get(page))
    assert ANNAS not in html
    assert code not in html
    fetched = Client().post(DOWNLOAD, {"code": code.lower()})
    assert (fetched.status_code, fetched["Content-Type"]) == (200, "application/zip")
    assert "no-store" in fetched["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(fetched.content)) as zipped:
        whole = b"".join(zipped.read(n) for n in zipped.namelist() if not n.endswith("pdf"))
    assert ANNAS.encode() in whole
    assert FRIENDS.encode() not in whole
    assert COLLEAGUES.encode() not in whole
    assert "1 / 5" in text(bella.get(page))
    answer = bella.post(page, {"do": "done", "name": "Bella", "text": "By phone"}, follow=True)
    assert "It is on record." in text(answer)


def test_a_look_shows_the_person_and_nobody_else(page: str, visit: Visit) -> None:
    bella = visit("Bella")
    bella.post(page, {"do": "search"})
    group = AnswerGroup.objects.get(outcome="FOUND")
    html = text(bella.post(page, {"do": "reveal", "group": group.pk}))
    assert ANNAS in html
    assert FRIENDS not in html
    assert group.reveals.count() == 1


def test_a_part_of_another_partner_is_not_there(world: World, page: str, visit: Visit) -> None:
    _bakkers, slagers = traffic(SubjectRequest.objects.get())
    assert visit("Bella").get(page.replace(page.split("/")[-3], str(slagers.pk))).status_code == 404
    assert visit("Eve").get(page).status_code == 403
    assert Client().get(page).status_code == 302


def test_every_code_that_opens_nothing_gets_the_same_answer(page: str, visit: Visit) -> None:
    code = put_together(visit("Bella"), page)
    row = AnswerPackage.objects.get()
    never = Client().post(DOWNLOAD, {"code": "00000-00000-00000-00000-00000"})
    typo = Client().post(DOWNLOAD, {"code": "not a code"})
    late = row.expires_at + timedelta(seconds=1)
    with mock.patch.object(timezone, "now", return_value=late):
        expired = Client().post(DOWNLOAD, {"code": code})
    said = {(a.status_code, re.sub(r' value="[^"]*"', "", text(a))) for a in (never, typo, expired)}
    assert len(said) == 1
    assert next(iter(said))[0] == 400


def test_a_machine_that_tries_codes_is_held_off() -> None:
    visitor = Client()
    answers = [visitor.post(DOWNLOAD, {"code": "x"}).status_code for _n in range(12)]
    assert answers[-1] == 429


def test_the_page_of_a_request_leads_there(page: str, visit: Visit) -> None:
    request = SubjectRequest.objects.get()
    assert page in text(visit("Bella").get(f"/en/portal/verzoeken/{request.pk}/"))
    there = page.replace("/en/portal/", "/en/admin/")
    assert there in text(visit("Olga").get(reverse_admin(request)))


def reverse_admin(request: SubjectRequest) -> str:
    with override("en"):
        return reverse("admin:subject_request", args=[request.pk])


def test_what_was_refused_is_sent_again(page: str, visit: Visit) -> None:
    bella = visit("Bella")
    bella.post(page, {"do": "search"})
    ask = {"do": "package", "kind": "ACCESS", "once": str(uuid4())}
    assert "Decide whether" in text(bella.post(page, ask))
    for group in AnswerGroup.objects.filter(outcome="FOUND"):
        bella.post(
            page, {"do": "choose", "group": group.pk, "decision": "INCLUDE", "name": "Bella"}
        )
    assert 'id="code"' in text(bella.post(page, ask))
    assert "This was done already" in text(bella.post(page, ask))


def test_officers_assist_on_the_same_page(page: str, visit: Visit) -> None:
    olga, there = visit("Olga"), page.replace("/en/portal/", "/en/admin/")
    assert "You are processor here" in text(olga.get(there))
    olga.post(there, {"do": "search"})
    html = text(olga.get(there))
    assert "who calls" in html
    assert ANNAS not in html


def test_a_controller_has_what_was_found_erased(world: World, visit: Visit) -> None:
    our_own(*pairs(world))
    row = received(
        world.parties["Belfabriek"],
        rights=["ERASURE"],
        subject=ANNA,
        about=world.parties["Bakker"],
    )
    now = timezone.now()
    said = {"name": "B", "text": "Called back.", "on": legal_day(now), "at": now, "by": SYSTEM}
    confirm_identity(request=row, **said)
    part = row.parts.standing().get(category="TRAFFIC_BILLING", purposes=[])
    page, bella = f"/en/portal/avg-verzoeken/deel/{part.pk}/antwoord/", visit("Bella")
    bella.post(page, {"do": "search"})
    group = AnswerGroup.objects.get(outcome="FOUND")
    bella.post(page, {"do": "choose", "group": group.pk, "decision": "INCLUDE", "name": "Bella"})
    asks = {"do": "instruct", "name": "Bella"}
    assert "Type" in text(bella.post(page, {**asks, "typed": "AVG-1"}))
    done = bella.post(page, {**asks, "typed": row.reference}, follow=True)
    assert "VoIPGRID was instructed to erase it." in text(done)
    task = row.tasks.get()
    assert task.party.kind == "PLATFORM"
    officer = text(visit("Olga").get(f"/en/admin/avg-verzoeken/deel/{part.pk}/antwoord/"))
    assert "Erase for good" in officer

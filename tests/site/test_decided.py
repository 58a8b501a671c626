"""Who asks reads why it takes longer, or why it is refused, with complaint and court (Art. 12)."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from records.intake.links import new_link
from records.models import RequestPart, SubjectRequest
from records.requests.services import close_request, extend_part, refuse_part, reopen_request
from roles.models import OutgoingMail
from tests.site.threads import nobody_asked_yet, received
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("nobody_asked_yet",)

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]
REASONS = "Canary reasons: the month has thousands of calls."


@pytest.fixture
def request_(world: World) -> SubjectRequest:
    return received(world.parties["Belfabriek"], about=world.parties["Bakker"])


@pytest.fixture
def part(request_: SubjectRequest) -> RequestPart:
    return request_.parts.standing().get(category="TRAFFIC_BILLING", purposes=[])


def page(request: SubjectRequest, language: str = "/en") -> str:
    path = f"{language}/verzoek/volgen/{new_link(request, timezone.now())}/"
    return " ".join(Client().get(path).content.decode().split())


def said(part: RequestPart) -> dict[str, object]:
    today = timezone.localdate()
    return {"part": part, "name": "Bella Bel", "on": today, "at": timezone.now(), "by": SYSTEM}


def test_why_it_takes_longer_is_read_at_the_link(
    request_: SubjectRequest, part: RequestPart
) -> None:
    assert "takes two months longer" not in page(request_)
    extend_part(**said(part), text=REASONS)
    shown = page(request_)
    assert "Belfabriek takes two months longer" in shown
    assert REASONS in shown
    assert "Bella Bel" not in shown
    assert "heeft twee maanden langer nodig" in page(request_, "")


@pytest.mark.parametrize(
    ("act", "words"), [("extend", "two months longer"), ("refuse", "refused this")]
)
def test_a_mail_says_that_there_is_something_to_read_and_nothing_of_it(
    visit: Visit, request_: SubjectRequest, part: RequestPart, act: str, words: str
) -> None:
    place = f"/en/portal/verzoeken/{request_.pk}/deel/{part.pk}/{act}/"
    given = {"name": "Bella Bel", "on": timezone.localdate().isoformat(), "text": REASONS}
    assert visit("Bella").post(place, given).status_code == 302
    mail = OutgoingMail.objects.get(kind="REQUESTER", about=request_.pk)
    assert mail.address == "canary-anna@example.nl"
    assert "message for you about your request" in mail.body
    for secret in (REASONS, "Bella Bel", "canary-anna", "Bakker"):
        assert secret not in mail.body + mail.subject
    link = re.search(r"https?://[^/]+(/\S*verzoek/volgen/\S+)", mail.body)
    assert link is not None
    assert words in Client().get(f"/en{link[1]}").content.decode()


@pytest.mark.parametrize("act", ["ask-identity", "ask-clarification"])
def test_what_is_asked_back_is_mailed_too(visit: Visit, request_: SubjectRequest, act: str) -> None:
    given = {"name": "Bella Bel", "on": timezone.localdate().isoformat(), "text": "Which month?"}
    place = f"/en/portal/verzoeken/{request_.pk}/{act}/"
    assert visit("Bella").post(place, given).status_code == 302
    assert OutgoingMail.objects.filter(kind="REQUESTER", about=request_.pk).count() == 1


def test_without_an_address_nothing_is_mailed_and_the_step_is_taken(
    visit: Visit, request_: SubjectRequest, part: RequestPart
) -> None:
    request_.persons.update(email="")
    place = f"/en/portal/verzoeken/{request_.pk}/deel/{part.pk}/refuse/"
    given = {"name": "Bella Bel", "on": timezone.localdate().isoformat(), "text": REASONS}
    assert visit("Bella").post(place, given).status_code == 302
    assert not OutgoingMail.objects.filter(kind="REQUESTER").exists()
    assert "refused this" in page(request_)


def test_why_it_is_refused_is_read_with_complaint_and_court_while_that_stands(
    request_: SubjectRequest, part: RequestPart
) -> None:
    refuse_part(**said(part), text=REASONS)
    shown = page(request_)
    for words in ("Belfabriek refused this", REASONS, "Do you not agree?", "go to court"):
        assert words in shown
    again = {**said(part), "request": request_}
    again.pop("part")
    close_request(**again)
    reopen_request(**again)
    assert REASONS not in page(request_)

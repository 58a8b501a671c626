"""Whoever asks follows a request by a link: what it shows, and what is written and added there."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from records.intake import services
from records.intake.contents import GivenFile
from records.intake.links import new_link
from records.intake.models import (
    RequestAttachment,
    RequestLink,
    RequestMessage,
)
from records.models import (
    RequestNote,
    SubjectRequest,
)
from records.requests.services import (
    ask_clarification,
    ask_identity,
    confirm_identity,
)
from tests.records.intake.samples import PDF
from tests.site.asking import pdf, text
from tests.site.threads import asked, nobody_asked_yet, path, received, said
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM
from voipgrid_privacy.site.views import following

__all__ = ("asked", "nobody_asked_yet", "path")

pytestmark = pytest.mark.django_db


def test_the_page_says_how_far_it_is_by_when_and_why(path: str, asked: SubjectRequest) -> None:
    page = text(Client().get(path))
    assert asked.reference in page
    assert "See which data you have about me (access)" in page
    assert "Answer at the latest on" in page
    assert "GDPR Art. 12(3)" in page
    assert "canary" not in page  # nobody needs to be told who it is


def test_a_link_shows_no_other_request_and_an_unknown_one_nothing(
    world: World, path: str, asked: SubjectRequest
) -> None:
    other = received(world.parties["Belfabriek"])
    services.reply(
        token=new_link(other, timezone.now()),
        text="canary-other",
        files=[GivenFile("a.pdf", PDF)],
        at=timezone.now(),
        by=PUBLIC,
    )
    file = RequestAttachment.objects.get(request=other)
    assert "canary-other" not in text(Client().get(path))
    assert Client().get(f"{path}{file.pk}/").status_code == 404
    for token in ("x", "a" * 43, "ü", "a" * 5000):
        answer = Client().get(f"/en/verzoek/volgen/{token}/")
        assert answer.status_code == 404
        assert asked.reference not in text(answer)


def test_a_link_holds_for_thirty_days_and_is_then_deleted(path: str) -> None:
    RequestLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    gone = Client().get(path)
    assert gone.status_code == 404
    assert "does not hold" in text(gone)
    assert services.forget_links(at=timezone.now(), by=SYSTEM) == 1


def test_whoever_asks_writes_and_adds_a_file(path: str, asked: SubjectRequest) -> None:
    visitor = Client(enforce_csrf_checks=True)
    given = {"do": "reply", "text": "canary-words <b>", "attachments": [pdf()]}
    page = visitor.post(path, given, follow=True)
    assert page.status_code == 200
    assert "canary-words &lt;b&gt;" in text(page)
    file = RequestAttachment.objects.get(request=asked)
    got = visitor.get(f"{path}{file.pk}/")
    assert got["Content-Disposition"] == 'attachment; filename="canary-file.pdf"'
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in got["Cache-Control"]
    assert "sandbox" in got["Content-Security-Policy"]
    assert got.content == b"%PDF-1.7 canary-content"


def test_an_empty_message_and_a_wrong_file_are_refused_on_the_page(path: str) -> None:
    empty = Client().post(path, {"do": "reply", "text": " "})
    assert empty.status_code == 400
    assert '<a href="#id_text">Write something' in text(empty)
    wrong = pdf("evil.exe")
    wrong.file.seek(0)
    wrong.file.write(b"MZ\x90\x00")
    wrong.file.seek(0)
    refused = Client().post(path, {"do": "reply", "text": "kept words", "attachments": [wrong]})
    assert refused.status_code == 400
    assert "evil.exe is no PDF" in text(refused)
    assert "kept words" in text(refused)
    assert not RequestMessage.objects.exists()


def test_ten_messages_an_hour_are_enough(path: str, asked: SubjectRequest) -> None:
    codes = []
    for number in range(11):
        following.throttle.forget()
        codes.append(Client().post(path, {"do": "reply", "text": f"{number}"}).status_code)
    assert codes == [302] * 10 + [400]


def test_what_was_asked_back_is_answered_by_a_reply(path: str, asked: SubjectRequest) -> None:
    ask_clarification(**said(asked), text="From which year?")
    page = text(Client().get(path))
    assert "We asked you a question" in page
    assert "From which year?" in page
    Client().post(path, {"do": "reply", "text": "2025"})
    kinds = list(asked.steps.order_by("number").values_list("kind", flat=True))
    assert kinds == ["CLARIFICATION_ASKED", "CLARIFICATION_GIVEN"]


@pytest.mark.parametrize("outcome", [confirm_identity])
def test_proof_of_identity_is_gone_once_it_was_looked_at(
    path: str, asked: SubjectRequest, outcome: Callable[..., object]
) -> None:
    assert "Show that it is you" not in text(Client().get(path))
    Client().post(path, {"do": "reply", "text": "x", "attachments": [pdf("other.pdf")]})
    ask_identity(**said(asked))
    assert "Show that it is you" in text(Client().get(path))
    Client().post(path, {"do": "proof", "attachments": [pdf("canary-passport.pdf")]})
    proof = RequestAttachment.objects.get(request=asked, purpose="IDENTITY")
    assert bytes(proof.content)
    outcome(**said(asked))
    proof.refresh_from_db()
    assert (bytes(proof.content), proof.name) == (b"", "")
    assert proof.erased_at is not None
    page = text(Client().get(path))
    assert "Proof of identity: erased on" in page
    assert "other.pdf" in page
    assert Client().get(f"{path}{proof.pk}/").status_code == 404


def test_a_request_is_withdrawn_and_nothing_is_added_then(path: str, asked: SubjectRequest) -> None:
    page = Client().post(path, {"do": "withdraw"}, follow=True)
    assert "You withdrew this request" in text(page)
    assert asked.steps.get().kind == "WITHDRAWN"
    assert Client().post(path, {"do": "reply", "text": "more"}).status_code == 400
    assert Client().post(path, {"do": "withdraw"}).status_code == 409
    assert "Withdraw this request" not in text(Client().get(path))


def test_internal_notes_are_never_on_the_page(path: str, asked: SubjectRequest) -> None:
    RequestNote.objects.create(
        request=asked,
        party=asked.received_by,
        text="canary-note",
        name="Bella",
        entered_at=timezone.now(),
    )
    assert "canary-note" not in text(Client().get(path))

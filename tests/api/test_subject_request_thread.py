"""The thread with whoever made a request, by the API: one party's own, both ways, with files."""

from base64 import b64encode

import pytest
from django.utils import timezone

from records.intake.contents import GivenFile
from records.intake.links import new_link
from records.intake.services import reply
from records.models import SubjectRequest
from roles.models import OutgoingMail
from tests.api.conftest import Reseller
from tests.api.test_subject_requests import ANNA, PLACE, received  # noqa: F401
from tests.records.intake.samples import PDF
from voipgrid_privacy.kernel.tenancy import PUBLIC

pytestmark = pytest.mark.django_db
FILE = {"name": "canary-letter.pdf", "content_base64": b64encode(PDF).decode()}


@pytest.fixture
def place(received: dict) -> str:  # noqa: F811
    return f"{PLACE}/{received['id']}"


def test_a_message_goes_out_with_a_file_and_the_mail_only_says_so(
    belfabriek: Reseller, place: str
) -> None:
    body = {"name": "B. Bel", "text": "canary-words", "attachments": [FILE]}
    answer = belfabriek.post(f"{place}/messages", body, Idempotency_Key="m1")
    assert answer.status_code == 201, answer.json()
    again = belfabriek.post(f"{place}/messages", body, Idempotency_Key="m1")
    assert again.json() == answer.json()
    (listed,) = belfabriek.get(f"{place}/messages").json()["results"]
    assert listed == answer.json()
    assert (listed["author"], listed["text"]) == ("PARTY", "canary-words")
    mail = OutgoingMail.objects.get(kind="REQUESTER")
    assert mail.address == ANNA["emails"][0]
    assert "canary" not in mail.body + mail.subject


def test_a_reply_and_its_file_are_read_handed_out_and_erased(
    belfabriek: Reseller, place: str
) -> None:
    request = SubjectRequest.objects.get()
    token = new_link(request, timezone.now())
    given = {"token": token, "text": "Here it is.", "at": timezone.now(), "by": PUBLIC}
    reply(**given, files=[GivenFile("a.pdf", PDF)])
    (message,) = belfabriek.get(f"{place}/messages").json()["results"]
    (file,) = belfabriek.get(f"{place}/attachments").json()["results"]
    assert (message["author"], message["attachment_ids"]) == ("REQUESTER", [file["id"]])
    answer = belfabriek.get(f"{place}/attachments/{file['id']}")
    assert answer.content == PDF
    assert answer["Cache-Control"] == "no-store"
    erased = belfabriek.post(f"{place}/attachments/{file['id']}/erasures", {})
    assert (erased.status_code, erased.json()["name"]) == (201, "")
    assert erased.json()["erased_at"]
    assert belfabriek.get(f"{place}/attachments/{file['id']}").status_code == 404
    assert belfabriek.post(f"{place}/attachments/{file['id']}/erasures", {}).status_code == 404


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": " "}, "request_message_empty"),
        ({"attachments": [{**FILE, "content_base64": b64encode(b"MZ\x90\x00").decode()}]}, None),
        ({"attachments": [{**FILE, "content_base64": "no base64!"}]}, None),
        ({"attachments": [{**FILE, "content_base64": "géén"}]}, None),
        ({"attachments": [FILE] * 6}, None),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_kept(
    belfabriek: Reseller, place: str, body: dict, code: str | None
) -> None:
    answer = belfabriek.post(f"{place}/messages", {"name": "B. Bel", "text": "x", **body})
    assert answer.status_code in {400, 413, 415}, answer.json()
    assert code in {None, answer.json()["code"]}
    assert belfabriek.get(f"{place}/messages").json()["total_count"] == 0


def test_a_thread_is_nobody_elses(
    belfabriek: Reseller, spraakwerk: Reseller, place: str, nobody: str
) -> None:
    belfabriek.post(f"{place}/messages", {"name": "B. Bel", "attachments": [FILE]})
    (file,) = belfabriek.get(f"{place}/attachments").json()["results"]
    for sub in ("messages", "attachments", f"attachments/{file['id']}"):
        assert spraakwerk.get(f"{place}/{sub}").status_code == 404
    for sub in ("messages", f"attachments/{file['id']}/erasures"):
        assert spraakwerk.post(f"{place}/{sub}", {"name": "x", "text": "x"}).status_code == 404
    assert belfabriek.get(f"{place}/attachments/{nobody}").status_code == 404

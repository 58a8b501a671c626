"""Mail from a mailbox becomes a request, on the day on which the mailbox got it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from records.intake.models import IntakeDraft, RequestAttachment
from records.models import RequestContent, RequestIdentifier, SubjectRequest
from tests.records.intake.test_mailbox import PLAIN, composed, pdf_mail
from tests.site.asking import text
from tests.site.world import World

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]
PATH = "/en/portal/verzoekberichten/mail/"


def read(client: Client, raw: bytes) -> tuple[str, str]:
    file = SimpleUploadedFile("mail.eml", raw, "message/rfc822")
    page = client.post(PATH, {"file": file})
    assert page.status_code == 200, text(page)
    return text(page), str(page.context["form"].initial["token"])


def given(token: str, **more: object) -> dict[str, object]:
    return {
        "do": "receive",
        "token": token,
        "received_at": "2026-09-01T01:30",
        "rights": ["ACCESS"],
        "name": "Jan Jansen",
        "email": "jan.jansen@example.nl",
        "phones": "020 123 45 67",
        "customer_numbers": "",
        "subject_name": "",
        "mandate": "",
        "words": "Graag inzage",
        "language": "nl",
        **more,
    }


def test_a_mail_is_shown_first_and_then_received_on_its_own_day(visit: Visit, world: World) -> None:
    bella = visit("Bella")
    page, token = read(bella, PLAIN)
    assert "jan.jansen@example.nl" in page
    assert 'value="2026-09-01T01:30"' in page
    assert not SubjectRequest.objects.exists()
    done = bella.post(PATH, given(token), follow=True)
    assert "Received as AVG-2026-0001" in text(done)
    row = SubjectRequest.objects.get()
    assert (row.channel, str(row.received_on)) == ("MAIL", "2026-09-01")
    assert row.received_by == world.parties["Belfabriek"]
    assert RequestContent.objects.get(request=row).words == "Graag inzage"
    values = set(RequestIdentifier.objects.values_list("value", flat=True))
    assert values == {"+31201234567", "jan.jansen@example.nl", "Jan Jansen"}
    assert not IntakeDraft.objects.exists()


def test_it_is_not_received_later_than_the_server_noted(visit: Visit) -> None:
    bella = visit("Bella")
    _page, token = read(bella, PLAIN)
    refused = bella.post(PATH, given(token, received_at="2026-11-20T09:00"))
    assert refused.status_code == 400
    assert "The request was not received later" in text(refused)
    assert not SubjectRequest.objects.exists()
    assert bella.post(PATH, given(token)).status_code == 302


def test_the_files_that_were_chosen_come_along(visit: Visit) -> None:
    bella = visit("Bella")
    page, token = read(bella, pdf_mail())
    assert "a.docx is no PDF" in page
    bella.post(PATH, given(token, received_at="2026-09-01T07:00", keep=["2"]))
    assert [file.name for file in RequestAttachment.objects.all()] == ["pas.jpg"]


def test_a_pasted_mail_is_read_and_a_text_that_is_none_refused(visit: Visit) -> None:
    bella = visit("Bella")
    assert bella.post(PATH, {"pasted": PLAIN.decode("latin-1")}).status_code == 200
    for wrong in ({"pasted": "hello"}, {}):
        assert bella.post(PATH, wrong).status_code == 400


def test_a_mail_of_one_party_is_not_opened_by_another(visit: Visit, world: World) -> None:
    _page, token = read(visit("Bella"), PLAIN)
    both = visit("Both")
    both.post("/en/portal/partij/", {"party": str(world.parties["Spraakwerk"].pk)})
    answer = both.post(PATH, given(token))
    assert not SubjectRequest.objects.exists()
    assert answer.status_code in {302, 404}


def test_who_asks_for_another_is_kept_apart(visit: Visit) -> None:
    bella = visit("Bella")
    _page, token = read(bella, composed().as_bytes())
    at = timezone.localtime(datetime(2026, 9, 1, 6, tzinfo=UTC)).strftime("%Y-%m-%dT%H:%M")
    more = {"subject_name": "Anna", "mandate": "Letter of 1 August", "received_at": at}
    bella.post(PATH, given(token, **more))
    row = SubjectRequest.objects.get()
    people = dict(row.persons.values_list("capacity", "name"))
    assert people == {"SUBJECT": "Anna", "REQUESTER": "Jan Jansen"}

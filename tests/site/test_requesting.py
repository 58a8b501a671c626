"""The public form: a question a page, nothing left behind, nothing of a person where it leaks."""

import logging
from collections.abc import Iterator

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test import Client
from django.utils import timezone

from records.intake.services import sending as intake_sending
from records.models import (
    IntakeDraft,
    RequestAttachment,
    RequestContent,
    RequestIdentifier,
    RequestPerson,
    RequestTask,
    SubjectRequest,
)
from roles.models import OutgoingMail
from tests.site.asking import ANSWERS, START, answer, link, mailed, pdf, send, text
from tests.site.world import World
from voipgrid_privacy.site.views import following, requesting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> Iterator[None]:
    throttles = (requesting.pages, requesting.sending, following.throttle)
    for throttle in throttles:
        throttle.forget()
    yield
    for throttle in throttles:
        throttle.forget()


@pytest.fixture
def visitor(world: World) -> Client:
    return Client()


def test_a_request_comes_in_with_everything_that_was_answered(visitor: Client) -> None:
    answer(visitor, vraag=ANSWERS["vraag"] | {"attachments": [pdf()]})
    reference = send(visitor)
    row = SubjectRequest.objects.get(reference=reference)
    assert (row.channel, row.language, sorted(row.rights)) == ("FORM", "en", ["ACCESS", "ERASURE"])
    assert row.received_by.kind == "PLATFORM"
    assert row.received_on == timezone.localdate()
    person = RequestPerson.objects.get(request=row)
    assert (person.name, person.email) == ("canary-name", "canary-jan@example.nl")
    values = RequestIdentifier.objects.filter(request=row).values_list("kind", "value")
    assert set(values) == {
        ("PHONE", "+31201234567"),
        ("PHONE", "+31612345678"),
        ("EMAIL", "canary-jan@example.nl"),
        ("CUSTOMER_NUMBER", "K-1"),
        ("NAME", "canary-name"),
    }
    assert RequestContent.objects.get(request=row).words == "[Bakker]\n\ncanary-words <b>"
    file = RequestAttachment.objects.get(request=row)
    assert (file.name, file.kind, file.author) == ("canary-file.pdf", "PDF", "REQUESTER")
    assert row.parts.exists()


def test_who_asks_for_another_is_kept_apart_from_whom_it_is_about(visitor: Client) -> None:
    mandate = {"subject_name": "Anna", "mandate": "I am her lawyer"}
    answer(visitor, voor_wie={"whom": "OTHER"}, namens=mandate)
    row = SubjectRequest.objects.get(reference=send(visitor))
    people = {p.capacity: (p.name, p.email) for p in RequestPerson.objects.filter(request=row)}
    assert people["SUBJECT"][0] == "Anna"
    assert people["REQUESTER"] == ("canary-name", "canary-jan@example.nl")
    found = RequestIdentifier.objects.filter(request=row).values_list("value", flat=True)
    assert "canary-jan@example.nl" not in found  # the agent's address finds nothing of hers
    assert RequestContent.objects.get(request=row).mandate == "I am her lawyer"


def test_without_an_address_there_is_a_reference_and_no_mail(visitor: Client) -> None:
    answer(visitor, bereiken={"name": "Jan", "email": "", "phone": "0201234567"})
    page = visitor.post("/en/verzoek/controleren/", {"website": ""}, follow=True)
    assert "so we call you" in text(page)
    assert not OutgoingMail.objects.exists()


def test_all_answers_are_shown_before_sending_and_each_can_be_changed(visitor: Client) -> None:
    answer(visitor)
    page = text(visitor.get("/en/verzoek/controleren/"))
    assert "canary-words &lt;b&gt;" in page
    assert page.count(">Change<") == 11
    changed = visitor.post("/en/verzoek/vraag/", {"words": "something else"}, follow=True)
    assert changed.request["PATH_INFO"] == "/en/verzoek/controleren/"
    assert "something else" in text(changed)


def test_another_right_asks_what_it_is_about(visitor: Client) -> None:
    """What was answered before can lack something once other answers change."""
    answer(visitor, vraag={"words": ""})
    page = visitor.post("/en/verzoek/recht/", {"rights": ["OBJECTION"]}, follow=True)
    assert page.request["PATH_INFO"] == "/en/verzoek/vraag/"
    refused = visitor.post("/en/verzoek/vraag/", {"words": " "})
    assert refused.status_code == 400
    assert '<a href="#id_words">' in text(refused)


def test_pages_cannot_be_skipped_or_reached_without_beginning(visitor: Client) -> None:
    for path in ("recht/", "bereiken/", "controleren/"):
        gone = visitor.get(START + path)
        assert gone.status_code == 404
        assert "Please start again" in text(gone)
    assert visitor.get(START + "verstuurd/").status_code == 302
    assert visitor.get(START + "nonsense/").status_code == 404
    assert visitor.post(START).status_code == 400
    assert requesting.COOKIE not in visitor.cookies
    visitor.post(START, ANSWERS["recht"])
    for path in ("controleren/", "namens/", "verstuurd/"):
        assert visitor.get(START + path)["Location"] == START + "voor-wie/"


@pytest.mark.parametrize(
    ("step", "given", "field"),
    [
        ("recht", {}, "rights"),
        ("recht", {"rights": ["NONSENSE"]}, "rights"),
        ("voor-wie", {"whom": "x"}, "whom"),
        ("herkennen", {"emails": "no address"}, "emails"),
        ("herkennen", {"phones": "abc"}, "phones"),
        ("herkennen", {"phones": "\n".join(map(str, range(10_000, 10_020)))}, "phones"),
        ("bereiken", {"name": "", "email": "a@b.nl"}, "name"),
        ("bereiken", {"name": "Jan"}, "email"),
        ("bereiken", {"name": "Jan", "email": "a@b.nl\r\nBcc: eve@example.com"}, "email"),
        ("bereiken", {"name": "Jan\x00", "email": "a@b.nl"}, "name"),
    ],
)
def test_a_mistake_is_said_above_and_leads_to_its_field(
    visitor: Client, step: str, given: dict[str, str], field: str
) -> None:
    answer(visitor)
    before = SubjectRequest.objects.count()
    page = visitor.post(f"{START}{step}/", given)
    assert page.status_code == 400
    assert f'<a href="#id_{field}">' in text(page)
    assert f'id="id_{field}"' in text(page)
    assert "<title>" in text(page)
    assert "Mistake" in text(page)
    assert SubjectRequest.objects.count() == before


def test_files_are_added_taken_away_and_refused_with_their_name(visitor: Client) -> None:
    answer(visitor)
    step = START + "vraag/"
    page = visitor.post(step, {"attachments": [pdf("a.pdf")], "more": "1"}, follow=True)
    assert page.request["PATH_INFO"] == step
    refused = visitor.post(step, {"attachments": [pdf("b.pdf"), _exe()]})
    assert refused.status_code == 400
    assert "evil.exe is no PDF" in text(refused)
    assert '<a href="#id_attachments">' in text(refused)
    assert "a.pdf" in text(visitor.get(step))
    for number in ("1", "x", "²", "99999999"):
        visitor.post(START + "bestanden/weg/", {"number": number})
    assert "a.pdf" not in text(visitor.get(step))


def test_a_file_stays_though_the_question_beside_it_has_no_answer_yet(visitor: Client) -> None:
    answer(visitor, recht={"rights": ["OBJECTION"]})
    step = START + "vraag/"
    refused = visitor.post(step, {"words": "", "attachments": [pdf("a.pdf")]})
    assert refused.status_code == 400
    assert '<a href="#id_words">' in text(refused)
    assert "a.pdf" in text(refused)
    more = {"words": "", "attachments": [pdf("b.pdf")], "more": "1"}
    added = visitor.post(step, more, follow=True)
    assert added.request["PATH_INFO"] == step
    assert "b.pdf" in text(added)
    assert visitor.get(START + "controleren/")["Location"] == step


def _exe():
    found = pdf("evil.exe")
    found.file.seek(0)
    found.file.write(b"MZ\x90\x00\x00")
    found.file.seek(0)
    return found


def test_sending_twice_is_sending_once_and_nothing_stays(visitor: Client) -> None:
    answer(visitor, vraag=ANSWERS["vraag"] | {"attachments": [pdf()]})
    first = send(visitor)
    again = visitor.post("/en/verzoek/controleren/", {"website": ""}, follow=True)
    assert first in text(again)
    assert SubjectRequest.objects.filter(channel="FORM").count() == 1
    assert OutgoingMail.objects.filter(kind="REQUESTER").count() == 1
    for path in ("recht/", "vraag/", "controleren/"):
        page = visitor.get(START + path, follow=True)
        assert "canary" not in text(page)
    draft = IntakeDraft.objects.get()
    assert not draft.files.exists()


def test_what_only_a_machine_fills_in_is_refused_with_a_reason(visitor: Client) -> None:
    answer(visitor)
    page = visitor.post("/en/verzoek/controleren/", {"website": "https://spam.example"})
    assert page.status_code == 400
    assert not SubjectRequest.objects.filter(channel="FORM").exists()


def test_one_visitor_does_not_send_without_end(visitor: Client) -> None:
    answers = [visitor.post(START, ANSWERS["recht"]).status_code for _ in range(8)]
    assert answers[:5] == [302] * 5
    assert answers[5:] == [429] * 3


def test_one_address_gets_five_mails_a_day_and_every_request_is_received(world: World) -> None:
    for number in range(6):
        requesting.sending.forget()
        requesting.pages.forget()
        other = Client()
        answer(other)
        page = other.post("/en/verzoek/controleren/", {"website": ""}, follow=True)
        assert ("We send no mail about it right now" in text(page)) == (number == 5)
    rows = SubjectRequest.objects.filter(channel="FORM")
    assert rows.count() == 6
    assert OutgoingMail.objects.filter(about__in=rows.values("pk")).count() == 5


def test_another_site_cannot_answer_in_somebodys_name(world: World) -> None:
    careful = Client(enforce_csrf_checks=True)
    assert careful.post(START).status_code == 403
    token = careful.get(START).context["csrf_token"]
    careful.post(START, {"csrfmiddlewaretoken": str(token)} | ANSWERS["recht"])
    assert careful.post(START + "recht/", ANSWERS["recht"]).status_code == 403


def test_the_cookie_holds_a_key_for_two_hours_and_nothing_reads_it(visitor: Client) -> None:
    visitor.post(START, ANSWERS["recht"])
    cookie = visitor.cookies[requesting.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", 7200)
    with connection.cursor() as cursor:
        cursor.execute("SELECT d::text FROM records_intakedraft d")
        assert cookie.value not in str(cursor.fetchall())


def test_nothing_of_a_person_is_in_addresses_logs_mail_or_history(
    visitor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        addresses = []
        for path in ("recht/", "controleren/"):
            visitor.get(START + path)
        answer(visitor, vraag=ANSWERS["vraag"] | {"attachments": [pdf()]})
        page = visitor.post("/en/verzoek/controleren/", {"website": ""}, follow=True)
        addresses += [url for url, _status in page.redirect_chain]
        body = mailed()
    told = "\n".join(record.getMessage() for record in caplog.records if "SQL" not in record.msg)
    assert "canary" not in "\n".join([*addresses, body, str(outbox.outbox[-1].subject)]).lower()
    assert (
        "canary"
        not in "\n".join(line for line in told.splitlines() if not line.startswith("(")).lower()
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE '%event'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {table} e WHERE e::text ILIKE '%canary%'")
            assert cursor.fetchone() == (0,), table
    assert not OutgoingMail.objects.exclude(address="", body="").filter(kind="REQUESTER").exists()


def test_the_mail_has_a_link_and_a_reference_only(visitor: Client) -> None:
    answer(visitor)
    reference = send(visitor)
    body = mailed()
    assert body.count(reference) == 2  # Dutch and English
    assert outbox.outbox[-1].to == ["canary-jan@example.nl"]
    assert "canary" not in body
    page = visitor.get(link(body))
    assert page.status_code == 200
    assert reference in text(page)


def test_pages_are_not_kept_by_caches_and_say_what_happens_with_answers(visitor: Client) -> None:
    page = visitor.get("/verzoek/")
    assert "no-store" in page["Cache-Control"]
    assert "24 maanden" in text(page)
    assert "Een verzoek over uw gegevens" in text(page)


@pytest.mark.parametrize("limit", ["MOST_AN_HOUR", "MOST_OF_ONE"])
def test_above_a_limit_a_request_is_received_without_mail_and_the_office_is_told(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(intake_sending, limit, 1)
    answer(visitor)
    first = SubjectRequest.objects.get(reference=send(visitor))
    answer(visitor, vraag=ANSWERS["vraag"] | {"attachments": [pdf()]})
    page = visitor.post("/en/verzoek/controleren/", {"website": ""}, follow=True)
    assert "We send no mail about it right now" in text(page)
    row = SubjectRequest.objects.exclude(pk=first.pk).get()
    assert row.reference in text(page)
    assert row.parts.exists()
    assert RequestAttachment.objects.filter(request=row).exists()
    assert OutgoingMail.objects.filter(about=first.pk).exists()
    assert not OutgoingMail.objects.filter(about=row.pk).exists()
    task = RequestTask.objects.get()
    assert (task.request, task.party, task.kind) == (row, row.received_by, "TASK")
    assert "canary" not in task.text


def test_what_one_address_is_sent_bears_on_no_other(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_sending, "MOST_OF_ONE", 1)
    answer(visitor)
    send(visitor)
    answer(visitor, bereiken={"name": "Jan", "email": "other@example.nl", "phone": ""})
    row = SubjectRequest.objects.get(reference=send(visitor))
    assert OutgoingMail.objects.filter(about=row.pk).exists()
    assert not RequestTask.objects.exists()


@pytest.mark.parametrize("given", [{"customer_numbers": "K-1\x00"}, {"phones": "020\x00123"}])
def test_what_no_text_holds_is_refused_in_lines(visitor: Client, given: dict[str, str]) -> None:
    page = visitor.post(START, ANSWERS["recht"], follow=True)
    page = visitor.post(page.request["PATH_INFO"], ANSWERS["voor-wie"], follow=True)
    page = visitor.post(page.request["PATH_INFO"], ANSWERS["herkennen"] | given, follow=True)
    assert page.status_code == 400
    assert "Null characters are not allowed" in text(page)

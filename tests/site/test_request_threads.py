"""A thread both ways: by a link for whoever asks, in the portal for who handles it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from records.intake import services
from records.intake.contents import GivenFile
from records.intake.letters import letter_about
from records.intake.links import new_link
from records.intake.models import (
    RequestAttachment,
    RequestErasure,
    RequestLikeness,
    RequestLink,
    RequestMessage,
)
from records.intake.queries import alike, counts_from
from records.models import (
    RequestContent,
    RequestIdentifier,
    RequestNote,
    RequestPerson,
    RequestStep,
    SubjectRequest,
)
from records.requests.persons import Person
from records.requests.services import (
    ask_clarification,
    ask_identity,
    confirm_identity,
    receive_request,
)
from roles.mail.services import write
from roles.models import OutgoingMail, Party
from tests.records.intake.samples import PDF
from tests.site.asking import link, mailed, pdf, text
from tests.site.world import World
from voipgrid_privacy.accounts.viewers import viewer_for
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM, Viewer, partner_scope
from voipgrid_privacy.site.views import following

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]
ANNA = Person("canary-anna", ("canary-anna@example.nl",), ("020 123 45 67",), ("K-1",))


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> Iterator[None]:
    following.throttle.forget()
    yield
    following.throttle.forget()


def received(by: Party, **more: object) -> SubjectRequest:
    now = timezone.now()
    given = {
        "rights": ["ACCESS"],
        "channel": "ADMIN",
        "received_at": now,
        "language": "nl",
        "subject": ANNA,
        "at": now,
    }
    return receive_request(received_by=by, by=SYSTEM, **{**given, **more})


@pytest.fixture
def asked(world: World) -> SubjectRequest:
    """Anna asks Belfabriek for access."""
    return received(world.parties["Belfabriek"])


@pytest.fixture
def path(asked: SubjectRequest) -> str:
    return f"/en/verzoek/volgen/{new_link(asked, timezone.now())}/"


def said(request: SubjectRequest, **more: object) -> dict[str, object]:
    today = timezone.localdate()
    return {"request": request, "name": "Olga", "on": today, "at": timezone.now(), "by": SYSTEM}


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


def test_a_new_link_is_mailed_and_the_answer_tells_nothing(asked: SubjectRequest) -> None:
    right = {"reference": asked.reference.lower(), "address": "Canary-Anna@example.nl"}
    pairs = (right, {**right, "address": "eve@example.nl"}, {**right, "reference": "AVG-1999-1"})
    answers = {Client().post("/en/verzoek/volgen/", pair).content for pair in pairs}
    assert len(answers) == 1
    assert OutgoingMail.objects.filter(kind="REQUESTER").count() == 1
    body = mailed()
    assert Client().get(link(body)).status_code == 200
    assert "canary" not in body


def test_staff_write_and_the_mail_only_says_so(visit: Visit, asked: SubjectRequest) -> None:
    page = f"/en/portal/verzoekberichten/{asked.pk}/"
    bella = visit("Bella")
    sent = bella.post(
        page,
        {"do": "write", "text": "canary-answer", "name": "Bella", "attachments": [pdf()]},
        follow=True,
    )
    assert "a mail with a link is on its way" in text(sent)
    assert "canary-answer" in text(sent)
    body = mailed()
    assert "canary" not in body + outbox.outbox[-1].subject
    shown = text(Client().get(link(body)))
    assert "canary-answer" in shown
    assert "Belfabriek" in shown


def test_only_who_handles_a_request_reads_its_thread(
    visit: Visit, world: World, asked: SubjectRequest
) -> None:
    services.write_to_requester(
        request=asked,
        party=world.parties["Belfabriek"],
        text="hello",
        name="Bella",
        files=[GivenFile("a.pdf", PDF)],
        at=timezone.now(),
        by=SYSTEM,
    )
    file = RequestAttachment.objects.get()
    page = f"/en/portal/verzoekberichten/{asked.pk}/"
    assert visit("Bella").get(f"{page}{file.pk}/").status_code == 200
    for name, status in (("Eve", {403}), ("Both", {200, 302})):
        assert visit(name).get(page).status_code in status
    stranger = Viewer(None, "x", parties=frozenset({world.parties["Spraakwerk"].pk}))
    with partner_scope(stranger), connection.cursor() as cursor:
        for table in ("records_requestmessage", "records_requestattachment"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,)
    bella = viewer_for(world.users["Bella"])
    with pytest.raises(DomainError):
        services.write_to_requester(
            request=asked,
            party=world.parties["Spraakwerk"],
            text="x",
            name="x",
            at=timezone.now(),
            by=bella,
        )


def test_a_reply_goes_to_the_party_that_wrote(world: World) -> None:
    """VoIPGRID has a share in what Belfabriek received about somebody at Bakker."""
    platform = Party.objects.get(kind="PLATFORM")
    belfabriek = world.parties["Belfabriek"]
    asked = received(belfabriek, about=world.parties["Bakker"])
    path = f"/en/verzoek/volgen/{new_link(asked, timezone.now())}/"
    assert 'name="to"' not in text(Client().get(path))
    services.write_to_requester(
        request=asked, party=platform, text="hello", name="Olga", at=timezone.now(), by=SYSTEM
    )
    assert 'name="to"' in text(Client().get(path))
    for party in (platform, belfabriek):
        given = {"do": "reply", "text": f"to {party.name}", "to": str(party.pk)}
        assert Client().post(path, given).status_code == 302
    given["to"] = str(world.parties["Spraakwerk"].pk)
    assert Client().post(path, given).status_code == 400
    written = RequestMessage.objects.filter(author="REQUESTER")
    assert {m.text: m.party for m in written} == {
        f"to {party.name}": party for party in (platform, belfabriek)
    }


def test_a_file_that_is_not_needed_is_erased(
    visit: Visit, path: str, asked: SubjectRequest
) -> None:
    Client().post(path, {"do": "reply", "text": "x", "attachments": [pdf()]})
    file = RequestAttachment.objects.get()
    page = f"/en/portal/verzoekberichten/{asked.pk}/"
    done = visit("Bella").post(page, {"do": "erase", "file": str(file.pk)}, follow=True)
    assert "The file is erased" in text(done)
    file.refresh_from_db()
    assert bytes(file.content) == b""
    assert "erased on" in text(done)


def test_internal_notes_are_never_on_the_page(path: str, asked: SubjectRequest) -> None:
    RequestNote.objects.create(
        request=asked,
        party=asked.received_by,
        text="canary-note",
        name="Bella",
        entered_at=timezone.now(),
    )
    assert "canary-note" not in text(Client().get(path))


# Alike


def test_a_second_request_is_possibly_the_same_and_is_never_merged(
    visit: Visit, asked: SubjectRequest, world: World
) -> None:
    second = received(world.parties["Belfabriek"], subject=Person("Other", phones=("0201234567",)))
    bella = viewer_for(world.users["Bella"])
    (found,) = alike(second, viewer=bella)
    assert (found.first, found.rights, found.verdict) == (asked, ("ACCESS",), None)
    page = f"/en/portal/verzoekberichten/{second.pk}/"
    assert "Possibly the same request" in text(visit("Bella").get(page))
    judged = {"do": "judge", "first": str(asked.pk), "verdict": "LINKED"}
    done = visit("Bella").post(page, judged, follow=True)
    assert "The same request" in text(done)
    assert RequestLikeness.objects.get().verdict == "LINKED"
    assert counts_from(second) == asked.received_on
    assert second.parts.exists()
    assert SubjectRequest.objects.filter(pk__in=(asked.pk, second.pk)).count() == 2
    visit("Bella").post(page, {**judged, "verdict": "DISMISSED"})
    assert RequestLikeness.objects.get().verdict == "DISMISSED"


@pytest.mark.parametrize(
    "more",
    [
        {"rights": ["ERASURE"]},
        {"subject": Person("canary-anna", ("else@example.nl",))},
        {"received_at": timezone.now() - timedelta(days=120)},
    ],
)
def test_others_are_not_alike(asked: SubjectRequest, more: dict[str, object]) -> None:
    other = received(asked.received_by, **more)
    later, first = (asked, other) if other.received_at < asked.received_at else (other, asked)
    assert first not in [each.first for each in alike(later, viewer=SYSTEM)]


def test_what_another_party_received_is_not_told(asked: SubjectRequest, world: World) -> None:
    other = received(world.parties["Spraakwerk"])
    assert alike(other, viewer=SYSTEM) == []


# Retention


def test_after_its_term_nothing_tells_who_asked(
    path: str, asked: SubjectRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    Client().post(path, {"do": "reply", "text": "canary-words", "attachments": [pdf()]})
    letter = letter_about(asked, "message", timezone.now())
    assert letter is not None
    write([letter], at=timezone.now())
    Client().post(path, {"do": "withdraw"})
    now = timezone.now()
    assert services.erase_ended_requests(at=now + timedelta(days=720), by=SYSTEM) == 0
    assert services.erase_ended_requests(at=now + timedelta(days=735), by=SYSTEM) == 1
    assert services.erase_ended_requests(at=now + timedelta(days=736), by=SYSTEM) == 0
    for model in (RequestContent, RequestPerson, RequestIdentifier, RequestLink):
        assert not model.objects.filter(request=asked).exists()
    left = RequestErasure.objects.get()
    assert (left.months, left.persons, left.messages, left.files) == (24, 1, 1, 1)
    assert RequestStep.objects.get(request=asked).name == ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM \"{table}\" e WHERE e::text ILIKE '%canary%'")
            assert cursor.fetchone() == (0,), table


def test_a_request_that_goes_on_is_never_erased(asked: SubjectRequest) -> None:
    later = timezone.now() + timedelta(days=3000)
    assert services.erase_ended_requests(at=later, by=SYSTEM) == 0
    assert RequestPerson.objects.filter(request=asked).exists()


def test_the_database_changes_nothing_of_a_thread(path: str, asked: SubjectRequest) -> None:
    Client().post(path, {"do": "reply", "text": "said", "attachments": [pdf()]})
    for statement in (
        "UPDATE records_requestmessage SET text = 'other'",
        "DELETE FROM records_requestmessage",
        "UPDATE records_requestattachment SET content = 'other'",
        "UPDATE records_requestattachment SET name = 'other'",
        "DELETE FROM records_requestattachment",
    ):
        with (
            pytest.raises(IntegrityError, match="request_fixed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

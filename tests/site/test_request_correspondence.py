"""A thread in the portal: who handles a request writes, reads its own and no other, and erases."""

import pytest
from django.core import mail as outbox
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from records.intake import services
from records.intake.contents import GivenFile
from records.intake.links import new_link
from records.intake.models import (
    RequestAttachment,
    RequestMessage,
)
from records.models import (
    SubjectRequest,
)
from roles.models import OutgoingMail, Party
from tests.records.intake.samples import PDF
from tests.site.asking import link, mailed, pdf, text
from tests.site.threads import Visit, asked, nobody_asked_yet, path, received
from tests.site.world import World
from voipgrid_privacy.accounts.viewers import viewer_for
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer, partner_scope

__all__ = ("asked", "nobody_asked_yet", "path")

pytestmark = pytest.mark.django_db


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

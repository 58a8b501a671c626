"""Recipients on the pages: told by who answers, and asked for by the data subject (Art. 19)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from records.intake.links import new_link
from records.models import RecipientNotice, RequestPart
from roles.mail.services import deliver, mail_waiting
from roles.models import Contact
from tests.records.answers.filling import our_own
from tests.site.answering import pairs
from tests.site.threads import nobody_asked_yet, received
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("nobody_asked_yet",)

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]


def text(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


@pytest.fixture
def part(world: World) -> RequestPart:
    our_own(*pairs(world))
    platform = world.parties["VoIPGRID B.V."]
    Contact.objects.create(party=platform, kind="PRIVACY", email="avg@voipgrid.example")
    asked = received(world.parties["Belfabriek"], rights=["ERASURE"], about=world.parties["Bakker"])
    return asked.parts.standing().get(category="TRAFFIC_BILLING", purposes=[])


def test_a_partner_tells_them_with_proof_and_one_not_with_a_reason(
    visit: Visit, part: RequestPart
) -> None:
    bella, page = visit("Bella"), f"/en/portal/avg-verzoeken/deel/{part.pk}/antwoord/"
    shown = text(bella.get(page))
    assert "Not yet: Erased (GDPR Art. 17(1)) (there is no e-mail address)" in shown
    assert "CIOT" not in shown
    said = {"do": "recipient", "change": "ERASED", "name": "Bella", "recipient": "*"}
    assert "It is on record." in text(bella.post(page, {**said, "how": "MAIL"}, follow=True))
    assert "the mail waits to be sent" in text(bella.get(page))
    for pk in mail_waiting(at=timezone.now()):
        deliver(mail=pk, at=timezone.now(), by=SYSTEM)
    assert "Proof of sending:" in text(bella.get(page))
    again = text(bella.post(page, {**said, "how": "MAIL"}))
    assert "nobody left who can be told by mail" in again
    key = next(k for k, name in _choices(bella, page) if "aanbieders" in k)
    gone = {**said, "recipient": key, "how": "IMPOSSIBLE"}
    assert "Say how the recipient was told" in text(bella.post(page, gone))
    done = text(bella.post(page, {**gone, "text": "It no longer exists."}, follow=True))
    assert "It no longer exists." in done
    assert RecipientNotice.objects.count() == 2


def _choices(client: Client, page: str) -> list[tuple[str, str]]:
    return list(client.get(page).context["recipient_form"].fields["recipient"].choices)


def test_an_officer_sees_them_and_who_may_not_answer_does_not(
    visit: Visit, part: RequestPart, world: World
) -> None:
    assert visit("Eve").get(f"/en/portal/avg-verzoeken/deel/{part.pk}/antwoord/").status_code == 403
    admin = text(visit("Olga").get(f"/en/admin/avg-verzoeken/deel/{part.pk}/antwoord/"))
    assert 'id="recipients"' in admin


def test_who_asks_by_the_link_hears_at_once_who_they_are(visit: Visit, part: RequestPart) -> None:
    page = f"/en/portal/avg-verzoeken/deel/{part.pk}/antwoord/"
    said = {"do": "recipient", "change": "ERASED", "name": "Bella", "recipient": "*"}
    visit("Bella").post(page, {**said, "how": "MAIL"})
    for pk in mail_waiting(at=timezone.now()):
        deliver(mail=pk, at=timezone.now(), by=SYSTEM)
    path = f"/en/verzoek/volgen/{new_link(part.request, timezone.now())}/"
    assert "Who got your data?" in text(Client().get(path))
    told = text(Client().post(path, {"do": "recipients"}, follow=True))
    assert "VoIPGRID B.V.: ingelicht op" in told
    assert "nog niet ingelicht" in told
    by_staff = visit("Bella").post(page, {"do": "tell", "name": "Bella"}, follow=True)
    assert "It is on record." in text(by_staff)


def test_nobody_is_told_of_a_change_that_was_not_asked(world: World, visit: Visit) -> None:
    our_own(*pairs(world))
    asked = received(world.parties["Belfabriek"], about=world.parties["Bakker"])
    row = asked.parts.standing().get(category="TRAFFIC_BILLING", purposes=[])
    page = text(visit("Bella").get(f"/en/portal/avg-verzoeken/deel/{row.pk}/antwoord/"))
    assert 'id="recipients"' not in page
    path = f"/en/verzoek/volgen/{new_link(asked, timezone.now())}/"
    assert "Who got your data?" not in text(Client().get(path))

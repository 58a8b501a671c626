"""Papers of agreements in the portal: make, send, sign, withdraw, keep and download."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from roles.agreements.models import Agreement, AgreementDocument
from roles.agreements.services import draft_agreement, send_document
from tests.clock import now
from tests.site.test_agreements import PATH, START, text, with_bakker
from tests.site.world import World, user
from voipgrid_privacy.kernel.tenancy import SYSTEM

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db


def made(world: World, visit: Visit) -> tuple[Client, str, AgreementDocument]:
    bella, path = visit("Bella"), with_bakker(world)
    given = {"do": "draft", "on": "2025-01-01", "reference": "VWO-9", "language": "nl"}
    given |= {"authorisation": "GENERAL", "notice_days": "14"}
    assert "The draft is made." in text(bella.post(path, given, follow=True))
    return bella, path, AgreementDocument.objects.get(agreement__reference="VWO-9")


def do(what: str, paper: AgreementDocument, /, **more: object) -> dict[str, object]:
    return {"do": what, "agreement": str(paper.agreement_id), **more}


def test_a_partner_makes_sends_and_signs_and_the_customer_signs_by_hand(
    world: World, visit: Visit
) -> None:
    bella, path, paper = made(world, visit)
    html = text(bella.get(path))
    assert "VWO-9-1 (PDF)" in html
    assert paper.sha256 in html
    assert "I have read the agreement" not in html
    assert "waits for both signatures" in text(bella.post(path, do("send", paper), follow=True))
    html = text(bella.get(path))
    assert f'name="document_hash" value="{paper.sha256}"' in html
    sign = do("sign-here", paper, document_hash=paper.sha256, name="Bella Bel", function="CEO")
    assert "This field is required" in text(bella.post(path, sign))
    html = text(bella.post(path, {**sign, "read": "on"}, follow=True))
    assert "Your signature is kept." in html
    assert re.search(r"Signed by Bella Bel for Belfabriek on \d+ \w+ \d{4} \d\d:\d\d", html)
    assert "I have read the agreement" not in html
    before = do("sign", paper, controller_signed_on="2025-02-03")
    assert "was made after that day" in text(bella.post(path, before))
    today = timezone.localdate()
    by_hand = do("sign", paper, controller_signed_on=today.isoformat())
    html = text(bella.post(path, by_hand, follow=True))
    assert "Signed by both" in html
    assert f"Signed by hand for Bakker on {today.day} {today:%B %Y}" in html


def test_a_signature_on_another_paper_is_refused_in_words(world: World, visit: Visit) -> None:
    bella, path, paper = made(world, visit)
    bella.post(path, do("send", paper))
    wrong = do("sign-here", paper, document_hash="0" * 64, name="B", read="on")
    assert "not the paper that waits" in text(bella.post(path, wrong))
    assert not paper.signatures.exists()


def test_a_partner_signs_what_voipgrid_sent_and_makes_nothing_of_it(
    world: World, visit: Visit
) -> None:
    platform, own = world.parties["VoIPGRID B.V."], world.parties["Belfabriek"]
    from_above = draft_agreement(processor=platform, controller=own, on=START, at=now(), by=SYSTEM)
    path, bella = f"{PATH}{platform.pk}/", visit("Bella")
    assert "VWO-" in text(bella.get(path))
    assert bella.post(path, do("send", from_above)).status_code == 403
    send_document(document=from_above, at=now(), by=SYSTEM)
    sign = do("sign-here", from_above, document_hash=from_above.sha256, name="B", read="on")
    assert "Your signature is kept." in text(bella.post(path, sign, follow=True))
    assert Agreement.objects.get(pk=from_above.agreement_id).controller_signed_on


def test_a_paper_is_downloaded_by_the_two_parties_alone(world: World, visit: Visit) -> None:
    bella, _path, paper = made(world, visit)
    place = f"{PATH}papier/{paper.pk}/"
    answer = bella.get(place)
    assert answer.content == bytes(paper.content)
    assert answer["Content-Disposition"] == 'attachment; filename="VWO-9-1.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    sam = Client()
    sam.force_login(user("Sam", world.parties["Spraakwerk"]))
    assert sam.get(place).status_code == 404
    assert visit("Eve").get(place).status_code in {403, 404}
    assert Client().get(place).status_code == 302


def test_a_paper_is_made_anew_and_withdrawn(world: World, visit: Visit) -> None:
    bella, path, paper = made(world, visit)
    bella.post(path, do("generate", paper, language="en"))
    states = AgreementDocument.objects.filter(agreement=paper.agreement_id)
    assert list(states.order_by("number").values_list("state", flat=True)) == [
        "SUPERSEDED",
        "DRAFT",
    ]
    assert "The paper is withdrawn." in text(bella.post(path, do("withdraw", paper), follow=True))
    assert bella.post(path, do("withdraw", paper)).status_code == 404


def test_what_was_signed_elsewhere_is_handed_in(world: World, visit: Visit) -> None:
    bella, path, paper = made(world, visit)
    days = {"processor_signed_on": "2025-01-01", "controller_signed_on": "2025-01-02"}

    def handed(content: bytes, kind: str = "application/pdf") -> str:
        file = SimpleUploadedFile("vwo.pdf", content, kind)
        given = do("upload", paper, file=file, language="nl", **days)
        return text(bella.post(path, given, follow=True))

    assert "this file is something else" in handed(b"<html>")
    html = handed(b"%PDF-1.7 scan")
    assert "The signed paper is kept." in html
    assert "Signed and in force" in html


def test_an_instruction_is_logged_and_answered(world: World, visit: Visit) -> None:
    bella, path, paper = made(world, visit)
    given = {"kind": "GIVEN", "text": "Keep recordings 30 days.", "given_by": "B. Bakker"}
    given |= {"on": "2025-02-01", "channel": "EMAIL"}
    html = text(bella.post(path, do("instruct", paper, **given), follow=True))
    assert "It is in the log." in html
    assert "Keep recordings 30 days." in html
    answer = {**given, "kind": "INFRINGES", "text": "No ground for it."}
    refused = text(bella.post(path, do("instruct", paper, **answer)))
    assert "names the instruction that it is about" in refused
    about = paper.agreement.instructions.get().pk
    html = text(bella.post(path, do("instruct", paper, **answer, about=about), follow=True))
    assert "No ground for it." in html
    assert "about that of 1 February 2025" in html

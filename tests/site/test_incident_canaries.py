"""What people write of an incident is in no address and in no task: in pages, mail and webhooks."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from celery.app.task import Task
from django.core import mail as outbox
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from records.incidents.models import IncidentDossier
from records.tasks import look_after_incidents
from roles.mail.services import deliver, mail_waiting
from roles.models import Contact
from roles.tasks import send_waiting_mail
from roles.webhooks.models import WebhookEndpoint, WebhookMessage
from tests.site.test_incidents import ADMIN, NEW, PORTAL, local
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import SYSTEM

Visit = Callable[[str], Client]
Rung = list[tuple[str, Any, Any]]
pytestmark = pytest.mark.django_db
CANARY = "Kanarie"
WORDS = ("what", "consequences", "measures", "lessons")
CANARIES = {**NEW, "name": CANARY, **dict.fromkeys(WORDS, f"{CANARY} 0612345678")}
ADDRESS = re.compile(r"""(?:href|src|action|hx-\w+)="([^"]*)"|(https?://[^\s"<>]+)""")


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> Iterator[Rung]:
    """Everything that a task is called with, and with which options."""
    found: Rung = []

    def kept(task: Any, args: Any = (), kwargs: Any = None, **options: Any) -> None:
        found.append((task.name, args, [kwargs, options]))

    monkeypatch.setattr(Task, "apply_async", kept)
    return found


class Visited:
    """Somebody who takes every step, and notes every address on the way."""

    def __init__(self, client: Client) -> None:
        self.client, self.addresses, self.bodies = client, set[str](), ""

    def does(self, path: str, given: dict[str, Any] | None = None) -> None:
        answer = self.client.get(path) if given is None else self.client.post(path, given)
        if answer.status_code == 302:
            self.addresses.add(answer["Location"])
            return self.does(answer["Location"])
        assert answer.status_code == 200, (path, answer.status_code)
        self.bodies += answer.content.decode()
        self.addresses |= addresses_in(answer.content.decode())
        return None


def addresses_in(text: str) -> set[str]:
    return {unquote(one or other) for one, other in ADDRESS.findall(text)}


@pytest.fixture
def went(
    world: World, visit: Visit, rung: Rung, django_capture_on_commit_callbacks: Any
) -> tuple[Visited, Visited]:
    """From registering to notifying, as officer and as partner, with a canary in every field."""
    for name in ("Belfabriek", "Bakker"):
        Contact.objects.create(party=world.parties[name], kind="PRIVACY", email="avg@example.nl")
    WebhookEndpoint.objects.create(
        party=world.parties["Belfabriek"],
        url="https://hooks.example.nl/",
        event_types=["breach.reported"],
        made_at=timezone.now(),
    )
    olga, bella = Visited(visit("Olga")), Visited(visit("Bella"))
    with django_capture_on_commit_callbacks(execute=True):
        olga.does(f"{ADMIN}nieuw/", {**CANARIES, "aware_at": local(1)})
        place = f"{ADMIN}{IncidentDossier.objects.get().pk}/"
        olga.does(f"{place}touch/", {"parties": f"{world.parties['Bakker'].pk};3;30"})
        olga.does(f"{place}send/", {"means": "MAIL", "text": CANARY, "reference": CANARY})
        mine = IncidentDossier.objects.get(party=world.parties["Belfabriek"])
        place = f"{PORTAL}{mine.pk}/"
        for given in steps():
            bella.does(place, {"name": CANARY, **given})
        bella.does(PORTAL)
        look_after_incidents.run()
        send_waiting_mail.run()
    return olga, bella


def steps() -> Iterator[dict[str, Any]]:
    yield {"do": "facts", **CANARIES}
    scores = {"context": "2", "identification": "0.75", "confidentiality": "0.5"}
    scores |= {"integrity": "0", "availability": "0", "risk": "HIGH", "reasons": CANARY}
    yield {"do": "assess", **scores}
    paper = SimpleUploadedFile(f"{CANARY}.pdf", b"%PDF-1.7 x", "application/pdf")
    notified = {"regime": "GDPR", "phase": "FIRST", "done_at": local(), "reference": CANARY}
    yield {"do": "notify", **notified, "delay": CANARY, "text": CANARY, "evidence": paper}
    yield {"do": "decide", "decision": "TELL", "text": CANARY}
    yield {"do": "send", "means": "MAIL", "text": CANARY, "reference": CANARY}


def test_no_address_holds_what_anybody_wrote(went: tuple[Visited, Visited]) -> None:
    for visitor in went:
        assert CANARY in visitor.bodies  # and so the test sees what is there
        assert len(visitor.addresses) > 20
        assert not [each for each in visitor.addresses if said(each)]


def test_no_task_is_called_with_what_anybody_wrote(
    went: tuple[Visited, Visited], rung: Rung
) -> None:
    assert "roles.tasks.send_mail" in {name for name, _args, _options in rung}
    assert not [call for call in rung if said(str(call))]


def test_no_mail_or_webhook_leads_to_an_address_with_it(
    went: tuple[Visited, Visited],
) -> None:
    assert WebhookMessage.objects.exists()
    assert not [row for row in WebhookMessage.objects.all() if said(str(vars(row)))]
    for pk in mail_waiting(at=timezone.now()):
        deliver(mail=pk, at=timezone.now(), by=SYSTEM)
    assert len(outbox.outbox) == 3  # two notices, and a reminder of a clock
    for each in outbox.outbox:
        assert not said(f"{each.subject} {each.extra_headers} {each.from_email}")
        assert not [address for address in addresses_in(str(each.body)) if said(address)]


def said(text: str) -> bool:
    return CANARY.lower() in text.lower() or "0612345678" in text

"""Two partners, a platform, and a receiver."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import override_settings
from django.utils import timezone

from roles.models import Contact, Party
from roles.webhooks import sending, services
from roles.webhooks.choices import ASKED, EventType
from roles.webhooks.models import WebhookDelivery, WebhookEndpoint
from roles.webhooks.noting import note
from roles.webhooks.posting import Post
from roles.webhooks.telling import tell
from tests.roles.webhooks.receiver import Receiver, receiving
from voipgrid_privacy.kernel.fetching import Limits
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer

QUICK = Limits(seconds=0.4, size=1_000)


@pytest.fixture(autouse=True)
def _loopback() -> Iterator[None]:
    with override_settings(SCANNER_ALLOW_LOOPBACK=True):
        yield


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def manager_of(party: Party) -> Viewer:
    own = frozenset({party.pk})
    return Viewer(uuid4(), "manager", parties=own, abilities=frozenset({Ability.WRITE_OWN}))


@dataclass
class World:
    """Who is there, and what can be done with time."""

    platform: Party
    belfabriek: Party
    eve: Party

    def endpoint(self, url: str, party: Party | None = None, events=ASKED) -> WebhookEndpoint:
        return services.enter_endpoint(
            party=party or self.belfabriek,
            url=url,
            event_types=events,
            at=timezone.now() - timedelta(minutes=1),
            by=SYSTEM,
        )

    def secret(self, endpoint: WebhookEndpoint) -> str:
        return services.show_secrets(endpoint=endpoint, at=timezone.now(), by=SYSTEM)[0][1]

    def happens(self, event=EventType.AGREEMENT_SIGNED, party: Party | None = None):
        about = uuid4()
        tell(event, parties=[(party or self.belfabriek).pk], about=about, by=SYSTEM)
        return about

    def round(self, after: timedelta = timedelta(0), post: Post | None = None) -> int:
        """Let the worker look once, ``after`` so long."""
        at = timezone.now() + after
        sending.give_up_what_is_off(at=at, by=SYSTEM)
        sending.spread(at=at, by=SYSTEM)
        jobs = sending.take(at=at, by=SYSTEM)
        for job in jobs:
            outcome = (post or Post(services.guard(), QUICK))(job)
            assert note(job=job, outcome=outcome, at=at, by=SYSTEM)
        return len(jobs)

    def delivery(self) -> WebhookDelivery:
        return WebhookDelivery.objects.order_by("-made_at").select_related("endpoint").first()


def make_world() -> World:
    made = [
        Party.objects.create(kind=kind, name=name)
        for kind, name in (("PLATFORM", "Platform"), ("PARTNER", "Belfabriek"), ("PARTNER", "Eve"))
    ]
    Contact.objects.create(party=made[1], kind="PRIVACY", name="Jan", email="jan@example.nl")
    return World(*made)


@pytest.fixture
def world(db: None) -> World:
    return make_world()

"""Anna, who asked Belfabriek for access, and the link by which she follows it."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import timezone

from records.intake.links import new_link
from records.models import (
    SubjectRequest,
)
from records.requests.persons import Person
from records.requests.services import (
    receive_request,
)
from roles.models import Party
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.site.views import following

Visit = Callable[[str], Client]
ANNA = Person("canary-anna", ("canary-anna@example.nl",), ("020 123 45 67",), ("K-1",))


@pytest.fixture(autouse=True)
def nobody_asked_yet() -> Iterator[None]:
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

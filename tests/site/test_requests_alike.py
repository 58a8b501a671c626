"""Two requests that may be the same: told, judged, and never merged."""

from datetime import timedelta

import pytest
from django.utils import timezone

from records.intake.models import (
    RequestLikeness,
)
from records.intake.queries import alike, counts_from
from records.models import (
    SubjectRequest,
)
from records.requests.persons import Person
from tests.site.asking import text
from tests.site.threads import Visit, asked, nobody_asked_yet, path, received
from tests.site.world import World
from voipgrid_privacy.accounts.viewers import viewer_for
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("asked", "nobody_asked_yet", "path")

pytestmark = pytest.mark.django_db


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

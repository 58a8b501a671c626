"""Restricting on the pages: by who answers, in the portal and the admin, and read by the person."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from records.intake.links import new_link
from records.models import LegalHold, RequestPart, Restriction
from records.requests.services import confirm_identity
from tests.records.answers.filling import our_own
from tests.site.answering import pairs
from tests.site.threads import nobody_asked_yet, received
from tests.site.world import World
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("nobody_asked_yet",)

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]


def text(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


@pytest.fixture
def part(world: World) -> RequestPart:
    our_own(*pairs(world))
    asked = received(
        world.parties["Belfabriek"], rights=["RECTIFICATION"], about=world.parties["Bakker"]
    )
    now = timezone.now()
    said = {"name": "Olga", "text": "Called back.", "on": legal_day(now), "at": now, "by": SYSTEM}
    confirm_identity(request=asked, **said)
    return asked.parts.standing().get(category="TRAFFIC_BILLING", purposes=[])


def test_a_partner_restricts_announces_and_lifts_it_and_the_person_reads_it(
    visit: Visit, part: RequestPart
) -> None:
    bella, page = visit("Bella"), f"/en/portal/avg-verzoeken/deel/{part.pk}/antwoord/"
    follow = f"/en/verzoek/volgen/{new_link(part.request, timezone.now())}/"
    assert "restricted the use of your data" not in text(Client().get(follow))
    restrict = {"do": "restrict", "ground": "ACCURACY", "name": "Bella", "text": "We check."}
    assert "restricted from now on" in text(bella.post(page, restrict, follow=True))
    assert "The use of these data is restricted." in text(
        bella.get(f"/en/portal/verzoeken/{part.request_id}/")
    )
    row = Restriction.objects.get()
    assert "ACCURACY" not in text(bella.post(page, {**restrict, "ground": "OTHER"}))
    assert "Belfabriek restricted the use of your data" in text(Client().get(follow))
    assert "You hear it before it is lifted." in text(Client().get(follow))
    lift = {"do": "lift", "group": row.pk, "name": "Bella"}
    assert "Tell the person first" in text(bella.post(page, lift))
    today = legal_day(timezone.now())
    announce = {"do": "announce", "group": row.pk, "name": "Bella", "told_by": "THREAD"}
    wrong = {**announce, "lifts_on": today, "text": "It was right."}
    assert "a later day than that on which" in text(bella.post(page, wrong))
    bella.post(page, {**wrong, "lifts_on": today + timedelta(1)})
    seen = text(Client().get(follow))
    assert "Do you not agree? Write it before that day." in seen
    assert "not before that day" in text(bella.post(page, lift))
    assert LegalHold.objects.active().exists()


def test_what_is_anothers_or_nothing_is_not_found(visit: Visit, part: RequestPart) -> None:
    page = f"/en/portal/avg-verzoeken/deel/{part.pk}/antwoord/"
    restrict = {"do": "restrict", "ground": "ACCURACY", "name": "x"}
    assert visit("Eve").post(page, restrict).status_code == 403
    bella = visit("Bella")
    for group in ("", "x", part.pk):
        assert bella.post(page, {"do": "lift", "group": group, "name": "x"}).status_code == 404
    assert not Restriction.objects.exists()


def test_officers_restrict_for_a_partner_and_see_whose_hold_it_is(
    visit: Visit, part: RequestPart
) -> None:
    olga, page = visit("Olga"), f"/en/admin/avg-verzoeken/deel/{part.pk}/antwoord/"
    restrict = {"do": "restrict", "ground": "CLAIM", "name": "Olga"}
    answer = olga.post(page, restrict, follow=True)
    assert "restricted from now on" in text(answer)
    hold = LegalHold.objects.active().first()
    assert hold is not None
    shown = text(olga.get(reverse("admin:records_legalhold_change", args=[hold.pk])))
    assert "GDPR Art. 18" in shown

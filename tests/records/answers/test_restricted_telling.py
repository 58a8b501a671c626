"""Who is told of a restriction and of its end, where the mail arrives and where it does not."""

from datetime import timedelta

import pytest

from records.models import (
    RequestPart,
    Restriction,
)
from records.recipients.choices import Change
from records.recipients.queries import changes_asked
from records.recipients.refusals import NobodyLeft
from records.recipients.services import notify_recipients
from records.recipients.untold import untold
from records.restrictions.choices import Ground, ToldBy
from records.restrictions.refusals import (
    LiftingUnheard,
)
from records.restrictions.services import restrict_part
from roles.mail.returning import record_bounce
from roles.mail.services import deliver
from roles.models import Contact, OutgoingMail
from tests.records.answers.conftest import NOW, SAID, World
from tests.records.answers.restricted import (
    LATER,
    TODAY,
    announce,
    asked,
    bella,
    lift,
    part,
    placed,
)
from tests.roles.mail.reports import report
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer

__all__ = ("asked", "bella", "part", "placed")

pytestmark = pytest.mark.django_db


def test_recipients_are_told_of_it_and_of_its_end(
    placed: Restriction, asked: World, part: RequestPart, bella: Viewer
) -> None:
    Contact.objects.create(party=asked.cast.platform, kind="PRIVACY", email="avg@vg.example")
    assert Change.RESTRICTED in changes_asked(part)
    assert Change.LIFTED not in changes_asked(part)
    late = [each for each in untold(TODAY + timedelta(days=1)) if each.part == part]
    assert [each.party for each in late] == [asked.cast.belfabriek]
    (notice,) = notify_recipients(part=part, change=Change.RESTRICTED, **SAID, by=bella)
    body = OutgoingMail.objects.get(about=notice.pk).body
    assert "Art. 18(2)" in body
    lift(announce(placed, bella), bella)
    assert Change.LIFTED in changes_asked(part)
    (notice,) = notify_recipients(part=part, change=Change.LIFTED, **SAID, by=bella)
    assert "lifted the restriction" in OutgoingMail.objects.get(about=notice.pk).body


def test_it_is_not_lifted_while_the_mail_that_announced_it_came_back(
    placed: Restriction, asked: World, bella: Viewer
) -> None:
    announced = announce(placed, bella)
    mail = OutgoingMail.objects.filter(kind="REQUESTER").order_by("-queued_at")[0]
    raw = report(mail.message_id, reader=mail.address)
    at = NOW + timedelta(minutes=1)
    assert deliver(mail=mail.pk, at=at, by=SYSTEM)
    record_bounce(raw=raw, at=at, by=SYSTEM)
    with pytest.raises(LiftingUnheard):
        lift(announced, bella)
    again = announce(placed, bella)
    with pytest.raises(LiftingUnheard):  # that mail waits
        lift(again, bella)
    lift(announce(placed, bella, told_by=ToldBy.OTHERWISE, text="By letter."), bella)


def test_recipients_are_told_of_a_second_restriction_and_not_of_a_second_ground(
    placed: Restriction, asked: World, part: RequestPart, bella: Viewer
) -> None:
    Contact.objects.create(party=asked.cast.platform, kind="PRIVACY", email="avg@vg.example")

    def tell(change: Change) -> None:
        notify_recipients(part=part, change=change, **SAID, by=bella)

    def told() -> int:
        return part.recipient_notices.filter(change=Change.RESTRICTED).count()

    tell(Change.RESTRICTED)
    restrict_part(part=part, ground=Ground.UNLAWFUL, text="As well.", **SAID, by=bella)
    with pytest.raises(NobodyLeft):  # they know already that the data are restricted
        tell(Change.RESTRICTED)
    for row in part.restrictions.all():
        lift(announce(row, bella), bella)
    tell(Change.LIFTED)
    once_more = {**SAID, "on": LATER, "at": NOW + timedelta(days=14)}
    restrict_part(part=part, ground=Ground.ACCURACY, text="Again.", **once_more, by=bella)
    late = [each for each in untold(LATER + timedelta(days=1)) if each.part == part]
    assert [each.party for each in late] == [asked.cast.belfabriek]
    tell(Change.RESTRICTED)
    assert told() == 2
    with pytest.raises(NobodyLeft):
        tell(Change.RESTRICTED)

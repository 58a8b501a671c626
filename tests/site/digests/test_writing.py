"""Summaries as they are written: to whom, what of, once a day, and no more once somebody goes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from unittest import mock

import pytest
from django.core import mail
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils.formats import date_format
from django.utils.translation import override

from roles.mail.leaving import leaving_link
from roles.mail.models import MailKind, OutgoingMail
from roles.mail.services import deliver
from roles.models import Party
from tests.clock import today
from tests.site.threads import received
from tests.site.world import World
from voipgrid_privacy.accounts.erasing import erase_user
from voipgrid_privacy.accounts.inviting.services import dismiss_member
from voipgrid_privacy.accounts.models import Membership
from voipgrid_privacy.accounts.services import remove_member
from voipgrid_privacy.accounts.viewers import viewer_for
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.legal_days import AMSTERDAM, is_working_day
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM, partner_scope
from voipgrid_privacy.site.digests import tasks
from voipgrid_privacy.site.digests.choices import Pace, Topic
from voipgrid_privacy.site.digests.contents import sections
from voipgrid_privacy.site.digests.errors import NothingChosen, StopLinkNotValid
from voipgrid_privacy.site.digests.models import DigestChoice
from voipgrid_privacy.site.digests.services import (
    choose_digest,
    digests_waiting,
    forget_digests,
    stop_digest,
    write_digest,
)
from voipgrid_privacy.site.in_name_of import as_party
from voipgrid_privacy.site.todo import todo_of

pytestmark = pytest.mark.django_db
Goes = Callable[[World, Membership], None]
DAY = timedelta(days=1)


def monday() -> datetime:
    """Nine o'clock on the next Monday that people work on, as is the Tuesday after it."""
    day = today() + DAY
    while day.weekday() != 0 or not (is_working_day(day) and is_working_day(day + DAY)):
        day += DAY
    return datetime.combine(day, time(9), tzinfo=AMSTERDAM)


def choose(world: World, who: str = "Bella", party: str = "Belfabriek", **more: object):
    given = {"pace": Pace.DAILY, "topics": list(Topic), "at": monday() - 3 * DAY, **more}
    by = viewer_for(world.users[who])
    return choose_digest(party=world.parties[party], **given, by=by)


def made(row: DigestChoice, at: datetime | None = None) -> OutgoingMail | None:
    """Write the summary of a choice; return the mail, if there is one."""
    write_digest(choice=row.pk, at=at or monday(), by=SYSTEM)
    mails = OutgoingMail.objects.filter(kind=MailKind.DIGEST, about=row.membership_id)
    return mails.order_by("-queued_at").first()


def test_a_summary_tells_what_waits_in_both_languages_with_links(world: World) -> None:
    letter = made(choose(world))
    assert letter is not None
    assert letter.address == "bella@example.nl"
    assert letter.recipient is None
    assert letter.sender == world.parties["VoIPGRID B.V."]
    assert letter.subject.startswith("Belfabriek: ")
    dutch, _between, english = letter.body.partition("– English –")
    for language, begins, half in (
        ("nl", "Wat er wacht voor", dutch),
        ("en", "What waits for", english),
    ):
        with override(language):
            assert date_format(monday(), "l j F Y") in half
        assert f"{begins} Belfabriek" in half
    assert "U hebt nog geen privacyverklaring gepubliceerd." in dutch
    assert "/portal/mail/" in dutch
    assert "/samenvatting/stop/" in dutch


def test_it_leaves_with_a_way_out_and_is_emptied_then(world: World) -> None:
    letter = made(choose(world))
    assert deliver(mail=letter.pk, at=monday() + timedelta(minutes=1), by=SYSTEM)
    sent = mail.outbox[-1]
    assert sent.to == ["bella@example.nl"]
    assert "/samenvatting/stop/" in sent.extra_headers["List-Unsubscribe"]
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    letter.refresh_from_db()
    assert (letter.address, letter.subject, letter.body) == ("", "", "")


def test_one_is_made_a_day_however_often_it_rings(world: World) -> None:
    row = choose(world)
    assert digests_waiting(at=monday() - 3 * DAY) == []  # the first comes after the day of choosing
    assert digests_waiting(at=monday()) == [row.pk]
    assert write_digest(choice=row.pk, at=monday(), by=SYSTEM)
    assert not write_digest(choice=row.pk, at=monday(), by=SYSTEM)
    assert digests_waiting(at=monday()) == []
    assert digests_waiting(at=monday() + DAY) == [row.pk]


def test_nothing_is_mailed_when_nothing_waits_and_it_is_looked_at_once(world: World) -> None:
    row = choose(world, topics=[Topic.REQUESTS])
    assert made(row) is None
    row.refresh_from_db()
    assert row.made_for == monday().date()


def test_a_request_is_told_by_its_reference_and_right_and_no_name(world: World) -> None:
    request = received(world.parties["Belfabriek"])
    letter = made(choose(world, topics=[Topic.REQUESTS]))
    assert f"{request.listed}: Inzage" in letter.body
    assert "canary" not in letter.body.lower()
    assert letter.subject == "Belfabriek: één zaak om te doen"
    late = made(choose(world, topics=[Topic.REQUESTS]), at=monday() + 70 * DAY)
    assert late.subject == "Belfabriek: 1 te doen, waarvan 1 te laat"


def test_only_what_was_chosen_is_told(world: World) -> None:
    letter = made(choose(world, topics=[Topic.FINDINGS]))
    assert "Privacyverklaring:" in letter.body
    other = made(choose(world, who="Both", topics=[Topic.REPORTS]))
    assert other is None or "Privacyverklaring:" not in other.body


def test_each_party_is_told_its_own(world: World) -> None:
    first = made(choose(world, who="Both"))
    second = made(choose(world, who="Both", party="Spraakwerk"))
    assert "Spraakwerk" not in first.body
    assert "Slager" not in first.body
    assert "Belfabriek" not in second.body


def test_who_does_not_act_for_the_party_gets_none(world: World) -> None:
    for who in ("Eve", "Olga"):
        with pytest.raises(NotFound):
            choose(world, who=who)
    with pytest.raises(NotFound):
        choose_digest(
            party=world.parties["Belfabriek"],
            pace=Pace.DAILY,
            topics=list(Topic),
            at=monday() - 3 * DAY,
            by=SYSTEM,
        )
    with pytest.raises(NotAllowed):
        write_digest(choice=choose(world).pk, at=monday(), by=viewer_for(world.users["Bella"]))


def test_a_summary_of_nothing_is_refused(world: World) -> None:
    with pytest.raises(NothingChosen):
        choose(world, topics=[])
    assert choose(world, pace=Pace.NEVER, topics=[]).pace == Pace.NEVER
    with pytest.raises(IntegrityError), transaction.atomic():
        DigestChoice.objects.update(pace=Pace.DAILY, topics=[])


def test_stopping_empties_what_did_not_leave_yet(world: World) -> None:
    row = choose(world)
    letter = made(row)
    choose(world, pace=Pace.NEVER)
    letter.refresh_from_db()
    assert letter.address == ""
    assert digests_waiting(at=monday() + DAY) == []


def stop_token(letter: OutgoingMail) -> str:
    return letter.body.partition("/samenvatting/stop/")[2].partition("/")[0]


def test_the_link_stops_it_without_logging_in_and_twice(world: World) -> None:
    row = choose(world)
    token = stop_token(made(row))
    for _again in range(2):
        stop_digest(token=token, by=PUBLIC)
        row.refresh_from_db()
        assert row.pace == Pace.NEVER
    with pytest.raises(StopLinkNotValid):
        stop_digest(token=token[:-2] + "xx", by=PUBLIC)


def dismissed(world: World, member: Membership) -> None:
    dismiss_member(membership=member, at=monday(), by=viewer_for(world.users["Bella"]))


def removed(_world: World, member: Membership) -> None:
    remove_member(membership=member, by=SYSTEM)


def erased(_world: World, member: Membership) -> None:
    erase_user(user=member.user, by=SYSTEM)


@pytest.mark.parametrize("goes", [dismissed, removed, erased])
def test_whoever_goes_gets_nothing_more_however_it_goes(world: World, goes: Goes) -> None:
    both = choose(world, who="Both")
    letter = made(both)
    goes(world, Membership.objects.get(pk=both.membership_id))
    letter.refresh_from_db()
    assert (letter.address, letter.body) == ("", "")
    assert not deliver(mail=letter.pk, at=monday() + timedelta(minutes=1), by=SYSTEM)
    assert not DigestChoice.objects.filter(pk=both.pk).exists()
    link = leaving_link(MailKind.DIGEST, both.membership_id)
    with pytest.raises(StopLinkNotValid):
        stop_digest(token=link.rstrip("/").rpartition("/")[2], by=PUBLIC)


def test_other_subjects_lose_no_summary_and_another_pace_begins_anew(world: World) -> None:
    row = choose(world, at=monday() - 10 * DAY)
    before = row.made_for
    assert choose(world, topics=[Topic.FINDINGS], at=monday()).made_for == before
    assert choose(world, pace=Pace.WEEKLY, at=monday()).made_for == monday().date()


def test_names_write_no_lines_of_their_own(world: World) -> None:
    Party.objects.filter(pk=world.parties["Belfabriek"].pk).update(
        name="Belfabriek\n\nhttps://evil.example"
    )
    received(world.parties["Belfabriek"])
    letter = made(choose(world))
    assert "\nhttps://evil.example" not in letter.body
    assert "Belfabriek https://evil.example" in letter.subject


def test_who_acts_for_several_is_told_to_choose_the_party_first(world: World) -> None:
    told = "U werkt namens meer organisaties"
    assert told in made(choose(world, who="Both")).body
    assert told not in made(choose(world)).body


def test_the_subject_counts_things_and_not_lines(world: World) -> None:
    own = world.parties["Belfabriek"]
    bella = as_party(viewer_for(world.users["Bella"]), own)
    todo = todo_of(viewer=bella, party=own, at=monday())
    many = replace(todo, to_sign=7, unreached=5, statement=False, findings=[])
    assert sum(each.count for each in sections(many, list(Topic))) == 12
    assert [each.more for each in sections(many, list(Topic))] == [0, 0]


def test_who_may_not_log_in_any_more_gets_nothing_more(world: World) -> None:
    row = choose(world)
    world.users["Bella"].is_active = False
    world.users["Bella"].save()
    try:
        assert digests_waiting(at=monday()) == []
        assert made(row) is None
    finally:
        world.users["Bella"].is_active = True


def test_a_summary_that_did_not_leave_in_its_day_is_emptied(world: World) -> None:
    letter = made(choose(world))
    assert forget_digests(at=monday(), by=SYSTEM) == 0
    assert forget_digests(at=monday() + DAY, by=SYSTEM) == 1
    letter.refresh_from_db()
    assert letter.body == ""


def test_an_address_that_is_gone_gets_no_more_until_it_is_chosen_again(world: World) -> None:
    row = choose(world)
    letter = made(row)
    deliver(mail=letter.pk, at=monday(), by=SYSTEM)
    OutgoingMail.objects.filter(pk=letter.pk).update(
        returned_at=monday() + timedelta(minutes=1), returned_why="5.1.1"
    )
    forget_digests(at=monday() + timedelta(minutes=2), by=SYSTEM)
    row.refresh_from_db()
    assert row.pace == Pace.NEVER
    again = choose(world, at=monday() + timedelta(hours=1))
    forget_digests(at=monday() + timedelta(hours=2), by=SYSTEM)
    again.refresh_from_db()
    assert again.pace == Pace.DAILY


def test_the_database_shows_nobody_a_colleagues_choice(world: World) -> None:
    choose(world)
    choose(world, who="Both")
    with partner_scope(viewer_for(world.users["Bella"])):
        assert DigestChoice.objects.count() == 1
        assert DigestChoice.objects.get().membership.user_id == world.users["Bella"].pk
        with pytest.raises(ProgrammingError), transaction.atomic():
            DigestChoice.objects.update(pace=Pace.NEVER)


def test_the_round_rings_for_what_is_due_and_one_that_fails_keeps_no_other(world: World) -> None:
    choose(world)
    choose(world, who="Both", pace=Pace.WEEKLY)
    rung: list[str] = []
    with (
        mock.patch("voipgrid_privacy.site.digests.tasks.timezone.now", return_value=monday()),
        mock.patch.object(tasks.write_digest, "delay", rung.append),
    ):
        tasks.write_digests()
        assert len(rung) == 2
        for choice in rung * 2:
            tasks.write_digest(choice)
        rung.clear()
        tasks.write_digests()
    assert rung == []
    assert OutgoingMail.objects.filter(kind=MailKind.DIGEST).exclude(address="").count() == 2

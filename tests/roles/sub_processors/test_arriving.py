"""Mail that leaves late, or never: what it says holds on the day it leaves, and nothing is lost."""

from datetime import date

import pytest
from django.core import mail as outbox
from django.test import override_settings
from django.urls import reverse

from roles import tasks
from roles.mail.models import OutgoingMail
from roles.mail.returning import record_bounce
from roles.mail.services import deliver, mail_waiting
from roles.models import Contact, Party
from roles.services.refusals import Invalid
from roles.sub_processors import services
from roles.sub_processors.models import SubProcessorChange, SubProcessorNotice
from roles.sub_processors.queries import standing
from roles.sub_processors.refusals import EvidenceMissing, NothingToSendAgain, NoticeClosed
from tests.roles.mail.reports import report
from tests.roles.sub_processors.chain import Chain, noon, today_is
from tests.roles.sub_processors.test_by_sql import ACTIVE, refused, sql
from tests.roles.sub_processors.test_in_sessions import manager
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope
from voipgrid_privacy.site.refused_mail import refused_mail, with_ways

TOLD = "2025-03-03"
REFUSING = "tests.roles.sub_processors.refusing.EmailBackend"


def told_but_not_sent(chain: Chain) -> SubProcessorChange:
    change = chain.propose("2025-02-28", categories=[chain.cast.category("TRAFFIC_BILLING")])
    services.notify(change=change, at=today_is(TOLD), by=SYSTEM)
    change.refresh_from_db()
    return change


def the_mail(party: Party) -> OutgoingMail:
    return OutgoingMail.objects.standing().get(recipient=party, kind="NOTICE")


def refuse(day: str) -> None:
    with override_settings(EMAIL_BACKEND=REFUSING):
        for pk in mail_waiting(at=noon(day)):
            assert not deliver(mail=pk, at=noon(day), by=SYSTEM)


def test_a_mail_that_waits_past_its_day_does_not_leave_with_the_old_last_day(chain):
    change = told_but_not_sent(chain)
    today_is("2025-03-06")
    assert mail_waiting(at=noon("2025-03-06")) == []
    assert not deliver(mail=the_mail(chain.cast.spraakwerk).pk, at=noon("2025-03-06"), by=SYSTEM)
    assert services.write_late_mail_anew(at=noon("2025-03-06"), by=SYSTEM) == 2
    assert services.write_late_mail_anew(at=noon("2025-03-06"), by=SYSTEM) == 0
    chain.send("2025-03-06")
    (mail,) = (m for m in outbox.outbox if m.to == ["privacy@spraakwerk.example.com"])
    assert "18 maart 2025" in mail.body
    assert "17 maart 2025" not in mail.body
    # 6 March and 30 days: Saturday 5 April, so Monday the 7th; and 12: Tuesday the 18th.
    assert chain.last_days(change) == {"Belfabriek": "2025-04-07", "Spraakwerk": "2025-03-18"}
    old = OutgoingMail.objects.get(recipient=chain.cast.spraakwerk, replaced_by__isnull=False)
    assert old.sent_at is None
    today_is("2025-04-08")
    assert sql(ACTIVE, date(2025, 4, 8), change.pk) == 1


def test_until_midnight_in_amsterdam_the_mail_leaves_as_it_was_written(chain):
    told_but_not_sent(chain)
    assert the_mail(chain.cast.spraakwerk).leave_before.isoformat() == "2025-03-03T23:00:00+00:00"


def test_the_doorbell_writes_anew_before_it_rings(chain, sent, monkeypatch):
    told_but_not_sent(chain)
    monkeypatch.setattr(tasks.send_mail, "delay", tasks.send_mail)
    tasks.send_waiting_mail()
    assert len(sent()) == 2
    assert all("17 maart 2025" not in mail.body for mail in outbox.outbox)


def test_of_a_change_that_was_called_off_no_notice_is_written_anew(chain):
    change = told_but_not_sent(chain)
    services.withdraw_change(change=change, because="x", at=today_is("2025-03-04"), by=SYSTEM)
    assert services.write_late_mail_anew(at=noon("2025-03-05"), by=SYSTEM) == 0


def test_a_mail_may_be_refused_for_weeks_and_is_still_tried(chain):
    told_but_not_sent(chain)
    row = the_mail(chain.cast.spraakwerk)
    OutgoingMail.objects.filter(pk=row.pk).update(tries=60)
    refuse(TOLD)
    row.refresh_from_db()
    assert row.tries == 61
    assert (row.next_try_at - noon(TOLD)).total_seconds() == 6 * 3600


def test_what_is_always_refused_is_sent_to_another_address(chain, sent):
    change = told_but_not_sent(chain)
    refuse(TOLD)
    notice = chain.notice(change, chain.cast.spraakwerk)
    again = services.send_again(
        notice=notice, address="post@spraakwerk.example.com", at=today_is("2025-03-10"), by=SYSTEM
    )
    assert again.last_day == date(2025, 3, 24)  # 22 March is a Saturday
    mail = the_mail(chain.cast.spraakwerk)
    assert (mail.tries, mail.problem) == (1, "SMTPServerDisconnected")
    services.write_late_mail_anew(at=noon("2025-03-10"), by=SYSTEM)
    chain.send("2025-03-10")
    assert "post@spraakwerk.example.com" in sent()
    assert "privacy@spraakwerk.example.com" not in sent()


def test_what_was_sent_and_came_back_counts_from_the_second_mail(chain):
    change = told_but_not_sent(chain)
    chain.send(TOLD)
    notice = chain.notice(change, chain.cast.belfabriek)
    services.send_again(
        notice=notice, address="post@x.example.com", at=today_is("2025-03-20"), by=SYSTEM
    )
    today_is("2025-05-30")
    refused("change_notice_unsent", ACTIVE, date(2025, 5, 30), change.pk)
    today_is("2025-03-20")
    chain.send("2025-03-20")
    assert chain.last_days(change)["Belfabriek"] == "2025-04-22"  # the 19th: Easter follows


def test_what_a_server_took_and_sent_back_told_nobody(chain, sent):
    """Its window never opened: the change does not begin until they know of it in another way."""
    change = told_but_not_sent(chain)
    chain.send(TOLD)
    assert "notice_unsent" not in {h.refusal.code for h in _standing(change, "2025-03-10")}
    mail = the_mail(chain.cast.spraakwerk)
    record_bounce(raw=report(mail.message_id), at=noon("2025-03-04"), by=SYSTEM)
    hinders = {h.refusal.code: h.number for h in _standing(change, "2025-05-30")}
    assert hinders["notice_unsent"] == 1
    today_is("2025-05-30")
    refused("change_notice_unsent", ACTIVE, date(2025, 5, 30), change.pk)
    assert services.remind(at=today_is("2025-03-14"), by=SYSTEM) == 0  # it would come back as well
    assert services.follow_corrected_addresses(at=noon("2025-03-14"), by=SYSTEM) == 0
    by = manager(chain.cast.platform)
    notice = chain.notice(change, chain.cast.spraakwerk)
    services.correct_address(notice=notice, address="post@spraakwerk.example.com", by=by)
    assert services.follow_corrected_addresses(at=noon("2025-03-14"), by=SYSTEM) == 1
    chain.send("2025-03-14")
    assert sent().count("post@spraakwerk.example.com") == 1
    assert "notice_unsent" not in {h.refusal.code for h in _standing(change, "2025-05-30")}
    assert chain.last_days(change)["Spraakwerk"] == "2025-03-26"


def test_whoever_answered_knows_of_it_whatever_a_server_reports(chain):
    change = told_but_not_sent(chain)
    chain.send(TOLD)
    notice = chain.notice(change, chain.cast.spraakwerk)
    objection = services.object_to(
        notice=notice, reason="No.", at=today_is("2025-03-05"), by=manager(chain.cast.spraakwerk)
    )
    mail = the_mail(chain.cast.spraakwerk)
    record_bounce(raw=report(mail.message_id), at=noon("2025-03-06"), by=SYSTEM)
    assert "notice_unsent" not in {h.refusal.code for h in _standing(change, "2025-05-30")}
    services.settle_objection(
        objection=objection,
        settlement="MITIGATED",
        agreed="They stay where they are.",
        at=today_is("2025-03-07"),
        by=SYSTEM,
    )
    Contact.objects.filter(party=chain.cast.spraakwerk).update(email="post@spraakwerk.example.com")
    assert services.follow_corrected_addresses(at=today_is("2025-05-30"), by=SYSTEM) == 0
    assert chain.last_days(change)["Spraakwerk"] == "2025-03-17"
    assert sql(ACTIVE, date(2025, 5, 30), change.pk) == 1


def test_who_mail_does_not_reach_is_told_otherwise_with_proof(chain):
    change = told_but_not_sent(chain)
    refuse(TOLD)
    hinders = {h.refusal.code: h.number for h in _standing(change, "2025-03-10")}
    assert hinders["notice_unsent"] == 2
    for partner, proof in (
        (chain.cast.belfabriek, "Aangetekend 3SRPKS1"),
        (chain.cast.spraakwerk, "Aangetekend 3SRPKS2"),
    ):
        given = {"notice": chain.notice(change, partner), "at": today_is("2025-03-10")}
        with pytest.raises(EvidenceMissing):
            services.record_told_otherwise(proof=" ", by=SYSTEM, **given)
        services.record_told_otherwise(proof=proof, by=SYSTEM, **given)
        with pytest.raises(NothingToSendAgain):
            services.record_told_otherwise(proof=proof, by=SYSTEM, **given)
        with pytest.raises(NothingToSendAgain):
            services.send_again(address="x@example.com", by=SYSTEM, **given)
    assert chain.last_days(change) == {"Belfabriek": "2025-04-09", "Spraakwerk": "2025-03-24"}
    assert "notice_unsent" not in {h.refusal.code for h in _standing(change, "2025-03-10")}
    assert services.write_late_mail_anew(at=noon("2025-03-11"), by=SYSTEM) == 0
    today_is("2025-04-09")
    refused("change_window_open", ACTIVE, date(2025, 4, 9), change.pk)
    today_is("2025-04-10")
    assert sql(ACTIVE, date(2025, 4, 10), change.pk) == 1
    with pytest.raises(NoticeClosed):
        services.send_again(
            notice=chain.notice(change, chain.cast.belfabriek),
            address="x@example.com",
            at=noon("2025-04-10"),
            by=SYSTEM,
        )


def _standing(change: SubProcessorChange, day: str):
    return standing(viewer=SYSTEM, change=change, on=date.fromisoformat(day)).hindrances


def test_telling_otherwise_is_not_said_without_proof_or_of_another_day(chain):
    change = told_but_not_sent(chain)
    notice = chain.notice(change, chain.cast.spraakwerk)
    today_is("2025-03-10")
    set_it = "UPDATE roles_subprocessornotice SET otherwise_on = %s, proof = %s WHERE id = %s"
    refused("notice_with_evidence", set_it, date(2025, 3, 10), " ", notice.pk)
    refused("notice_fixed", set_it, date(2025, 3, 3), "brief", notice.pk)
    assert sql(set_it, date(2025, 3, 10), "brief", notice.pk) == 1
    refused("notice_fixed", set_it, None, "", notice.pk)
    refused("notice_fixed", set_it, date(2025, 3, 10), "iets anders", notice.pk)
    assert sql(set_it, date(2025, 3, 10), "", notice.pk) == 1  # erased
    # Said on that day, with the window that was written on another: it has not had its days.
    today_is("2025-05-01")
    refused("change_notice_unsent", ACTIVE, date(2025, 5, 1), change.pk)


def test_a_mail_is_replaced_once_and_by_one_about_the_same(chain):
    told_but_not_sent(chain)
    one, other = the_mail(chain.cast.spraakwerk), the_mail(chain.cast.belfabriek)
    instead = "UPDATE roles_outgoingmail SET replaced_by_id = %s WHERE id = %s"
    refused("mail_as_written", instead, other.pk, one.pk)
    refused("mail_as_written", instead, one.pk, one.pk)


def passed_on_and_refused(chain: Chain) -> SubProcessorNotice:
    """Belfabriek told Bakker and Slager, and the mail server takes neither mail."""
    change = chain.propose("2025-02-28")
    chain.notify(change, TOLD)
    told = chain.notice(change, chain.cast.belfabriek)
    services.pass_on(notice=told, at=today_is(TOLD), by=SYSTEM)
    refuse(TOLD)
    return chain.notice(change, chain.slager)


def test_who_is_not_reached_is_listed_with_the_page_of_its_notice(chain):
    notice = passed_on_and_refused(chain)
    by, own = manager(chain.cast.belfabriek), chain.cast.belfabriek
    asked = {"viewer": by, "party": own, "at": noon(TOLD)}
    page = reverse("site:sub-processor-notice", args=(notice.parent_id,))
    assert {way.url for way in with_ways(list(refused_mail(**asked)), own=own)} == {page}
    services.withdraw_change(
        change=notice.change, because="x", at=today_is("2025-03-04"), by=SYSTEM
    )
    kinds = {mail.kind for mail in refused_mail(**asked)}
    assert "NOTICE" not in kinds  # it need not be told any more


def test_a_partner_corrects_an_address_and_the_notice_goes_there(chain, sent):
    notice = passed_on_and_refused(chain)
    by = manager(chain.cast.belfabriek)
    with partner_scope(by):
        services.correct_address(notice=notice, address="Nieuw@slager.example.com", by=by)
    at = today_is("2025-03-04")
    assert services.follow_corrected_addresses(at=at, by=SYSTEM) == 1
    assert services.follow_corrected_addresses(at=at, by=SYSTEM) == 0
    chain.send("2025-03-04")
    assert "nieuw@slager.example.com" in [to.lower() for to in sent()]
    assert "privacy@slager.example.com" not in sent()
    notice.refresh_from_db()
    assert notice.last_day == date(2025, 3, 25)  # 21 days from the 4th
    contact = Contact.objects.get(party=chain.slager)
    assert (contact.kind, contact.email) == ("PRIVACY", "Nieuw@slager.example.com")


def test_where_an_officer_sent_it_is_not_undone_by_the_contact(chain):
    notice = passed_on_and_refused(chain)
    at = noon(TOLD)
    services.send_again(notice=notice, address="brief@slager.example.com", at=at, by=SYSTEM)
    assert services.follow_corrected_addresses(at=at, by=SYSTEM) == 0
    assert the_mail(chain.slager).address == "brief@slager.example.com"


def test_only_who_told_corrects_and_only_what_is_refused(chain):
    notice = passed_on_and_refused(chain)
    for party, refusal in ((chain.cast.spraakwerk, NotFound), (chain.slager, NotAllowed)):
        by = manager(party)
        with partner_scope(by), pytest.raises(refusal):
            services.correct_address(notice=notice, address="x@example.com", by=by)
    by = manager(chain.cast.belfabriek)
    with partner_scope(by), pytest.raises(Invalid):
        services.correct_address(notice=notice, address="x\nBcc: eve@example.com", by=by)
    today_is("2025-03-04")
    chain.send("2025-03-04")
    with pytest.raises(NothingToSendAgain):
        services.correct_address(notice=notice, address="x@example.com", by=SYSTEM)
    assert Contact.objects.get(party=chain.slager).email == "privacy@slager.example.com"


def test_nobody_is_reminded_of_a_window_that_has_closed(chain):
    change = told_but_not_sent(chain)
    chain.send(TOLD)
    assert services.remind(at=today_is("2025-03-13"), by=SYSTEM) == 1
    reminder = OutgoingMail.objects.get(kind="REMINDER")
    closed = noon("2025-03-18")  # Monday the 17th was the last day
    assert chain.last_days(change)["Spraakwerk"] == "2025-03-17"
    assert reminder.pk in mail_waiting(at=noon("2025-03-17"))
    assert reminder.pk not in mail_waiting(at=closed)

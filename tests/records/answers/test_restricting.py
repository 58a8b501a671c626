"""Restriction (GDPR Art. 18): runs keep off, answering keeps off, the person hears it before."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from records.answers import services
from records.answers.refusals import IdentityOpen
from records.engine import run
from records.engine import services as engine
from records.holds import lock
from records.holds.services import release_hold
from records.intake.models import RequestMessage
from records.intake.refusals import NoAddress, ThreadClosed
from records.intake.services import erase_ended_requests
from records.models import (
    AnonymisationJob,
    CallDetailRecord,
    LegalHold,
    RequestPart,
    Restriction,
)
from records.requests import services as requests
from records.requests.persons import Person
from records.requests.refusals import NotItsDuty, RequestNameless, RequestOver
from records.restrictions.choices import Ground, ToldBy
from records.restrictions.covering import covered
from records.restrictions.refusals import (
    DataRestricted,
    HoldOfRestriction,
    LiftedAlready,
    LiftingEarly,
    LiftingTooSoon,
    LiftingUnannounced,
    LiftingWordless,
    RestrictedAlready,
    RestrictionNotAsked,
)
from records.restrictions.services import restrict_part
from records.statistics.counting import counted
from records.statistics.mechanism import TOTAL
from roles.models import OutgoingMail
from tests.records.answers.conftest import NOW, SAID, World, known
from tests.records.answers.filling import ANNAS, COLLEAGUES
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
from tests.records.answers.test_kept_nowhere import everything
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM, Viewer

__all__ = ("asked", "bella", "part", "placed")

pytestmark = pytest.mark.django_db
LONG_AFTER = date(2026, 11, 1)
NOTICE = "UPDATE records_restriction SET announced_by = 'THREAD',"


def all_due(on: date = LONG_AFTER) -> None:
    for job in engine.ring_due(on=on, by=SYSTEM):
        while run.anonymise(job):
            pass


def left_of(number: str) -> int:
    rows = CallDetailRecord.objects.filter(anonymised_on=None)
    return rows.filter(caller=number).count() + rows.filter(callee=number).count()


def elsewhere(server: Any) -> list[str]:
    return [row[0] for row in server.execute("SELECT src FROM cdr ORDER BY id")]


def test_runs_keep_off_the_persons_rows_of_that_controller_and_off_no_others(
    placed: Restriction, asked: World, server: Any
) -> None:
    all_due()
    assert left_of(ANNAS) == 1  # what Spraakwerk has of her is another controller's
    assert left_of(COLLEAGUES) == 0
    assert elsewhere(server) == ["0612345678"]
    assert {job.rows_held for job in AnonymisationJob.objects.all()} == {1}


def test_no_figure_counts_calls_of_who_had_them_restricted(
    placed: Restriction, asked: World, bella: Viewer
) -> None:
    mine = CallDetailRecord.objects.filter(partner_id=asked.cast.belfabriek.pk)
    row = mine.filter(caller=ANNAS).union(mine.filter(callee=ANNAS))[0]
    month = row.started_at.date().replace(day=1)

    def calls() -> int:
        true = counted(party=asked.cast.belfabriek.pk, month=month, most_calls=50)
        return true[TOTAL][0]

    with connection.cursor() as cursor:  # another customer of the same seller calls her
        cursor.execute(
            "INSERT INTO records_calldetailrecord (partner_id, customer_id, caller, callee,"
            " started_at, duration_seconds) VALUES (%s, %s, '+31301234567', %s, %s, 5)",
            [asked.cast.belfabriek.pk, asked.cast.spraakwerk.pk, ANNAS, row.started_at],
        )
    while_it_lasts = calls()
    announce(placed, bella)
    lift(placed, bella)
    assert calls() == while_it_lasts + 2


def test_what_comes_in_later_is_kept_by_her_number_and_what_is_found_later_as_well(
    placed: Restriction, asked: World, part: RequestPart, bella: Viewer, server: Any
) -> None:
    first = covered(part)
    assert (first.numbers, first.rows) == (1, 2)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_calldetailrecord (partner_id, customer_id, caller, callee,"
            " started_at, duration_seconds, invoice_date) VALUES (%s, %s, %s, '+31301234567',"
            " '2026-02-02 10:00Z', 5, '2026-02-28')",
            [asked.cast.belfabriek.pk, asked.cast.bakker.pk, ANNAS],
        )
    row = f"'{asked.cast.belfabriek.pk}', '{asked.cast.bakker.pk}', '0201112233', '06-12345678'"
    server.execute(
        "INSERT INTO cdr (partner, customer, src, dst, mail, invoice_date, duration)"
        f" VALUES ({row}, '', '2026-02-28', 60)"
    )
    before = lock.epoch()
    asked.search(asked.cast.bakker, bella)
    again = covered(part)
    assert (again.numbers, again.rows) == (1, 4)
    assert lock.epoch() > before
    all_due()
    assert left_of(ANNAS) == 2
    assert elsewhere(server) == ["0612345678", "0201112233"]


def test_what_is_left_out_as_somebody_elses_is_not_kept(
    placed: Restriction, asked: World, part: RequestPart, bella: Viewer, server: Any
) -> None:
    asked.decided(asked.cast.bakker, bella, included=False)
    assert covered(part).rows == 0
    LegalHold.objects.filter(number=ANNAS).update(number="+31999999999")
    all_due()
    assert elsewhere(server) == []


def test_nothing_that_was_found_is_erased_or_rectified_while_it_lasts(
    placed: Restriction, asked: World, part: RequestPart, bella: Viewer
) -> None:
    asked.decided(asked.cast.bakker, SYSTEM)
    typed = asked.request.reference
    with pytest.raises(DataRestricted):
        services.erase_found(part=part, typed=typed, on=TODAY, by=SYSTEM)
    with pytest.raises(DataRestricted):
        services.instruct_erasure(part=part, typed=typed, **SAID, by=bella)
    assert {each.rows for each in services.preview_erasure(part=part, on=TODAY, by=SYSTEM)} == {0}
    lift(announce(placed, bella), bella)
    assert services.erase_found(part=part, typed=typed, on=TODAY, by=SYSTEM)


def test_the_person_hears_it_before_it_is_lifted_and_then_runs_go_on(
    placed: Restriction, asked: World, part: RequestPart, bella: Viewer, server: Any
) -> None:
    with pytest.raises(LiftingUnannounced):
        lift(placed, bella)
    for wrong in (TODAY, TODAY - timedelta(days=1)):
        with pytest.raises(LiftingTooSoon):
            announce(placed, bella, lifts_on=wrong)
    with pytest.raises(LiftingWordless):
        announce(placed, bella, text=" ")
    announce(placed, bella)
    with pytest.raises(LiftingEarly):
        lift(placed, bella, on=LATER - timedelta(days=1))
    lift(placed, bella)
    with pytest.raises(LiftedAlready):
        lift(placed, bella)
    with pytest.raises(LiftedAlready):
        announce(placed, bella)
    assert not LegalHold.objects.active().exists()
    assert not LegalHold.objects.exclude(number="", keys=None).exists()
    all_due()
    assert (left_of(ANNAS), elsewhere(server)) == (0, [])


def test_she_reads_both_in_the_language_she_asked_in_and_the_mail_names_nothing(
    placed: Restriction, asked: World, bella: Viewer
) -> None:
    announce(placed, bella)
    first, second = RequestMessage.objects.filter(request=asked.request).order_by("written_at")
    assert "Belfabriek" in first.text
    assert "AVG art. 18" in first.text
    assert "It is checked." in first.text
    assert "24 maart 2026" in second.text
    assert "They were right." in second.text
    assert "rechter" in second.text
    mails = OutgoingMail.objects.filter(kind="REQUESTER")
    assert mails.count() == 2
    for canary in ("Anna", "612345678", "K-4711", "beperk"):
        assert canary not in " ".join(mail.subject + mail.body for mail in mails)


def test_who_has_no_address_or_whose_request_is_closed_is_told_in_another_way(
    asked: World, asking: Any, bella: Viewer
) -> None:
    written = Person(name="Anna", phones=("0612345678",))
    asked.request = asking.receive(rights=["OBJECTION"], about=asked.cast.bakker, subject=written)
    known(asked.request, asked.olga)
    part = asked.part(asked.cast.bakker)
    requests.forward_part(part=part, **SAID, by=asked.olga)
    row = restrict_part(part=part, ground=Ground.OBJECTION, **SAID, by=bella)
    assert not RequestMessage.objects.filter(request=asked.request).exclude(text="").count() > 1
    with pytest.raises(NoAddress), transaction.atomic():
        announce(row, bella)
    row.refresh_from_db()
    assert row.announced_on is None  # nothing half-written
    requests.close_request(request=asked.request, **SAID, by=asked.olga)
    with pytest.raises(ThreadClosed), transaction.atomic():
        announce(row, bella)
    announce(row, bella, told_by=ToldBy.OTHERWISE, text="By letter of today.")
    lift(row, bella)


def test_who_does_not_decide_does_not_restrict_and_others_see_nothing(
    placed: Restriction, asked: World, part: RequestPart, eve: Viewer
) -> None:
    stranger = asked.manager_of(asked.cast.spraakwerk)
    for by in (stranger, eve):
        with pytest.raises(NotFound):
            restrict_part(part=part, ground=Ground.CLAIM, **SAID, by=by)
        with pytest.raises(NotFound):
            announce(placed, by)
        with pytest.raises(NotFound):
            lift(placed, by)
        assert not Restriction.objects.visible_to(by).exists()
    with pytest.raises((NotAllowed, NotFound)):
        restrict_part(part=part, ground=Ground.CLAIM, **SAID, by=PUBLIC)


def test_what_a_restriction_needs(
    placed: Restriction, asked: World, part: RequestPart, bella: Viewer, asking: Any
) -> None:
    given = {"part": part, "by": bella}
    with pytest.raises(RestrictedAlready), transaction.atomic():
        restrict_part(ground=Ground.ACCURACY, **given, **SAID)
    with pytest.raises(RequestNameless):
        restrict_part(ground=Ground.CLAIM, **given, **{**SAID, "name": "\u200b"})
    restrict_part(ground=Ground.CLAIM, **given, **SAID)  # each ground has its own end
    requests.ask_identity(request=asked.request, **SAID, by=asked.olga)
    with pytest.raises(IdentityOpen):
        restrict_part(ground=Ground.UNLAWFUL, **given, **SAID)
    requests.close_request(request=asked.request, **SAID, by=asked.olga)
    with pytest.raises(RequestOver):
        restrict_part(ground=Ground.UNLAWFUL, **given, **SAID)
    asked.request = asking.receive(rights=["ACCESS"], about=asked.cast.bakker)
    known(asked.request, asked.olga)
    only = asked.part(asked.cast.bakker)
    with pytest.raises((NotItsDuty, NotFound)):
        restrict_part(part=only, ground=Ground.CLAIM, **SAID, by=bella)
    requests.forward_part(part=only, **SAID, by=asked.olga)
    with pytest.raises(RestrictionNotAsked):
        restrict_part(part=only, ground=Ground.CLAIM, **SAID, by=bella)


def test_its_holds_end_with_it_alone_and_the_database_keeps_it_so(
    placed: Restriction, bella: Viewer
) -> None:
    for hold in LegalHold.objects.active():
        with pytest.raises(HoldOfRestriction):
            release_hold(hold=hold.pk, reason="x", at=NOW, by=SYSTEM)
    for wrong in (
        "DELETE FROM records_restriction",
        "DELETE FROM records_legalhold",
        "UPDATE records_restriction SET lifted_on = '2026-03-24'",
        "UPDATE records_restriction SET ground = 'CLAIM'",
        "UPDATE records_restriction SET text = 'other'",
        f"{NOTICE} announced_on = '2099-01-01', lifts_on = '2099-02-01'",
        f"{NOTICE} announced_on = said_on, lifts_on = said_on",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(wrong)
    lift(announce(placed, bella), bella)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE records_restriction SET lifted_on = '2026-03-25'")


def test_a_part_that_is_restricted_stays_when_its_chain_was_a_mistake(
    placed: Restriction, asked: World, part: RequestPart, bella: Viewer
) -> None:
    requests.displace_request(request=asked.request, about=asked.cast.bakker, **SAID, by=asked.olga)
    part.refresh_from_db()
    assert part.dropped_at is None
    lift(announce(placed, bella), bella)


def test_what_a_restriction_knows_of_a_person_goes_with_the_request_and_not_before(
    placed: Restriction, asked: World, bella: Viewer
) -> None:
    requests.close_request(request=asked.request, **SAID, by=asked.olga)
    long_after = timezone.now() + timedelta(days=4_000)
    erase_ended_requests(at=long_after, by=SYSTEM)
    placed.refresh_from_db()
    assert placed.text == "It is checked."  # nobody would know what the hold is for
    announce(placed, bella, told_by=ToldBy.OTHERWISE, text="By letter.")
    lift(placed, bella)
    erase_ended_requests(at=long_after, by=SYSTEM)
    placed.refresh_from_db()
    assert (placed.text, placed.name, placed.announced_text, placed.lifted_name) == ("",) * 4


def test_history_names_nobody(placed: Restriction) -> None:
    kept = {table: text for table, text in everything().items() if table.endswith("event")}
    assert "records_restrictionevent" in kept
    assert not [table for table, text in kept.items() if "612345678" in text or "checked" in text]

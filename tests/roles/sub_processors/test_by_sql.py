"""What the database refuses, whoever writes: none of this goes through our services."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from roles.models import Contract
from roles.sub_processors import services
from roles.sub_processors.models import SubProcessorNotice
from tests.roles.sub_processors.chain import Chain, noon, today_is
from voipgrid_privacy.kernel.tenancy import SYSTEM


def sql(statement: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def refused(constraint: str, statement: str, *values: object) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        sql(statement, *values)
    assert refusal.value.__cause__.diag.constraint_name == constraint


ACTIVE = "UPDATE roles_subprocessorchange SET state = 'ACTIVE', activated_on = %s WHERE id = %s"


def under_way(chain: Chain):
    change = chain.propose("2025-02-28")
    chain.notify(change, "2025-03-03")
    for partner in (chain.cast.belfabriek, chain.cast.spraakwerk):
        chain.pass_on(change, partner, "2025-03-03")
    return change


def test_no_statement_makes_a_change_active_before_the_last_window_closed(chain):
    change = under_way(chain)
    today_is("2025-04-02")
    refused("change_window_open", ACTIVE, date(2025, 4, 2), change.pk)
    # Another day than today, in either direction, is no way out.
    refused("change_step_by_step", ACTIVE, date(2025, 4, 3), change.pk)
    refused("change_step_by_step", ACTIVE, date(2025, 4, 1), change.pk)
    today_is("2025-04-03")
    assert sql(ACTIVE, date(2025, 4, 3), change.pk) == 1


def test_nor_while_an_objection_is_open_however_it_is_made_to_look(chain):
    change = under_way(chain)
    made = services.object_to(
        notice=chain.notice(change, chain.slager),
        reason="Nee.",
        at=today_is("2025-03-05"),
        by=SYSTEM,
    )
    today_is("2025-04-03")
    refused("change_objection_open", ACTIVE, date(2025, 4, 3), change.pk)
    where = "WHERE id = %s"
    refused("objection_fixed", f"DELETE FROM roles_objection {where}", made.pk)
    refused("objection_fixed", f"UPDATE roles_objection SET late = true {where}", made.pk)
    refused(
        "objection_settled_with_words",
        f"UPDATE roles_objection SET settlement = 'MITIGATED', settled_on = '2025-04-03' {where}",
        made.pk,
    )
    refused(
        "objection_fixed",
        f"UPDATE roles_objection SET settlement = 'TAKEN_BACK', settled_on = '2025-03-06' {where}",
        made.pk,
    )


def test_windows_are_not_shortened_and_notices_not_taken_away(chain):
    change = under_way(chain)
    notice = chain.notice(change, chain.cast.belfabriek)
    for column, value in (
        ("last_day", "'2025-03-10'"),
        ("notice_days", "0"),
        ("notified_on", "'2025-01-01'"),
        ("authorisation", "'UNKNOWN'"),
        ("recipient_id", f"'{chain.slager.pk}'"),
        ("consented_on", "'2025-03-01'"),
        ("told_by", "'LETTER'"),
    ):
        change_it = f"UPDATE roles_subprocessornotice SET {column} = {value} WHERE id = %s"
        refused("notice_fixed", change_it, notice.pk)
    refused("notice_fixed", "DELETE FROM roles_subprocessornotice WHERE id = %s", notice.pk)


def test_what_was_told_is_not_rewritten(chain):
    change = under_way(chain)
    for column, value in (
        ("planned_on", "'2025-01-01'"),
        ("location", "'US'"),
        ("reaches_customers", "false"),
        ("categories", "'{TRAFFIC_BILLING}'"),
        ("notified_on", "'2025-01-01'"),
        ("sub_processor_name", "'Somebody else'"),
    ):
        statement = f"UPDATE roles_subprocessorchange SET {column} = {value} WHERE id = %s"
        refused("change_facts_fixed", statement, change.pk)
    refused("change_facts_fixed", "DELETE FROM roles_subprocessorchange WHERE id = %s", change.pk)
    back = (
        "UPDATE roles_subprocessorchange SET state = 'PROPOSED', notified_on = NULL WHERE id = %s"
    )
    refused("change_step_by_step", back, change.pk)


def test_a_change_is_not_made_active_without_having_been_told(chain):
    change = chain.propose("2025-02-28")
    today_is("2025-03-03")
    refused("change_step_by_step", ACTIVE, date(2025, 3, 3), change.pk)
    told = "UPDATE roles_subprocessorchange SET state = 'NOTIFIED', notified_on = %s WHERE id = %s"
    refused("change_step_by_step", told, date(2025, 1, 1), change.pk)
    assert sql(told, date(2025, 3, 3), change.pk) == 1  # and told nobody
    refused("change_not_everyone_told", ACTIVE, date(2025, 3, 3), change.pk)


def a_notice(chain, change, **other):
    platform, partner = chain.cast.platform, chain.cast.belfabriek
    contract = Contract.objects.get(provider=platform, acquirer=partner)
    mandate = partner.mandates_given.get()
    row = {
        "id": uuid.uuid4(),
        "change_id": change.pk,
        "sender_id": platform.pk,
        "recipient_id": partner.pk,
        "contract_id": contract.pk,
        "mandate_id": mandate.pk,
        "through": [platform.pk, partner.pk],
        "authorisation": "GENERAL",
        "told_by": "LETTER",
        "notice_days": 30,
        "notified_on": date(2025, 3, 3),
        "last_day": date(2025, 4, 2),
        "consent_given": "",
        "evidence": "",
        "proof": "",
        **other,
    }
    columns, places = ", ".join(row), ", ".join(["%s"] * len(row))
    statement = f"INSERT INTO roles_subprocessornotice ({columns}) VALUES ({places})"
    return statement, list(row.values())


def test_a_notice_is_of_today_along_a_contract_and_gives_what_was_agreed(chain):
    change = chain.propose("2025-02-28")
    statement, values = a_notice(chain, change)
    refused("notice_of_open_change", statement, *values)
    sql(
        "UPDATE roles_subprocessorchange SET state = 'NOTIFIED', notified_on = %s WHERE id = %s",
        noon("2025-02-28").date(),
        change.pk,
    )
    today_is("2025-03-03")
    for constraint, other in (
        ("notice_as_agreed", {"notified_on": date(2025, 2, 1)}),
        ("notice_as_agreed", {"notified_on": date(2025, 3, 4)}),
        ("notice_as_agreed", {"notice_days": 29}),
        ("notice_as_agreed", {"last_day": date(2025, 4, 1)}),
        ("notice_as_agreed", {"authorisation": "UNKNOWN"}),
        ("notice_as_agreed", {"mandate_id": None}),
        ("notice_as_agreed", {"consented_on": date(2025, 3, 3), "consent_given": "FOR_IT"}),
        ("notice_as_agreed", {"otherwise_on": date(2025, 3, 3), "proof": "x"}),
        ("notice_along_the_chain", {"sender_id": chain.cast.spraakwerk.pk}),
        ("notice_along_the_chain", {"recipient_id": chain.slager.pk}),
        ("notice_along_the_chain", {"through": [chain.cast.belfabriek.pk]}),
        ("notice_of_open_change", {"change_id": uuid.uuid4()}),
    ):
        statement, values = a_notice(chain, change, **other)
        refused(constraint, statement, *values)
    statement, values = a_notice(chain, change)
    assert sql(statement, *values) == 1


def test_the_supply_does_not_begin_by_the_back_door(chain):
    cast, change = chain.cast, under_way(chain)
    insert = (
        "INSERT INTO roles_contract (id, provider_id, acquirer_id, service_id, kind, reference,"
        " valid_during) VALUES (%s, %s, %s, %s, 'SUPPLY', '', daterange(%s, %s))"
    )
    ends = (chain.carrier.pk, cast.platform.pk, cast.telephony.pk)
    for first, after in (
        (date(2025, 3, 10), None),
        (date(2020, 1, 1), None),  # as if it had been there all along
        (date(2030, 1, 1), None),
    ):
        refused("supply_after_notice", insert, uuid.uuid4(), *ends, first, after)
    # What ended before it was proposed is history, and may be entered.
    old = uuid.uuid4()
    assert sql(insert, old, *ends, date(2020, 1, 1), date(2021, 1, 1)) == 1
    longer = "UPDATE roles_contract SET valid_during = daterange('2020-01-01', NULL) WHERE id = %s"
    refused("supply_after_notice", longer, old)
    services.withdraw_change(
        change=change, because="Toch niet.", at=today_is("2025-03-05"), by=SYSTEM
    )
    refused("supply_after_notice", insert, uuid.uuid4(), *ends, date(2025, 3, 10), None)


def test_a_mail_that_did_not_leave_is_no_notice(chain):
    change = chain.propose("2025-02-28", categories=[chain.cast.category("TRAFFIC_BILLING")])
    services.notify(change=change, at=today_is("2025-03-03"), by=SYSTEM)
    today_is("2025-04-03")
    refused("change_notice_unsent", ACTIVE, date(2025, 4, 3), change.pk)
    about = "(SELECT id FROM roles_subprocessornotice WHERE change_id = %s)"
    said = f"UPDATE roles_outgoingmail SET body = 'Something else' WHERE about IN {about}"
    refused("mail_as_written", said, change.pk)


def test_a_mail_that_left_late_moves_its_window_and_is_not_dated_back(chain):
    change = chain.propose("2025-02-28", categories=[chain.cast.category("TRAFFIC_BILLING")])
    services.notify(change=change, at=today_is("2025-03-03"), by=SYSTEM)
    today_is("2025-03-06")
    chain.send("2025-03-06")
    # 6 March and 30 days: Saturday 5 April, so Monday the 7th; and 12: Tuesday the 18th.
    assert chain.last_days(change) == {"Belfabriek": "2025-04-07", "Spraakwerk": "2025-03-18"}
    about = "(SELECT id FROM roles_subprocessornotice WHERE change_id = %s)"
    back = f"UPDATE roles_outgoingmail SET sent_at = '2025-03-03 12:00Z' WHERE about IN {about}"
    refused("mail_as_written", back, change.pk)
    today_is("2025-04-07")
    refused("change_window_open", ACTIVE, date(2025, 4, 7), change.pk)
    today_is("2025-04-08")
    assert sql(ACTIVE, date(2025, 4, 8), change.pk) == 1


def test_without_consent_nothing_begins_for_who_authorises_specifically(chain):
    change = chain.propose("2025-02-28", categories=[chain.cast.category("TRAFFIC_BILLING")])
    mandate = chain.cast.spraakwerk.mandates_given.get()
    mandate.delete()
    chain.cast.spraakwerk.mandates_given.create(
        holder=chain.cast.platform,
        kind="SPECIFIC",
        engages=chain.slager,
        valid_during=mandate.valid_during,
    )
    chain.notify(change, "2025-03-03")
    notice = chain.notice(change, chain.cast.spraakwerk)
    assert notice.authorisation == "SPECIFIC"
    today_is("2025-05-06")
    refused("change_consent_missing", ACTIVE, date(2025, 5, 6), change.pk)
    services.consent(notice=notice, evidence="Brief", at=noon("2025-05-06"), by=SYSTEM)
    assert sql(ACTIVE, date(2025, 5, 6), change.pk) == 1


def test_the_day_that_everyone_was_told_of_is_waited_for(chain):
    change = chain.propose(
        "2025-02-28",
        categories=[chain.cast.category("TRAFFIC_BILLING")],
        planned_on=date(2025, 6, 1),
    )
    chain.notify(change, "2025-03-03")
    today_is("2025-05-31")
    refused("change_before_planned", ACTIVE, date(2025, 5, 31), change.pk)
    today_is("2025-06-01")
    assert sql(ACTIVE, date(2025, 6, 1), change.pk) == 1


def test_no_notice_or_objection_comes_after_the_end(chain):
    change = under_way(chain)
    today_is("2025-04-03")
    assert sql(ACTIVE, date(2025, 4, 3), change.pk) == 1
    notice = SubProcessorNotice.objects.filter(change=change).first()
    objection = (
        "INSERT INTO roles_objection (id, notice_id, reason, made_on, late, settlement, agreed)"
        " VALUES (%s, %s, 'x', %s, true, '', '')"
    )
    refused("objection_to_open_change", objection, uuid.uuid4(), notice.pk, date(2025, 4, 3))
    longer = "UPDATE roles_subprocessornotice SET last_day = '2026-01-01' WHERE id = %s"
    refused("notice_fixed", longer, notice.pk)

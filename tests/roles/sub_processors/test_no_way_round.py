"""Ways round a window: a mail that leaves late or is said to have left, and facts that shift."""

import uuid
from datetime import date
from hashlib import sha256

import pytest

from roles.agreements.models import Mandate
from roles.mail.models import OutgoingMail
from roles.models import Contract, Party
from roles.services import conclude_contract, end_contract
from roles.sub_processors import services
from roles.sub_processors.models import SubProcessorChange
from roles.sub_processors.refusals import AgreedMissing, SupplyAfterNotice
from tests.roles.sub_processors.chain import Chain, agreed, noon, today_is
from tests.roles.sub_processors.test_by_sql import ACTIVE, a_notice, refused, sql
from voipgrid_privacy.kernel.tenancy import SYSTEM

TOLD = "2025-03-03"
ABOUT = "(SELECT id FROM roles_subprocessornotice WHERE change_id = %s)"


def told_but_not_sent(chain: Chain) -> SubProcessorChange:
    change = chain.propose("2025-02-28", categories=[chain.cast.category("TRAFFIC_BILLING")])
    services.notify(change=change, at=today_is(TOLD), by=SYSTEM)
    return change


def not_yet(constraint: str, change: SubProcessorChange, day: str) -> None:
    today_is(day)
    refused(constraint, ACTIVE, date.fromisoformat(day), change.pk)


# Mail


def test_an_objection_before_the_mail_left_is_in_time_once_the_window_is_moved(chain):
    change = told_but_not_sent(chain)
    notice = chain.notice(change, chain.cast.spraakwerk)  # until 17 March, as it was written
    made = services.object_to(notice=notice, reason="Nee.", at=today_is("2025-03-18"), by=SYSTEM)
    assert made.late
    today_is("2025-03-20")
    chain.send("2025-03-20")
    assert chain.last_days(change)["Spraakwerk"] == "2025-04-01"
    made.refresh_from_db()
    assert not made.late
    not_yet("change_objection_open", change, "2025-06-02")
    refused("objection_fixed", "UPDATE roles_objection SET late = true WHERE id = %s", made.pk)


def test_what_was_too_late_is_not_made_to_be_in_time(chain):
    change = told_but_not_sent(chain)
    chain.send(TOLD)
    notice = chain.notice(change, chain.cast.spraakwerk)
    made = services.object_to(notice=notice, reason="Nee.", at=today_is("2025-03-18"), by=SYSTEM)
    refused("objection_fixed", "UPDATE roles_objection SET late = false WHERE id = %s", made.pk)


def test_a_mail_is_not_said_to_have_left_on_another_day(chain):
    change = told_but_not_sent(chain)
    today_is("2025-04-03")
    said = f"UPDATE roles_outgoingmail SET sent_at = '2025-03-03 12:00Z' WHERE about IN {ABOUT}"
    sql(said, change.pk)
    assert not OutgoingMail.objects.filter(sent_at__lt=noon("2025-04-03")).exists()
    not_yet("change_notice_unsent", change, "2025-04-03")


def test_nor_to_be_a_notice_in_anothers_name(chain):
    change = told_but_not_sent(chain)
    notice = chain.notice(change, chain.cast.spraakwerk)
    row = {
        "id": uuid.uuid4(),
        "kind": "NOTICE",
        "about": notice.pk,
        "sender_id": chain.cast.spraakwerk.pk,
        "recipient_id": chain.molenaar.pk,
        "address": "x@example.com",
        "body": "x",
        "body_hash": sha256(b"x").hexdigest(),
        "message_id": "x",
        "queued_at": noon(TOLD),
        "next_try_at": noon(TOLD),
    }
    columns, places = ", ".join(row), ", ".join(["%s"] * len(row))
    statement = (
        f"INSERT INTO roles_outgoingmail ({columns}, reply_to, subject, tries, problem)"
        f" VALUES ({places}, '', '', 0, '')"
    )
    refused("mail_as_written", statement, *row.values())


# Windows


def test_a_window_ends_on_no_saturday_and_has_a_day(chain):
    change = chain.propose("2025-03-06")
    told = "UPDATE roles_subprocessorchange SET state = 'NOTIFIED', notified_on = %s WHERE id = %s"
    sql(told, date(2025, 3, 6), change.pk)
    today = {"notified_on": date(2025, 3, 6)}
    refused("notice_as_agreed", *_flat(a_notice(chain, change, **today, last_day=date(2025, 4, 5))))
    Mandate.objects.filter(giver=chain.cast.belfabriek, holder=chain.cast.platform).delete()
    agreed(chain.cast.belfabriek, chain.cast.platform, 0)
    none = {**today, "notice_days": 0, "last_day": date(2025, 3, 6)}
    refused("notice_as_agreed", *_flat(a_notice(chain, change, **none)))


def _flat(made: tuple[str, list[object]]) -> list[object]:
    return [made[0], *made[1]]


def test_who_agreed_to_no_days_gets_those_of_the_sender(chain):
    Mandate.objects.filter(giver=chain.cast.spraakwerk).delete()
    agreed(chain.cast.spraakwerk, chain.cast.platform, 0)
    change = chain.propose("2025-02-28", categories=[chain.cast.category("TRAFFIC_BILLING")])
    chain.notify(change, TOLD, default_days=20)
    assert chain.last_days(change)["Spraakwerk"] == "2025-03-24"  # the 23rd is a Sunday


# Objections


def test_who_takes_an_objection_back_for_another_says_how_it_knows(chain):
    change = told_but_not_sent(chain)
    notice = chain.notice(change, chain.cast.spraakwerk)
    made = services.object_to(notice=notice, reason="Nee.", at=noon(TOLD), by=SYSTEM)
    back = {"objection": made, "settlement": "TAKEN_BACK", "at": noon(TOLD), "by": SYSTEM}
    with pytest.raises(AgreedMissing):
        services.settle_objection(**back)
    refused(
        "objection_settled_with_words",
        "UPDATE roles_objection SET settlement = 'TAKEN_BACK', settled_on = %s WHERE id = %s",
        date(2025, 3, 3),
        made.pk,
    )
    services.settle_objection(**back, agreed="Per brief van 3 maart.")


# Contracts


def test_what_was_engaged_once_is_not_engaged_again_without_notice(chain):
    change = told_but_not_sent(chain)
    chain.send(TOLD)
    supply = services.activate_change(change=change, at=today_is("2025-04-03"), by=SYSTEM)
    end_contract(contract=supply, on=date(2025, 12, 31), by=SYSTEM)
    again = chain.propose("2026-06-01", planned_on=date(2026, 9, 1))
    with pytest.raises(SupplyAfterNotice):
        conclude_contract(
            provider=chain.carrier,
            acquirer=chain.cast.platform,
            service=chain.cast.telephony,
            kind="SUPPLY",
            on=date(2026, 6, 1),
            by=SYSTEM,
        )
    longer = "UPDATE roles_contract SET valid_during = daterange('2025-04-03', NULL) WHERE id = %s"
    refused("supply_after_notice", longer, supply.pk)
    supply.refresh_from_db()
    end_contract(contract=supply, on=date(2025, 12, 1), by=SYSTEM)  # corrected: it ended earlier
    services.withdraw_change(change=again, because="Nee.", at=today_is("2026-06-02"), by=SYSTEM)


def moves(contract: Contract, provider: Party, day: date) -> None:
    end_contract(contract=contract, on=day, by=SYSTEM)
    conclude_contract(
        provider=provider,
        acquirer=contract.acquirer,
        service=contract.service,
        kind=contract.kind,
        on=day,
        by=SYSTEM,
    )


def test_who_moves_before_it_was_told_is_told_by_its_new_provider(chain):
    change = chain.propose("2025-02-28")
    chain.notify(change, TOLD)
    chain.pass_on(change, chain.cast.spraakwerk, TOLD)
    for contract in list(chain.cast.belfabriek.delivers.filter(acquirer__is_model=False)):
        moves(contract, chain.cast.spraakwerk, date(2025, 3, 10))
    not_yet("change_not_everyone_told", change, "2025-04-03")
    chain.pass_on(change, chain.cast.spraakwerk, "2025-04-03")
    # Nothing was agreed: 30 days end on Saturday 3 May, and Monday the 5th is Liberation Day.
    not_yet("change_window_open", change, "2025-05-06")
    today_is("2025-05-07")
    assert sql(ACTIVE, date(2025, 5, 7), change.pk) == 1


def test_who_was_told_is_not_told_again_because_its_contract_is_renewed(chain):
    change = told_but_not_sent(chain)
    chain.send(TOLD)
    for contract in list(chain.cast.platform.delivers.filter(acquirer__is_model=False)):
        moves(contract, chain.cast.platform, date(2025, 3, 10))
    today_is("2025-04-03")
    assert sql(ACTIVE, date(2025, 4, 3), change.pk) == 1


def test_contracts_that_are_renewed_after_nobody_was_told_hide_nobody(chain):
    change = chain.propose(TOLD, categories=[chain.cast.category("TRAFFIC_BILLING")])
    told = "UPDATE roles_subprocessorchange SET state = 'NOTIFIED', notified_on = %s WHERE id = %s"
    sql(told, date(2025, 3, 3), change.pk)
    for contract in list(chain.cast.platform.delivers.filter(acquirer__is_model=False)):
        moves(contract, chain.cast.platform, date(2025, 3, 4))
    not_yet("change_not_everyone_told", change, "2025-03-05")


def test_a_newcomer_is_told_of_what_is_not_announced_to_everyone(chain):
    change = chain.propose("2025-02-28", visibility="PARTNER")
    chain.notify(change, TOLD)
    for partner in (chain.cast.belfabriek, chain.cast.spraakwerk):
        chain.pass_on(change, partner, TOLD)
    new = chain.cast.party("Nieuw", registered_by=chain.cast.belfabriek)
    chain.cast.delivers(chain.cast.belfabriek, new, date(2025, 3, 4))
    not_yet("change_not_everyone_told", change, "2025-04-03")

"""Both are reminded of an agreement that ends while the service goes on: twice, and once each."""

from datetime import date

import pytest

from roles.agreements.services import end_agreement, record_agreement, remind_of_ends
from roles.mail.models import MailKind, OutgoingMail
from roles.models import Contact, Contract
from roles.services import end_contract
from roles.tasks import look_after_agreements
from tests.roles.sub_processors.chain import noon
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import SYSTEM

START, END = date(2026, 1, 1), date(2026, 9, 1)


@pytest.fixture
def chain(shared_cast):
    shared_cast.delivers(shared_cast.belfabriek, shared_cast.bakker)
    for party in (shared_cast.belfabriek, shared_cast.bakker):
        address = f"privacy@{party.name.lower()}.example.com"
        Contact.objects.create(party=party, kind="PRIVACY", email=address)
    return shared_cast


def agreed(chain, **more):
    given = {"processor_signed_on": START, "controller_signed_on": START, "until": END, **more}
    pair = {"processor": chain.belfabriek, "controller": chain.bakker}
    return record_agreement(**{"on": START, **pair, **given}, by=SYSTEM)


def reminded(day: str) -> int:
    return remind_of_ends(at=noon(day), by=SYSTEM)


def test_both_are_reminded_sixty_and_fourteen_days_before_and_once_each(chain):
    made = agreed(chain)
    days = ["2026-07-02", "2026-07-03", "2026-07-03", "2026-07-04", "2026-08-17", "2026-08-18"]
    assert [reminded(day) for day in days] == [0, 2, 0, 0, 0, 2]
    assert [reminded(day) for day in ("2026-08-19", "2026-08-31", "2026-09-01")] == [0, 0, 0]
    mails = OutgoingMail.objects.filter(kind=MailKind.EXPIRY, about=made.pk)
    assert {mail.recipient for mail in mails} == {chain.belfabriek, chain.bakker}
    to_partner = mails.filter(recipient=chain.belfabriek).first()
    to_customer = mails.filter(recipient=chain.bakker).first()
    assert "1 september 2026" in to_partner.body
    assert "1 September 2026" in to_partner.body
    assert "/portal/verwerkersovereenkomsten/" in to_partner.body
    assert "/portal/" not in to_customer.body
    assert to_customer.sent_at is None


def test_a_beat_that_was_missed_reminds_later_and_not_twice(chain):
    agreed(chain)
    assert [reminded(day) for day in ("2026-08-25", "2026-08-26")] == [2, 0]


def test_what_ends_with_its_service_needs_no_reminder(chain):
    agreed(chain)
    contract = Contract.objects.get(acquirer=chain.bakker)
    end_contract(contract=contract, on=END, by=SYSTEM)
    assert reminded("2026-08-01") == 0


def test_a_successor_needs_no_reminder(chain):
    agreed(chain)
    agreed(chain, on=END, until=None)
    assert reminded("2026-08-01") == 0


@pytest.mark.parametrize("missing", ["processor_signed_on", "controller_signed_on"])
def test_a_successor_that_not_both_signed_silences_nothing(chain, missing):
    agreed(chain)
    agreed(chain, on=END, until=None, **{missing: None})
    assert reminded("2026-08-01") == 2


def test_what_nobody_signed_needs_no_reminder(chain):
    agreed(chain, controller_signed_on=None)
    assert reminded("2026-08-01") == 0


def test_an_agreement_that_is_ended_by_hand_is_told_of_as_well(chain):
    made = agreed(chain, until=None)
    assert reminded("2026-08-01") == 0
    end_agreement(agreement=made, on=END, by=SYSTEM)
    assert reminded("2026-08-01") == 2


def test_the_schedule_rings_and_only_the_register_reminds(chain, eve):
    look_after_agreements()
    with pytest.raises(NotAllowed):
        remind_of_ends(at=noon("2026-08-01"), by=eve)

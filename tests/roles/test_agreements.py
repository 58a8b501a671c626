"""Who records agreements: officers, a partner with those it serves, and with its own suppliers."""

from datetime import date, timedelta

import pytest

from roles.agreements.models import AgreementState
from roles.agreements.queries import agreements_between, between
from roles.agreements.services import (
    end_agreement,
    end_mandate,
    give_mandate,
    may_record,
    record_agreement,
    sign_agreement,
)
from roles.models import Party
from roles.services.refusals import AgreementEnded, AlreadySigned, SignatureMissing, SignedLater
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope

ON, LATER = date(2026, 2, 1), date(2026, 6, 1)


@pytest.fixture
def chain(cast):
    cast.delivers(cast.belfabriek, cast.bakker)
    return cast


def test_a_manager_records_signs_and_ends_in_its_own_session(chain, manager_of):
    bram = manager_of(chain.belfabriek)
    pair = {"processor": chain.belfabriek, "controller": chain.bakker}
    with partner_scope(bram):
        made = record_agreement(**pair, on=ON, processor_signed_on=ON, by=bram)
        assert made.state(LATER) == AgreementState.HALF_SIGNED
        with pytest.raises(SignatureMissing):
            sign_agreement(agreement=made, on=LATER, by=bram)
        signed = sign_agreement(agreement=made, controller_signed_on=ON, on=LATER, by=bram)
        assert signed.state(LATER) == AgreementState.IN_FORCE
        mandate = give_mandate(
            giver=chain.bakker, holder=chain.belfabriek, kind="GENERAL", on=ON, by=bram
        )
        end_mandate(mandate=mandate, on=LATER, by=bram)
        assert end_agreement(agreement=made, on=LATER, by=bram).valid_until == LATER
        found = agreements_between(viewer=bram, party=chain.belfabriek, other=chain.bakker.pk)
        assert list(found) == [made]


def test_what_the_platform_agreed_is_read_and_not_recorded_by_a_partner(chain, manager_of, olga):
    bram = manager_of(chain.belfabriek)
    pair = {"processor": chain.platform, "controller": chain.belfabriek}
    made = record_agreement(**pair, on=ON, by=olga)
    with partner_scope(bram):
        assert not may_record(**pair, by=bram)
        with pytest.raises(NotAllowed):
            sign_agreement(agreement=made, controller_signed_on=ON, on=LATER, by=bram)
        with pytest.raises(NotAllowed):
            record_agreement(**pair, on=LATER, by=bram)
        found = between(viewer=bram, party=chain.belfabriek, other=chain.platform.pk)
        assert found.processor == chain.platform


def test_a_partner_records_what_its_supplier_agreed_with_it(chain, manager_of):
    supplier = chain.party("Factuurhuis", "SUPPLIER")
    chain.sells(supplier, chain.belfabriek, kind="SUPPLY")
    bram, eve = manager_of(chain.belfabriek), manager_of(chain.spraakwerk)
    pair = {"processor": supplier, "controller": chain.belfabriek}
    with partner_scope(eve), pytest.raises(NotAllowed):
        record_agreement(**pair, on=ON, by=eve)
    with partner_scope(bram):
        made = record_agreement(**pair, on=ON, authorisation="GENERAL", notice_days=30, by=bram)
        sign_agreement(
            agreement=made, processor_signed_on=ON, controller_signed_on=ON, on=LATER, by=bram
        )
        end_agreement(agreement=made, on=LATER, by=bram)
    with partner_scope(eve), pytest.raises(NotFound):
        end_agreement(agreement=made, on=LATER, by=eve)


def test_a_partner_has_nothing_between_it_and_anothers_customer(chain, manager_of):
    slager = chain.party("Slager", registered_by=chain.spraakwerk)
    chain.delivers(chain.spraakwerk, slager)
    bram = manager_of(chain.belfabriek)
    for other in (slager, chain.spraakwerk, Party()):
        with partner_scope(bram), pytest.raises(NotFound):
            between(viewer=bram, party=chain.belfabriek, other=other.pk)
    with pytest.raises(NotFound):
        record_agreement(processor=chain.belfabriek, controller=slager, on=ON, by=bram)


def test_a_signature_counts_from_its_own_day(chain):
    pair = {"processor": chain.belfabriek, "controller": chain.bakker}
    days = {"processor_signed_on": ON, "controller_signed_on": LATER}
    made = record_agreement(**pair, on=ON, **days, by=SYSTEM)
    before = [made.state(day) for day in (ON - timedelta(1), LATER - timedelta(1), LATER)]
    assert before == [
        AgreementState.UNSIGNED,
        AgreementState.HALF_SIGNED,
        AgreementState.IN_FORCE,
    ]


def test_a_signature_is_recorded_once_it_is_there_and_only_officers_correct_it(
    chain, manager_of, olga
):
    bram = manager_of(chain.belfabriek)
    pair = {"processor": chain.belfabriek, "controller": chain.bakker}
    with partner_scope(bram):
        made = record_agreement(**pair, on=ON, by=bram)
        with pytest.raises(SignedLater) as refused:
            sign_agreement(agreement=made, controller_signed_on=LATER, on=ON, by=bram)
        assert (refused.value.code, refused.value.field) == ("signed_later", "controller_signed_on")
        sign_agreement(agreement=made, processor_signed_on=ON, on=ON, by=bram)
        with pytest.raises(AlreadySigned):
            sign_agreement(agreement=made, processor_signed_on=LATER, on=LATER, by=bram)
    with pytest.raises(SignedLater):
        sign_agreement(agreement=made, processor_signed_on=LATER, on=ON, by=olga)
    corrected = sign_agreement(agreement=made, processor_signed_on=LATER, on=LATER, by=olga)
    assert corrected.processor_signed_on == LATER


def test_what_has_ended_is_signed_by_nobody(chain, manager_of, olga):
    bram = manager_of(chain.belfabriek)
    pair = {"processor": chain.belfabriek, "controller": chain.bakker}
    made = record_agreement(**pair, on=ON, until=LATER, by=SYSTEM)
    for by in (bram, olga):
        with pytest.raises(AgreementEnded):
            sign_agreement(agreement=made, processor_signed_on=ON, on=LATER, by=by)
    sign_agreement(agreement=made, processor_signed_on=ON, on=LATER - timedelta(1), by=bram)

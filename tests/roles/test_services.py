"""What people can ask the register to record, and what it refuses."""

from datetime import date
from itertools import pairwise

import pytest

from roles import services
from roles.models import Contract, ContractFeature, ExternalId, Purpose, ServiceFeature
from roles.services.contracts import (
    CategoryNotOfService,
    ContractAlreadyEnded,
)
from roles.services.features import FeatureAlwaysOn, FeatureNotOn, OutsideContract
from roles.services.moving import NothingToMove, SameProvider
from roles.services.refusals import (
    ChainLoop,
    ContactUnreachable,
    ContractFixed,
    ContractWithItself,
    CountryMalformed,
    EmptyPeriod,
    ExternalIdTaken,
    JointWithItself,
    KvkNumberMalformed,
    NameMissing,
    OverlappingContract,
    OverlappingFeature,
    OverlappingOwnUse,
    in_our_words,
)
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.history import trail_of
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope

START, LATER = date(2026, 1, 1), date(2026, 9, 1)


def feature(code):
    return ServiceFeature.objects.get(service__code="TELEPHONY", code=code)


def test_a_party_is_entered_with_its_numbers_and_its_history_says_who_did_it(cast, olga):
    party = services.register_party(
        kind="CUSTOMER",
        name="  Molen ",
        kvk_number="00001234",
        external_ids=(("RELATIECODE", "M-1"),),
        by=olga,
    )
    assert party.name == "Molen"
    assert ExternalId.objects.get(party=party).assigned_by == cast.platform
    (event,) = trail_of(party)
    assert event["pgh_context"]["action"] == "register_party"
    assert "name" not in event


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"name": "  "}, NameMissing),
        ({"kvk_number": "1234567"}, KvkNumberMalformed),
        ({"kvk_number": "123456789"}, KvkNumberMalformed),
        ({"country": "Netherlands"}, CountryMalformed),
        ({"country": "nl"}, CountryMalformed),
    ],
)
def test_a_party_with_a_wrong_fact_is_refused_by_code(cast, wrong, refusal):
    with pytest.raises(refusal):
        services.register_party(**{"kind": "CUSTOMER", "name": "Molen", **wrong}, by=SYSTEM)


def test_a_number_is_given_once_by_the_same_giver_only(cast):
    number = (("RELATIECODE", "1"),)
    cast.party("One", external_ids=number)
    with pytest.raises(ExternalIdTaken):
        cast.party("Two", external_ids=number)
    cast.party("Three", external_ids=number, registered_by=cast.belfabriek)


def test_a_correction_that_changes_nothing_leaves_no_trace(cast):
    services.correct_party(party=cast.bakker, name="Bakker", country="NL", by=SYSTEM)
    assert len(trail_of(cast.bakker)) == 1
    services.correct_party(party=cast.bakker, country="BE", by=SYSTEM)
    assert len(trail_of(cast.bakker)) == 2


def test_a_contact_can_be_reached(cast):
    with pytest.raises(ContactUnreachable):
        services.add_contact(party=cast.bakker, kind="DPO", name="Someone", by=SYSTEM)


def test_two_providers_of_one_service_on_one_day_are_refused(cast):
    cast.delivers(cast.belfabriek, cast.bakker)
    with pytest.raises(OverlappingContract):
        cast.delivers(cast.spraakwerk, cast.bakker, LATER)


@pytest.mark.parametrize("until", [START, date(2025, 1, 1)])
def test_a_contract_that_ends_before_it_starts_is_refused(cast, until):
    with pytest.raises(EmptyPeriod):
        cast.delivers(cast.belfabriek, cast.bakker, until=until)


def test_a_contract_with_itself_is_refused(cast):
    with pytest.raises(ContractWithItself):
        cast.sells(cast.bakker, cast.bakker)


@pytest.mark.parametrize("depth", range(1, 7))
def test_a_loop_is_refused_at_every_depth(cast, depth):
    chain = [cast.party(f"Reseller {n}", "RESELLER") for n in range(depth + 1)]
    for provider, acquirer in pairwise(chain):
        cast.sells(provider, acquirer)
    with pytest.raises(ChainLoop):
        cast.sells(chain[-1], chain[0])


def test_a_loop_through_a_supplier_is_refused(cast):
    with pytest.raises(ChainLoop):
        cast.sells(cast.belfabriek, cast.platform, kind="SUPPLY")


def test_a_loop_that_never_holds_on_one_day_is_fine(cast):
    one, two = cast.party("One", "RESELLER"), cast.party("Two", "RESELLER")
    cast.sells(one, two, until=LATER)
    cast.sells(two, one, LATER)
    assert Contract.objects.filter(provider__in=(one, two)).count() == 2


def test_what_a_contract_is_never_changes(cast):
    contract = cast.delivers(cast.belfabriek, cast.bakker)
    with pytest.raises(ContractFixed), in_our_words():
        Contract.objects.filter(pk=contract.pk).update(provider=cast.spraakwerk)


def test_ending_a_contract_ends_its_features_and_happens_once(cast):
    contract = cast.delivers(cast.belfabriek, cast.bakker)
    services.switch_on_feature(contract=contract, feature=feature("VOICEMAIL"), on=START, by=SYSTEM)
    ended = services.end_contract(contract=contract, on=LATER, by=SYSTEM)
    assert ended.valid_until == LATER
    assert ContractFeature.objects.get(contract=contract).valid_until == LATER
    with pytest.raises(ContractAlreadyEnded):
        services.end_contract(contract=contract, on=date(2026, 12, 1), by=SYSTEM)
    with pytest.raises(EmptyPeriod):
        services.end_contract(contract=contract, on=START, by=SYSTEM)


def test_a_customer_that_moves_has_one_provider_on_every_day(cast):
    cast.delivers(cast.belfabriek, cast.bakker)
    new = services.move_customer(
        customer=cast.bakker,
        to_partner=cast.spraakwerk,
        service=cast.telephony,
        on=LATER,
        by=SYSTEM,
    )
    days = {
        day: [c.provider.name for c in Contract.objects.in_force(day).filter(acquirer=cast.bakker)]
        for day in (date(2026, 8, 31), LATER)
    }
    assert list(days.values()) == [["Belfabriek"], ["Spraakwerk"]]
    assert new.valid_from == LATER


def test_nobody_moves_without_a_contract_or_to_where_it_is(cast):
    asked = {"customer": cast.bakker, "service": cast.telephony, "on": LATER, "by": SYSTEM}
    with pytest.raises(NothingToMove):
        services.move_customer(to_partner=cast.spraakwerk, **asked)
    cast.delivers(cast.belfabriek, cast.bakker)
    with pytest.raises(SameProvider):
        services.move_customer(to_partner=cast.belfabriek, **asked)


def test_a_move_that_is_refused_leaves_the_old_contract_as_it_was(cast):
    old = cast.delivers(cast.belfabriek, cast.bakker)
    below = cast.party("Below", "RESELLER")
    cast.sells(cast.bakker, below, kind="RESALE")
    with pytest.raises(ChainLoop):
        services.move_customer(
            customer=cast.bakker, to_partner=below, service=cast.telephony, on=LATER, by=SYSTEM
        )
    old.refresh_from_db()
    assert old.valid_until is None


def test_a_contract_is_limited_to_data_of_its_service(cast):
    host = cast.party("Carrier", "SUPPLIER")
    with pytest.raises(CategoryNotOfService):
        cast.sells(
            host, cast.platform, kind="SUPPLY", categories=[cast.category("WEBSITE_VISITOR")]
        )
    contract = cast.sells(
        host, cast.platform, kind="SUPPLY", categories=[cast.category("TRANSMITTED")]
    )
    assert contract.limits.count() == 1


def test_a_feature_is_on_within_its_contract_and_once(cast):
    contract = cast.delivers(cast.belfabriek, cast.bakker, until=LATER)
    ask = {"contract": contract, "by": SYSTEM}
    with pytest.raises(FeatureAlwaysOn):
        services.switch_on_feature(feature=feature("CONVEYANCE"), on=START, **ask)
    with pytest.raises(OutsideContract):
        services.switch_on_feature(feature=feature("CALL_RECORDING"), on=LATER, **ask)
    with pytest.raises(OutsideContract):
        services.switch_on_feature(
            feature=feature("CALL_RECORDING"), on=START, until=date(2027, 1, 1), **ask
        )
    on = services.switch_on_feature(feature=feature("CALL_RECORDING"), on=START, **ask)
    assert on.valid_until == LATER
    with pytest.raises(OverlappingFeature):
        services.switch_on_feature(feature=feature("CALL_RECORDING"), on=date(2026, 3, 1), **ask)
    off = services.switch_off_feature(feature=feature("CALL_RECORDING"), on=date(2026, 3, 1), **ask)
    assert off.valid_until == date(2026, 3, 1)
    with pytest.raises(FeatureNotOn):
        services.switch_off_feature(feature=feature("CALL_RECORDING"), on=LATER, **ask)


def test_an_own_use_is_recorded_once_and_ended_once(cast, olga):
    facts = {
        "party": cast.belfabriek,
        "category": cast.category("TRANSMITTED"),
        "purpose": Purpose.objects.get(code="MARKETING"),
    }
    use = services.record_own_use(**facts, on=START, by=olga)
    with pytest.raises(OverlappingOwnUse):
        services.record_own_use(**facts, on=LATER, by=olga)
    assert services.end_own_use(own_use=use, on=LATER, by=olga).valid_until == LATER
    services.record_own_use(**facts, on=LATER, by=olga)


def test_a_party_decides_together_with_another(cast, olga):
    facts = {"service": cast.telephony, "category": cast.category("TRANSMITTED"), "on": START}
    with pytest.raises(JointWithItself):
        services.record_joint_determination(
            party=cast.bakker, with_party=cast.bakker, **facts, by=olga
        )
    joint = services.record_joint_determination(
        party=cast.bakker, with_party=cast.belfabriek, **facts, by=olga
    )
    assert services.end_joint_determination(joint=joint, on=LATER, by=olga).valid_until == LATER


class TestAuthority:
    """Officers change everything, managers what is theirs, Eve nothing."""

    def test_a_manager_enters_its_own_customers_and_delivers_to_them(self, cast, manager_of):
        by = manager_of(cast.belfabriek)
        with partner_scope(by):
            party = services.register_party(
                kind="CUSTOMER", name="Molen", external_ids=(("RELATIECODE", "7"),), by=by
            )
            contract = services.conclude_contract(
                provider=cast.belfabriek,
                acquirer=party,
                service=cast.telephony,
                kind="SUBSCRIPTION",
                on=START,
                by=by,
            )
            services.switch_on_feature(
                contract=contract, feature=feature("VOICEMAIL"), on=START, by=by
            )
            services.add_contact(party=party, kind="GENERAL", email="a@example.com", by=by)
            services.correct_party(party=party, name="De Molen", by=by)
            services.end_contract(contract=contract, on=LATER, by=by)
        party.refresh_from_db()
        assert (party.registered_by, party.name) == (cast.belfabriek, "De Molen")

    def test_another_partners_customer_is_like_nobody(self, cast, manager_of):
        contract = cast.delivers(cast.belfabriek, cast.bakker)
        by = manager_of(cast.spraakwerk)
        with pytest.raises(NotFound):
            services.end_contract(contract=contract, on=LATER, by=by)
        with pytest.raises(NotFound):
            services.correct_party(party=cast.bakker, name="Mine", by=by)
        with pytest.raises(NotFound):
            services.conclude_contract(
                provider=cast.spraakwerk,
                acquirer=cast.bakker,
                service=cast.telephony,
                kind="SUBSCRIPTION",
                on=START,
                by=by,
            )

    def test_a_manager_never_writes_for_the_platform_or_its_own_provider(self, cast, manager_of):
        by = manager_of(cast.belfabriek)
        upstream = Contract.objects.get(acquirer=cast.belfabriek)
        with pytest.raises(NotAllowed):
            services.end_contract(contract=upstream, on=LATER, by=by)
        with pytest.raises(NotAllowed):
            services.correct_party(party=cast.platform, name="Ours", by=by)
        with pytest.raises(NotAllowed):
            services.register_party(kind="SUPPLIER", name="Ours", by=by)
        with pytest.raises(NotAllowed):
            services.register_party(kind="CUSTOMER", name="Ours", is_public=True, by=by)

    def test_a_manager_moves_its_customer_to_its_own_reseller_only(self, cast, manager_of):
        by = manager_of(cast.belfabriek)
        below = cast.party("Kantoorbellen", "RESELLER", registered_by=cast.belfabriek)
        cast.sells(cast.belfabriek, below)
        cast.delivers(cast.belfabriek, cast.bakker)
        ask = {"customer": cast.bakker, "service": cast.telephony, "by": by}
        with pytest.raises(NotFound):
            services.move_customer(to_partner=cast.spraakwerk, on=LATER, **ask)
        with partner_scope(by):
            services.move_customer(to_partner=below, on=LATER, **ask)

    def test_conduct_is_for_officers(self, cast, manager_of):
        with pytest.raises(NotAllowed):
            services.record_own_use(
                party=cast.belfabriek,
                category=cast.category("TRANSMITTED"),
                purpose=Purpose.objects.get(code="MARKETING"),
                on=START,
                by=manager_of(cast.belfabriek),
            )

    def test_eve_may_nothing(self, cast, eve):
        with pytest.raises(NotAllowed):
            services.register_party(kind="CUSTOMER", name="Eve's", by=eve)
        with pytest.raises(NotAllowed):
            services.add_contact(party=cast.bakker, kind="GENERAL", email="e@example.com", by=eve)
        with pytest.raises(NotAllowed):
            services.load_register(by=eve)
        with pytest.raises(NotAllowed):
            services.recompute_findings(on=START, by=eve)

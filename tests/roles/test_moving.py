"""Moving customers and partners: no day lost, no day twice, all or nothing, and said beforehand."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roles import services
from roles.models import Contract, ContractCategory, ContractFeature, ServiceFeature
from roles.queries.matrix import role_matrix
from roles.services.moving import (
    NotDelivered,
    NothingToMove,
    ProviderNotSupplied,
    SameProvider,
    StartsLater,
    plan_end,
    plan_move,
    plan_split,
    plan_take_over,
    preview,
)
from roles.services.refusals import ChainLoop, ContractWithItself
from tests.roles.conftest import START
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope

pytestmark = pytest.mark.django_db

DAY = date(2026, 9, 1)
BEFORE = DAY - timedelta(days=1)
REFUSALS = (NothingToMove, SameProvider, StartsLater, ProviderNotSupplied, NotDelivered)
REFUSALS = (*REFUSALS, ChainLoop, ContractWithItself)


@pytest.fixture
def village(shared_cast):
    """Belfabriek sells to Bakker and Slager, and through Kantoorbellen to Smid."""
    cast = shared_cast
    cast.slager = cast.party("Slager", registered_by=cast.belfabriek)
    cast.smid = cast.party("Smid")
    cast.below = cast.party("Kantoorbellen", "RESELLER", registered_by=cast.belfabriek)
    cast.resale = cast.sells(cast.belfabriek, cast.below)
    cast.of_bakker = cast.delivers(cast.belfabriek, cast.bakker, reference="B-1")
    cast.of_slager = cast.delivers(cast.belfabriek, cast.slager, until=date(2027, 1, 1))
    cast.of_smid = cast.delivers(cast.below, cast.smid)
    recording = ServiceFeature.objects.get(code="CALL_RECORDING", service=cast.telephony)
    services.switch_on_feature(contract=cast.of_bakker, feature=recording, on=START, by=SYSTEM)
    ContractCategory.objects.create(contract=cast.of_slager, category=cast.category("TRANSMITTED"))
    return cast


def providers(party, on):
    held = Contract.objects.in_force(on).filter(acquirer=party).exclude(kind="SUPPLY")
    return [contract.provider.name for contract in held]


def move(cast, customer, to, on=DAY, **more):
    return services.move_customer(
        customer=customer, to_partner=to, service=cast.telephony, on=on, by=SYSTEM, **more
    )


def take_over(cast, **more):
    asked = {"partner": cast.belfabriek, "to_partner": cast.spraakwerk, "on": DAY, "by": SYSTEM}
    return services.take_over_partner(**(asked | more))


# Porting one customer


def test_a_customer_that_moves_keeps_the_end_of_its_contract_and_its_limits(village):
    new = move(village, village.slager, village.spraakwerk)
    assert (new.valid_from, new.valid_until) == (DAY, date(2027, 1, 1))
    assert [limit.category.code for limit in new.limits.all()] == ["TRANSMITTED"]
    assert providers(village.slager, BEFORE) == ["Belfabriek"]
    assert providers(village.slager, DAY) == ["Spraakwerk"]


def test_features_are_agreed_anew_unless_they_are_said_to_go_along(village):
    new = move(village, village.bakker, village.spraakwerk)
    assert not new.features.exists()
    old = ContractFeature.objects.get(contract=village.of_bakker)
    assert old.valid_until == DAY
    back = move(village, village.bakker, village.belfabriek, on=date(2026, 10, 1))
    assert not back.features.exists()


def test_features_that_go_along_lose_no_day(village):
    new = move(village, village.bakker, village.spraakwerk, with_features=True)
    (there,) = new.features.all()
    old = ContractFeature.objects.get(contract=village.of_bakker)
    assert (old.valid_until, there.valid_from, there.valid_until) == (DAY, DAY, None)


def test_who_gets_nothing_delivers_nothing(village):
    dry = village.party("Zonder Lijn", "PARTNER")
    with pytest.raises(ProviderNotSupplied):
        move(village, village.bakker, dry)


def test_a_contract_does_not_move_on_its_first_day(village):
    with pytest.raises(StartsLater):
        move(village, village.bakker, village.spraakwerk, on=START)


def test_a_move_can_lie_ahead_and_be_followed_by_another(village):
    move(village, village.bakker, village.spraakwerk, on=date(2030, 1, 1))
    assert providers(village.bakker, DAY) == ["Belfabriek"]
    move(village, village.bakker, village.below, on=date(2029, 6, 1))
    assert providers(village.bakker, date(2029, 12, 31)) == ["Kantoorbellen"]
    assert providers(village.bakker, date(2030, 1, 1)) == ["Spraakwerk"]


# Partners


def test_a_taken_over_partner_keeps_nobody_and_ends(village):
    done = take_over(village)
    assert (len(done.contracts), done.ended) == (3, 1)
    for party in (village.bakker, village.slager, village.below):
        assert providers(party, BEFORE) == ["Belfabriek"]
        assert providers(party, DAY) == ["Spraakwerk"]
    assert providers(village.smid, DAY) == ["Kantoorbellen"]
    assert providers(village.belfabriek, DAY) == []
    moved = Contract.objects.get(acquirer=village.bakker, provider=village.spraakwerk)
    assert moved.reference == "B-1"
    assert moved.features.count() == 1


def test_the_new_partner_sees_whom_it_took_over_and_what_is_below(village, manager_of):
    take_over(village)
    manager = manager_of(village.spraakwerk)
    seen = {party.name for party in type(village.bakker).objects.visible_to(manager)}
    assert {"Bakker", "Slager", "Kantoorbellen", "Smid"} <= seen


def test_a_take_over_can_leave_the_partner_its_own_contract(village):
    take_over(village, ends_own=False)
    assert providers(village.belfabriek, DAY) == ["VoIPGRID B.V."]


def test_nothing_moves_when_one_contract_cannot(village):
    later = village.party("Later")
    village.delivers(village.belfabriek, later, on=date(2026, 12, 1))
    with pytest.raises(StartsLater, match="1"):
        take_over(village)
    assert providers(village.bakker, DAY) == ["Belfabriek"]


def test_a_partner_does_not_take_over_what_it_hangs_on(village):
    with pytest.raises((ChainLoop, ContractWithItself)):
        take_over(village, to_partner=village.below)
    assert providers(village.bakker, DAY) == ["Belfabriek"]


def test_a_split_moves_those_named_and_nobody_else(village):
    asked = {"partner": village.belfabriek, "to_partner": village.spraakwerk, "by": SYSTEM}
    services.split_partner(acquirers=[village.slager, village.below], on=DAY, **asked)
    assert providers(village.slager, DAY) == ["Spraakwerk"]
    assert providers(village.below, DAY) == ["Spraakwerk"]
    assert providers(village.bakker, DAY) == ["Belfabriek"]
    with pytest.raises(NotDelivered, match="Smid"):
        services.split_partner(acquirers=[village.bakker, village.smid], on=DAY, **asked)
    with pytest.raises(NothingToMove):
        services.split_partner(acquirers=[], on=DAY, **asked)
    assert providers(village.bakker, DAY) == ["Belfabriek"]


def test_a_chain_ends_all_the_way_down_and_stays_answerable(village):
    done = services.end_chain(party=village.belfabriek, on=DAY, by=SYSTEM)
    assert done.ended == 5
    for party in (village.belfabriek, village.bakker, village.slager, village.below, village.smid):
        assert providers(party, DAY) == []
        assert len(providers(party, BEFORE)) == 1
    assert ContractFeature.objects.get(contract=village.of_bakker).valid_until == DAY
    with pytest.raises(NothingToMove):
        services.end_chain(party=village.belfabriek, on=DAY, by=SYSTEM)


def test_history_names_the_move(village):
    take_over(village)
    events = Contract.pgh_event_model.objects.filter(pgh_obj_id=village.of_bakker.pk)
    assert events.latest("pgh_id").pgh_context["action"] == "take_over_partner"


# Who may


def test_a_manager_moves_inside_its_own_part_of_the_chain_only(village, manager_of):
    by = manager_of(village.belfabriek)
    with partner_scope(by):
        new = services.take_over_partner(
            partner=village.below, to_partner=village.belfabriek, on=DAY, ends_own=True, by=by
        )
        assert (len(new.contracts), new.ended) == (1, 1)
    assert providers(village.smid, DAY) == ["Belfabriek"]
    with pytest.raises(NotFound):
        plan_move(
            customer=village.bakker,
            to_partner=village.spraakwerk,
            service=village.telephony,
            on=DAY,
            by=by,
        )
    with pytest.raises((NotAllowed, NotFound)):
        plan_take_over(partner=village.belfabriek, to_partner=village.below, on=DAY, by=by)
    with pytest.raises((NotAllowed, NotFound)):
        plan_end(party=village.belfabriek, on=DAY, by=by)


def test_a_manager_ends_its_own_customer(village, manager_of):
    by = manager_of(village.belfabriek)
    with partner_scope(by):
        services.end_chain(party=village.bakker, on=DAY, by=by)
    assert providers(village.bakker, DAY) == []


def test_strangers_move_nothing(village, manager_of, eve):
    for by in (manager_of(village.spraakwerk), eve):
        with pytest.raises((NotAllowed, NotFound)):
            plan_end(party=village.bakker, on=DAY, by=by)
        with pytest.raises((NotAllowed, NotFound)):
            plan_split(
                partner=village.belfabriek,
                acquirers=[village.bakker],
                to_partner=village.spraakwerk,
                on=DAY,
                by=by,
            )


# Previews


def said(found):
    return {
        (c.party, c.category.en): (c.before and c.before.role.value, c.after and c.after.role.value)
        for c in found.changes
    }


def test_a_preview_says_who_changes_role_and_changes_nothing(village):
    asked = {"partner": village.belfabriek, "to_partner": village.spraakwerk, "on": DAY}
    found = preview(plan_take_over(**asked, by=SYSTEM), by=SYSTEM)
    assert (found.moved, found.ended, found.customers) == (3, 1, 3)
    assert set(found.names) == {"Bakker", "Slager", "Smid"}
    roles = said(found)
    # For Smid, Belfabriek stood one further up the chain than for its own customers.
    assert roles["Belfabriek", "Transmitted data"][1] is None
    assert roles["Belfabriek", "Traffic and billing data"][1] is None
    assert roles["Spraakwerk", "Traffic and billing data"][0] is None
    assert not [key for key in roles if key[0] == "Customers" and "Transmitted" in key[1]]
    assert [name.en for name, _count in found.along] == ["Recording calls"]
    assert [name.en for name, _count in found.limits] == ["Transmitted data"]
    assert providers(village.bakker, DAY) == ["Belfabriek"]


def test_what_was_said_beforehand_is_what_holds_afterwards(village):
    """The roles foretold are those that the register gives once the move is done."""
    plan = plan_move(
        customer=village.bakker,
        to_partner=village.below,
        service=village.telephony,
        on=DAY,
        by=SYSTEM,
    )
    foretold = preview(plan, by=SYSTEM)
    assert [name.en for name, _count in foretold.anew] == ["Recording calls"]
    move(village, village.bakker, village.below)
    matrix = role_matrix(viewer=SYSTEM, party=village.bakker.pk, on=DAY)
    real = {
        (cell.party.name, cell.category_name.en): (cell.role, cell.depth)
        for cell in matrix.cells
        if cell.purpose is None
    }
    assert foretold.changes
    for change in foretold.changes:
        if change.after:
            after = (change.after.role, change.after.depth)
            assert real[change.party, change.category.en] == after
        else:
            assert (change.party, change.category.en) not in real


def test_the_preview_of_an_end_says_whose_role_stops(village):
    found = preview(plan_end(party=village.bakker, on=DAY, by=SYSTEM), by=SYSTEM)
    assert found.changes
    assert {change.after for change in found.changes} == {None}


# What always holds

STEPS = st.lists(
    st.tuples(
        st.sampled_from(("move", "split", "take_over", "end")),
        st.integers(0, 3),
        st.integers(0, 3),
        st.integers(-40, 400),
        st.booleans(),
    ),
    max_size=6,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_after_any_moves_nobody_lost_a_day_or_has_one_twice(village, steps):
    with transaction.atomic():
        customers = [village.bakker, village.slager, village.smid, village.below]
        partners = [village.belfabriek, village.spraakwerk, village.below, village.platform]
        for what, one, other, days, along in steps:
            had = {party.pk: days_of(party) for party in customers}
            ended = attempt(
                village, what, customers[one], partners[other], partners[one], days, along
            )
            for party in customers:
                now = days_of(party)
                assert all(a[1] <= b[0] for a, b in pairwise(now)), "two providers on one day"
                if not ended:
                    assert joined(now) == joined(had[party.pk]), "a day was lost or won"
        transaction.set_rollback(True)


def attempt(cast, what, customer, partner, other, days, along):
    """Do it if it can be done; say whether it was an end."""
    on = DAY + timedelta(days=days)
    common = {"on": on, "by": SYSTEM}
    moves = {
        "move": lambda: move(cast, customer, partner, on=on, with_features=along),
        "split": lambda: services.split_partner(
            partner=partner, acquirers=[customer], to_partner=other, with_features=along, **common
        ),
        "take_over": lambda: services.take_over_partner(
            partner=partner, to_partner=other, with_features=along, ends_own=False, **common
        ),
        "end": lambda: services.end_chain(party=customer, **common),
    }
    try:
        with transaction.atomic():
            moves[what]()
    except REFUSALS:
        return False
    return what == "end"


def days_of(party):
    held = Contract.objects.filter(acquirer=party).exclude(kind="SUPPLY")
    return sorted((c.valid_from, c.valid_until or date.max) for c in held)


def joined(periods):
    """Return the periods with what touches taken together."""
    whole = []
    for start, end in periods:
        if whole and whole[-1][1] == start:
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole

"""When an answer changes: before, on and after the day, and through which fact."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roles import services
from roles.choices import Feature, Role
from roles.models import Party, Service, ServiceFeature
from roles.queries.changes import chain_changes, latest_changes
from roles.queries.matrix import role_matrix
from tests.roles.conftest import START, Cast
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer, partner_scope
from voipgrid_privacy.kernel.text import Localised

pytestmark = pytest.mark.django_db
MOVE = date(2031, 9, 1)
ONE = timedelta(days=1)
Manager = Callable[[Party], Viewer]


def roles_on(viewer: Viewer, cast: Cast, day: date) -> dict[object, tuple[object, ...]]:
    try:
        cells = role_matrix(viewer=viewer, party=cast.bakker.pk, on=day).cells
    except NotFound:
        return {}
    return {
        (c.party.id, c.category, c.purpose): (c.role, c.depth, c.upstream and c.upstream.id)
        for c in cells
    }


def test_a_contract_that_starts_is_told_with_the_roles_it_gives(
    shared_cast: Cast, olga: Viewer
) -> None:
    shared_cast.delivers(shared_cast.belfabriek, shared_cast.bakker, reference="B-1")
    (change, *_more) = chain_changes(viewer=olga, party=shared_cast.bakker.pk)
    assert change.day == START
    assert ("CONTRACT", "Belfabriek → Bakker (B-1)", True) in {
        (c.kind, c.what, c.starts) for c in change.causes
    }
    assert Role.CONTROLLER in {d.after.role for d in change.differences if d.after}


def test_a_scheduled_move_is_told_before_it_takes_effect(shared_cast: Cast, olga: Viewer) -> None:
    shared_cast.delivers(shared_cast.belfabriek, shared_cast.bakker)
    services.move_customer(
        customer=shared_cast.bakker,
        to_partner=shared_cast.spraakwerk,
        service=shared_cast.telephony,
        on=MOVE,
        by=SYSTEM,
    )
    (change,) = chain_changes(viewer=olga, party=shared_cast.bakker.pk, since=date(2030, 1, 1))
    assert change.day == MOVE
    told = {
        (d.party.name, d.cell.category): (d.before and d.before.role, d.after and d.after.role)
        for d in change.differences
    }
    assert told["Belfabriek", "TRANSMITTED"] == (Role.PROCESSOR, None)
    assert told["Spraakwerk", "TRANSMITTED"] == (None, Role.PROCESSOR)
    assert {c.starts for c in change.causes} == {True, False}


def test_a_feature_that_will_be_on_is_told_by_name(shared_cast: Cast, olga: Viewer) -> None:
    contract = shared_cast.delivers(shared_cast.belfabriek, shared_cast.bakker)
    feature = ServiceFeature.objects.get(code=Feature.CALL_RECORDING, service=shared_cast.telephony)
    services.switch_on_feature(contract=contract, feature=feature, on=MOVE, by=SYSTEM)
    (change,) = chain_changes(viewer=olga, party=shared_cast.bakker.pk, since=MOVE)
    assert [cause.kind for cause in change.causes] == ["FEATURE"]
    assert {d.cell.feature for d in change.differences} == {Feature.CALL_RECORDING}


def test_a_partner_reads_its_own_changes_and_nobody_elses(
    shared_cast: Cast, manager_of: Manager, eve: Viewer
) -> None:
    shared_cast.delivers(shared_cast.belfabriek, shared_cast.bakker, on=MOVE)
    mine, theirs = manager_of(shared_cast.belfabriek), manager_of(shared_cast.spraakwerk)
    with partner_scope(mine):
        (change,) = latest_changes(viewer=mine, since=MOVE)
        assert chain_changes(viewer=mine, party=shared_cast.bakker.pk)
    assert change.subject.name == "Bakker"
    for stranger in (theirs, eve):
        with partner_scope(stranger):
            assert latest_changes(viewer=stranger, since=MOVE) == []
            assert chain_changes(viewer=stranger, party=shared_cast.bakker.pk) == []


DAYS = st.dates(min_value=date(2026, 1, 2), max_value=date(2027, 1, 1))


@settings(
    deadline=None,
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example undoes its own
)
@given(starts=DAYS, lasts=st.integers(2, 200))
def test_roles_differ_on_the_days_that_are_told_and_on_no_other(
    shared_cast: Cast, olga: Viewer, starts: date, lasts: int
) -> None:
    contract = shared_cast.delivers(shared_cast.belfabriek, shared_cast.bakker, on=starts)
    services.end_contract(contract=contract, on=starts + timedelta(days=lasts), by=SYSTEM)
    told = {c.day for c in chain_changes(viewer=olga, party=shared_cast.bakker.pk)}
    for border in (starts, starts + timedelta(days=lasts)):
        for day in (border - ONE, border, border + ONE):
            before = roles_on(olga, shared_cast, day - ONE)
            differ = before != roles_on(olga, shared_cast, day)
            assert differ == (day in told), day
    shared_cast.bakker.acquires.all().delete()


def test_many_changes_are_read_together(shared_cast: Cast, olga: Viewer) -> None:
    """Another customer, on a day of its own, costs no statement more."""

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            latest_changes(viewer=olga, since=START - ONE)
        return len(asked)

    shared_cast.delivers(shared_cast.belfabriek, shared_cast.bakker)
    few = statements()
    for number in range(1, 6):
        customer = Party.objects.create(kind="CUSTOMER", name=f"Winkel {number}")
        shared_cast.delivers(
            shared_cast.belfabriek, customer, on=START + number * timedelta(days=10)
        )
    assert len(latest_changes(viewer=olga, since=START - ONE)) >= 6
    assert statements() == few


def test_a_feature_is_called_what_its_own_service_calls_it(shared_cast: Cast, olga: Viewer) -> None:
    """Codes of features are a service's own: another may use the same for something else."""
    recording = ServiceFeature.objects.get(code="CALL_RECORDING", service=shared_cast.telephony)
    other = Service.objects.exclude(pk=shared_cast.telephony.pk).earliest("code")
    ServiceFeature.objects.create(
        code=recording.code, service=other, name=Localised(nl="Iets anders", en="Something else")
    )
    contract = shared_cast.delivers(shared_cast.belfabriek, shared_cast.bakker)
    services.switch_on_feature(contract=contract, feature=recording, on=MOVE, by=SYSTEM)
    (change,) = chain_changes(viewer=olga, party=shared_cast.bakker.pk, since=MOVE)
    told = [cause.what for cause in change.causes if cause.kind == "FEATURE"]
    assert told == [f"{recording.name}: Belfabriek → Bakker"]

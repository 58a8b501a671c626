"""What if: differences and duties of what is only supposed, and not one row of it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.apps import apps
from django.db import connection, transaction

from roles import services
from roles.choices import Feature, Role
from roles.models import Contract, Party, ServiceFeature
from roles.queries.matrix import role_matrix
from roles.supposing.queries import Simulation, chain_to_suppose, suppose
from roles.supposing.suppositions import NothingLikeThat
from tests.roles.conftest import Cast
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer, partner_scope

DAY = date(2026, 3, 1)
Manager = Callable[[Party], Viewer]


def supposed(viewer: Viewer, party: Party, what: str) -> Simulation:
    chain = chain_to_suppose(viewer=viewer, party=party.pk, on=DAY)
    return suppose(viewer=viewer, chain=chain, what=what)


def told(simulation: Simulation) -> set[tuple[str, str, str]]:
    return {
        (c.kind.value, c.party.name, c.other.name if c.other else "")
        for c in simulation.consequences
    }


@pytest.fixture
def sold(shared_cast: Cast) -> Contract:
    return shared_cast.delivers(shared_cast.belfabriek, shared_cast.bakker, reference="B-1")


def test_a_sub_reseller_in_between_pushes_everyone_above_it_one_step_away(
    shared_cast: Cast, sold: Contract, olga: Viewer
) -> None:
    found = supposed(olga, shared_cast.bakker, f"SUB_RESELLS:{shared_cast.belfabriek.pk}")
    transmitted = {
        d.party.name: (d.before and d.before.role, d.after and d.after.role)
        for d in found.differences
        if d.cell.category == "TRANSMITTED" and not d.cell.purpose
    }
    assert transmitted["Nieuwe doorverkoper"] == (None, Role.PROCESSOR)
    assert transmitted["Belfabriek"] == (Role.PROCESSOR, Role.SUB_PROCESSOR)
    assert ("AGREEMENT_NEEDED", "Nieuwe doorverkoper", "Bakker") in told(found)
    assert ("AGREEMENT_NEEDED", "Belfabriek", "Nieuwe doorverkoper") in told(found)
    assert ("NOTICE_NEEDED", "Belfabriek", "Bakker") in told(found)
    assert ("NOTICE_NEEDED", "VoIPGRID B.V.", "Nieuwe doorverkoper") in told(found)
    assert ("NOTICE_NEEDED", "VoIPGRID B.V.", "Bakker") not in told(found)
    assert ("AGREEMENT_ENDS", "Belfabriek", "Bakker") in told(found)
    assert {"RECORD_AFFECTED"} & {kind for kind, _who, _whom in told(found)}


def test_what_is_supposed_is_what_happens_when_it_is_done(
    shared_cast: Cast, sold: Contract, olga: Viewer
) -> None:
    found = supposed(olga, shared_cast.bakker, f"FEATURE_ON:{Feature.CALL_RECORDING}")
    after = {(d.party.id, d.cell.category, d.cell.purpose): d.after for d in found.differences}
    assert after
    feature = ServiceFeature.objects.get(code=Feature.CALL_RECORDING, service=shared_cast.telephony)
    services.switch_on_feature(contract=sold, feature=feature, on=DAY, by=SYSTEM)
    real = role_matrix(
        viewer=olga, party=shared_cast.bakker.pk, on=DAY, feature=Feature.CALL_RECORDING
    )
    cells = {(c.party.id, c.category, c.purpose): c for c in real.cells}
    for key, cell in after.items():
        assert cell
        assert (cell.role, cell.depth) == (cells[key].role, cells[key].depth)
    assert ("AGREEMENT_AMENDED", "Belfabriek", "Bakker") in told(found)
    assert ("PERSONS_INFORMED", "Bakker", "") in told(found)


def test_ending_a_contract_takes_the_chain_behind_it_away(
    shared_cast: Cast, sold: Contract, olga: Viewer
) -> None:
    found = supposed(olga, shared_cast.bakker, f"CONTRACT_ENDS:{sold.pk}")
    assert {d.after for d in found.differences} == {None}
    assert ("AGREEMENT_ENDS", "Belfabriek", "Bakker") in told(found)
    services.end_contract(contract=sold, on=DAY, by=SYSTEM)
    assert not chain_to_suppose(viewer=olga, party=shared_cast.bakker.pk, on=DAY).facts.links


def test_a_purpose_of_its_own_makes_a_processor_controller_for_it(
    shared_cast: Cast, sold: Contract, olga: Viewer
) -> None:
    what = f"OWN_USE:{shared_cast.belfabriek.pk}:TRANSMITTED"
    (difference,) = supposed(olga, shared_cast.bakker, what).differences
    assert difference.before is None
    assert difference.after
    assert difference.after.role == Role.CONTROLLER
    assert "GDPR Art. 28(10)" in {str(c) for g in difference.after.grounds for c in g.cites}


def test_only_what_is_possible_in_the_chain_is_answered(
    shared_cast: Cast, sold: Contract, olga: Viewer
) -> None:
    for what in ("FEATURE_ON:X", f"SUB_RESELLS:{shared_cast.spraakwerk.pk}", "", "drop table"):
        with pytest.raises(NothingLikeThat):
            supposed(olga, shared_cast.bakker, what)


def test_strangers_suppose_nothing(
    shared_cast: Cast, sold: Contract, eve: Viewer, manager_of: Manager
) -> None:
    for stranger in (eve, manager_of(shared_cast.spraakwerk)):
        with pytest.raises(NotFound):
            chain_to_suppose(viewer=stranger, party=shared_cast.bakker.pk, on=DAY)


def test_for_a_partner_itself_any_customer_is_supposed(
    shared_cast: Cast, manager_of: Manager
) -> None:
    manager = manager_of(shared_cast.belfabriek)
    with partner_scope(manager):
        found = supposed(
            manager, shared_cast.belfabriek, f"SUB_RESELLS:{shared_cast.belfabriek.pk}"
        )
    assert Role.SUB_PROCESSOR in {d.after.role for d in found.differences if d.after}


def _rows() -> dict[str, int]:
    models = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed]
    return {m._meta.label: m._default_manager.count() for m in models}


def test_nothing_remains_of_anything_supposed(committed_cast: Cast, olga: Viewer) -> None:
    cast = committed_cast
    cast.delivers(cast.belfabriek, cast.bakker)
    before = _rows()
    chain = chain_to_suppose(viewer=olga, party=cast.bakker.pk, on=DAY)
    assert len(chain.possible) > 8
    for each in chain.possible:
        with transaction.atomic():
            assert suppose(viewer=olga, chain=chain, what=each.value).supposed == each
            with connection.cursor() as cursor:  # no write was even tried: no number was drawn
                cursor.execute("SELECT pg_current_xact_id_if_assigned()")
                assert cursor.fetchone() == (None,)
    assert _rows() == before

"""Whom a reseller below engages is not for the partner above to know, though others may."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.utils import timezone

from roles.models import Contract, Party
from roles.queries.chain import ChainFacts, chain_facts, chains_facts
from roles.queries.matrix import role_matrix
from roles.sub_processors.queries import sub_processors
from tests.roles.conftest import Cast
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer, partner_scope

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
Manager = Callable[[Party], Viewer]


@dataclass
class Below:
    """A reseller under Belfabriek with a customer, and its supplier, whom anyone may name."""

    reseller: Party
    customer: Party
    supplier: Party
    supply: Contract


@pytest.fixture
def below(shared_cast: Cast) -> Below:
    cast = shared_cast
    reseller, customer = cast.party("Doorverkoop", "RESELLER"), cast.party("Slager")
    supplier = cast.party("Klinker", "SUPPLIER", is_public=True)
    cast.sells(cast.belfabriek, reseller)
    cast.delivers(reseller, customer)
    cast.sells(cast.party("Host", "SUPPLIER", is_public=True), cast.platform, kind="SUPPLY")
    cast.sells(cast.party("Drukker", "SUPPLIER"), cast.belfabriek, kind="SUPPLY")
    return Below(reseller, customer, supplier, cast.sells(supplier, reseller, kind="SUPPLY"))


def read(viewer: Viewer, party: Party, *, then: bool) -> ChainFacts | None:
    """Return the chain under the policies of the viewer's session, as its pages do."""
    known_at = timezone.now() if then else None
    with partner_scope(viewer):
        try:
            return chain_facts(
                viewer=viewer, party=party.pk, on=DAY, service="TELEPHONY", known_at=known_at
            )
        except NotFound:
            return None


def links(facts: ChainFacts | None) -> set[object]:
    return {link.contract.id for link in facts.links} if facts else set()


@pytest.mark.parametrize("then", [False, True])
def test_who_is_above_does_not_learn_it(
    shared_cast: Cast, below: Below, manager_of: Manager, then: bool
) -> None:
    above, itself = manager_of(shared_cast.belfabriek), manager_of(below.reseller)
    for party in (below.reseller, below.customer):
        assert below.supply.pk not in links(read(above, party, then=then))
        assert links(read(above, party, then=then))
        assert below.supply.pk in links(read(itself, party, then=then))


def test_nor_from_matrices_and_lists(
    shared_cast: Cast, below: Below, manager_of: Manager, olga: Viewer
) -> None:
    above, whose = manager_of(shared_cast.belfabriek), [below.reseller.pk]
    with partner_scope(above):
        together = chains_facts(viewer=above, parties=whose, on=DAY, service="TELEPHONY")
        matrix = role_matrix(viewer=above, party=below.reseller.pk, on=DAY)
        engaged = sub_processors(viewer=above, party=below.reseller, on=DAY)
    assert below.supply.pk not in links(together[below.reseller.pk])
    assert below.supplier.pk not in {party.id for party in matrix.parties}
    assert below.supplier.pk not in {row.party.id for row in engaged}
    whole = role_matrix(viewer=olga, party=below.reseller.pk, on=DAY)
    assert below.supplier.pk in {party.id for party in whole.parties}


def test_what_anyone_may_know_of_both_is_told(
    shared_cast: Cast, below: Below, manager_of: Manager
) -> None:
    Party.objects.filter(pk=below.reseller.pk).update(is_public=True)
    assert below.supply.pk in links(
        read(manager_of(shared_cast.belfabriek), below.customer, then=False)
    )


def test_a_chain_holds_no_contract_that_policies_hide(
    shared_cast: Cast, below: Below, manager_of: Manager
) -> None:
    """Each partner, each chain: what is kept of it is what the session's policies show."""
    shared_cast.delivers(shared_cast.belfabriek, shared_cast.bakker)
    parties = list(Party.objects.all())
    met = 0
    for seller in (shared_cast.belfabriek, shared_cast.spraakwerk, below.reseller):
        viewer = manager_of(seller)
        with partner_scope(viewer):
            shown = set(Contract.objects.values_list("pk", flat=True))
        for party in parties:
            found = links(read(viewer, party, then=False))
            assert found <= shown
            met += len(found)
    assert met > 10

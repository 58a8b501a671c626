"""A look-up that is remembered gives what a fresh one gives, whatever was changed in between."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from roles.api.matrix import found, memory
from roles.api.quick import Facts
from roles.api.remembered import BODIES_EACH, Memory, remembered
from roles.models import (
    ChainStamp,
    ContractCategory,
    DataCategory,
    Party,
    PartyScope,
    Purpose,
    Service,
    ServiceFeature,
)
from roles.queries.chain_sql import CHAIN_FOR_LOOKUP
from roles.services import (
    conclude_contract,
    end_contract,
    record_joint_determination,
    record_own_use,
    register_party,
    switch_off_feature,
    switch_on_feature,
)
from roles.services.parties import rename_party
from tests.api.conftest import DAY, Reseller
from voipgrid_privacy.kernel.tenancy import SYSTEM

BEFORE = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    memory.forget()
    yield
    memory.forget()


def matrix(of: Reseller, asker: Reseller | None = None, more: str = "") -> tuple[int, bytes]:
    answer = (asker or of).get(f"/role-matrix?customer={of.customer.pk}&asof={DAY}{more}")
    return answer.status_code, re.sub(rb'"known_at":"[^"]+"', b"", answer.content)


def from_memory(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the chains that are read from the register."""
    read: list[int] = []

    def counted(*args: Any) -> Any:
        read.append(1)
        return found(*args)

    monkeypatch.setattr("roles.api.matrix.found", counted)
    return read


def a_supplier(of: Reseller) -> None:
    host = register_party(kind="SUPPLIER", name="Host", is_public=True, by=SYSTEM)
    platform, service = of_platform()
    conclude_contract(
        provider=host, acquirer=platform, kind="SUPPLY", on=BEFORE, service=service, by=SYSTEM
    )


def of_platform() -> tuple[Party, Service]:
    return Party.objects.get(kind="PLATFORM"), Service.objects.get(code="TELEPHONY")


def recording() -> ServiceFeature:
    return ServiceFeature.objects.get(code="CALL_RECORDING", service__code="TELEPHONY")


def an_own_use(of: Reseller) -> None:
    category, purpose = DataCategory.objects.get(code="TRANSMITTED"), Purpose.objects.first()
    record_own_use(party=of.party, category=category, purpose=purpose, on=BEFORE, by=SYSTEM)


def a_joint_decision(of: Reseller) -> None:
    platform, service = of_platform()
    record_joint_determination(
        service=service,
        category=DataCategory.objects.get(code="TRANSMITTED"),
        party=of.party,
        with_party=platform,
        on=BEFORE,
        by=SYSTEM,
    )


def a_feature_on(of: Reseller) -> None:
    switch_on_feature(contract=of.contract, feature=recording(), on=BEFORE, by=SYSTEM)


def a_feature_off(of: Reseller) -> None:
    switch_off_feature(contract=of.contract, feature=recording(), on=DAY, by=SYSTEM)


def a_limit(of: Reseller) -> None:
    category = DataCategory.objects.get(code="TRANSMITTED")
    ContractCategory.objects.create(contract=of.contract, category=category)


CHANGES: dict[str, Callable[[Reseller], object]] = {
    "a contract ends": lambda of: end_contract(contract=of.contract, on=DAY, by=SYSTEM),
    "a contract is gone": lambda of: of.contract.delete(),
    "a supplier comes": a_supplier,
    "a feature is switched on": a_feature_on,
    "a contract is limited": a_limit,
    "an own use": an_own_use,
    "a joint decision": a_joint_decision,
    "the partner has another name": lambda of: rename_party(
        party=of.party, name="Belfabriek Zuid", by=SYSTEM
    ),
    "the customer turns out to be one person": lambda of: Party.objects.filter(
        pk=of.customer.pk
    ).update(legal_form="SOLE_TRADER"),
    "the service has a category less": lambda of: of_platform()[1].categories.remove(
        DataCategory.objects.get(code="TRANSMITTED")
    ),
    "a category has another place": lambda of: DataCategory.objects.filter(
        code="TRANSMITTED"
    ).update(position=99),
    "a purpose has another code": lambda of: Purpose.objects.filter(code="MARKETING").update(
        code="SOLICITING"
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_after_a_change_the_next_answer_is_the_fresh_one(
    belfabriek: Reseller, change: Callable[[Reseller], object]
) -> None:
    asked = ["", "&feature=CALL_RECORDING"]
    before = [matrix(belfabriek, more=more) for more in asked]
    assert before == [matrix(belfabriek, more=more) for more in asked]
    change(belfabriek)
    told = [matrix(belfabriek, more=more) for more in asked]
    memory.forget()
    assert told == [matrix(belfabriek, more=more) for more in asked]


def test_what_is_switched_off_is_off_in_the_next_answer(belfabriek: Reseller) -> None:
    a_feature_on(belfabriek)
    on = matrix(belfabriek, more="&feature=CALL_RECORDING")
    a_feature_off(belfabriek)
    off = matrix(belfabriek, more="&feature=CALL_RECORDING")
    memory.forget()
    assert off == matrix(belfabriek, more="&feature=CALL_RECORDING")
    assert on != off


def test_what_is_no_longer_limited_is_whole_in_the_next_answer(belfabriek: Reseller) -> None:
    a_limit(belfabriek)
    limited = matrix(belfabriek)
    ContractCategory.objects.filter(contract=belfabriek.contract).delete()
    whole = matrix(belfabriek)
    memory.forget()
    assert whole == matrix(belfabriek)
    assert limited != whole


def test_an_unchanged_chain_is_read_once(
    monkeypatch: pytest.MonkeyPatch, belfabriek: Reseller
) -> None:
    read = from_memory(monkeypatch)
    assert len({matrix(belfabriek) for _ in range(3)}) == 1
    assert len(read) == 1


def test_the_change_of_another_chain_costs_nothing(
    monkeypatch: pytest.MonkeyPatch, belfabriek: Reseller, spraakwerk: Reseller
) -> None:
    matrix(belfabriek)
    end_contract(contract=spraakwerk.contract, on=DAY, by=SYSTEM)
    read = from_memory(monkeypatch)
    matrix(belfabriek)
    assert not read


def test_what_one_partner_was_told_is_not_told_to_another(
    belfabriek: Reseller, spraakwerk: Reseller
) -> None:
    assert matrix(belfabriek)[0] == 200
    assert matrix(belfabriek, asker=spraakwerk)[0] == 404


@pytest.mark.parametrize("day", ["20260301", "2026-W09-7", ""])
def test_a_day_that_is_written_otherwise_is_refused_by_either_way(
    belfabriek: Reseller, day: str
) -> None:
    asked = f"/role-matrix?customer={belfabriek.customer.pk}&asof={day}"
    for more in ("", "&service=TELEPHONY"):
        answer = belfabriek.get(asked + more)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


def test_what_a_savepoint_takes_back_is_not_told(belfabriek: Reseller) -> None:
    rename_party(party=belfabriek.party, name="Anders", by=SYSTEM)
    before, undone = matrix(belfabriek), transaction.savepoint()
    rename_party(party=belfabriek.party, name="Nog anders", by=SYSTEM)
    assert matrix(belfabriek) != before
    transaction.savepoint_rollback(undone)
    assert matrix(belfabriek) == before


def test_who_may_see_it_is_asked_each_time(belfabriek: Reseller) -> None:
    assert matrix(belfabriek)[0] == 200
    Party.objects.filter(pk=belfabriek.customer.pk).update(registered_by=None)
    PartyScope.objects.filter(viewer=belfabriek.party, party=belfabriek.customer).delete()
    assert matrix(belfabriek)[0] == 404


def test_a_party_that_buys_nothing_is_not_remembered(belfabriek: Reseller) -> None:
    loose = register_party(kind="CUSTOMER", name="Los", registered_by=belfabriek.party, by=SYSTEM)
    assert belfabriek.get(f"/role-matrix?customer={loose.pk}&asof={DAY}").status_code == 404
    assert memory.get(loose.pk, DAY) is None


def test_every_table_that_the_chain_is_read_from_is_stamped(db: None) -> None:
    from_sql = set(re.findall(r"\broles_\w+", CHAIN_FOR_LOOKUP))
    # What the quick answer does not tell: the source of a contract.
    from_sql -= {"roles_chainstamp", "roles_source"}
    assert from_sql == stamped_tables()


def stamped_tables() -> set[str]:
    rows = ChainStamp.objects.raw(
        "SELECT gen_random_uuid() AS party, gen_random_uuid() AS stamp, c.relname AS of_table"
        " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE p.proname LIKE 'stamp\\_%%'"
    )
    return {row.of_table for row in rows}


def test_a_stamp_never_comes_back(belfabriek: Reseller) -> None:
    stamps = set()
    for _ in range(3):
        rename_party(party=belfabriek.party, name=f"Naam {len(stamps)}", by=SYSTEM)
        stamps.add(ChainStamp.objects.get(party=belfabriek.party.pk).stamp)
    assert len(stamps) == 3


def test_the_stamp_of_a_party_goes_with_it(belfabriek: Reseller) -> None:
    a_feature_on(belfabriek)
    customer = belfabriek.customer.pk
    assert ChainStamp.objects.filter(party=customer).exists()
    belfabriek.contract.features.all().delete()
    belfabriek.contract.delete()
    belfabriek.customer.external_ids.all().delete()
    belfabriek.customer.delete()
    assert not ChainStamp.objects.filter(party=customer).exists()


def test_memory_has_a_bound() -> None:
    small, day = Memory(most=3), date(2026, 1, 1)
    known = remembered(Facts(None, [], [], [], [], None))
    asked = [uuid4() for _ in range(5)]
    for customer in asked:
        small.put(customer, day, known)
    assert [small.get(customer, day) is known for customer in asked] == [False] * 2 + [True] * 3
    for number in range(100):
        known.keep((frozenset(), str(number), "", ""), b"")
        assert len(known.bodies) <= BODIES_EACH

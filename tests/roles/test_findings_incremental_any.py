"""After anything people do, the refreshed findings are those of reading everything."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roles import services
from roles.acm.services import record_acm_registration
from roles.agreements.services import end_agreement, give_mandate, record_agreement
from roles.models import (
    Agreement,
    Contact,
    Contract,
    ContractFeature,
    DataCategory,
    Disclosure,
    Finding,
    FindingMark,
    JointDetermination,
    OwnUse,
    Party,
    Purpose,
    ServiceFeature,
    Source,
    StatedRole,
)
from roles.models.findings import FindingState
from roles.statement.services import end_said, state_role
from tests.roles.refreshed import ON, recompute, refresh
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import SYSTEM

EXAMPLES = 6
"""How many random histories are tried; more by hand: see docs/how-to/judge-findings.md."""


YEAR_START = date(2026, 1, 1)


def stands() -> set[tuple[Any, ...]]:
    """Return everything that the findings say, apart from when it was found."""
    fields = ("code", "key", "severity", "owner", "party", "category", "number", "shown_publicly")
    return set(Finding.objects.exclude(state=FindingState.RESOLVED).values_list(*fields))


# What people do to a register, each as one service call


def _customer(chance: Random) -> None:
    form = chance.choice(("LEGAL_PERSON", "SOLE_TRADER"))
    made = services.register_party(
        kind="CUSTOMER", name=f"C{chance.random()}", legal_form=form, by=SYSTEM
    )
    _contract(chance, made, "SUBSCRIPTION")


def _reseller(chance: Random) -> None:
    made = services.register_party(kind="RESELLER", name=f"R{chance.random()}", by=SYSTEM)
    _contract(chance, made, "RESALE")


def _supplier(chance: Random) -> None:
    made = services.register_party(kind="SUPPLIER", name=f"S{chance.random()}", by=SYSTEM)
    acquirer = chance.choice(_sellers())
    _conclude(chance, made, acquirer, "SUPPLY")


def _contract(chance: Random, acquirer: Party, kind: str) -> None:
    _conclude(chance, chance.choice(_sellers()), acquirer, kind)


def _conclude(chance: Random, provider: Party, acquirer: Party, kind: str) -> None:
    codes = ("TRANSMITTED", "TRAFFIC_BILLING", "OTHER_PERSONAL")
    chosen = chance.sample(codes, chance.choice((0, 0, 1, 2)))
    services.conclude_contract(
        provider=provider,
        acquirer=acquirer,
        service=_telephony(),
        kind=kind,
        on=YEAR_START + timedelta(days=chance.randrange(400)),
        categories=DataCategory.objects.filter(code__in=chosen),
        by=SYSTEM,
    )


def _end(chance: Random) -> None:
    contract = chance.choice(list(Contract.objects.order_by("pk")))
    services.end_contract(contract=contract, on=ON - timedelta(days=1), by=SYSTEM)


def _feature(chance: Random) -> None:
    features = ServiceFeature.objects.filter(always_on=False, service=_telephony())
    services.switch_on_feature(
        contract=chance.choice(list(Contract.objects.order_by("pk"))),
        feature=chance.choice(list(features.order_by("code"))),
        on=ON - timedelta(days=2),
        by=SYSTEM,
    )


def _feature_off(chance: Random) -> None:
    used = list(ContractFeature.objects.order_by("pk"))
    if used:
        row = chance.choice(used)
        services.switch_off_feature(
            contract=row.contract, feature=row.feature, on=ON - timedelta(days=1), by=SYSTEM
        )


def _own_use(chance: Random) -> None:
    services.record_own_use(
        party=chance.choice(_sellers()),
        category=chance.choice(list(DataCategory.objects.order_by("code"))),
        purpose=chance.choice(list(Purpose.objects.order_by("code"))),
        on=ON - timedelta(days=3),
        by=SYSTEM,
    )


def _end_own_use(chance: Random) -> None:
    row = chance.choice(list(OwnUse.objects.order_by("pk")))
    services.end_own_use(own_use=row, on=ON, by=SYSTEM)


def _joint(chance: Random) -> None:
    one, other = chance.sample(_sellers(), 2)
    services.record_joint_determination(
        service=_telephony(),
        category=chance.choice(list(DataCategory.objects.order_by("code"))),
        party=one,
        with_party=other,
        on=ON - timedelta(days=3),
        by=SYSTEM,
    )


def _end_joint(chance: Random) -> None:
    rows = list(JointDetermination.objects.order_by("pk"))
    if rows:
        services.end_joint_determination(joint=chance.choice(rows), on=ON, by=SYSTEM)


def _person(chance: Random) -> None:
    party = chance.choice(list(Party.objects.order_by("pk")))
    form = chance.choice(("LEGAL_PERSON", "SOLE_TRADER", "NATURAL_PERSON"))
    services.correct_party(party=party, legal_form=form, by=SYSTEM)


def _contact(chance: Random) -> None:
    rows = Contact.objects.filter(kind="DPO")
    if rows.exists():
        rows.delete()
        return
    platform = Party.objects.get(kind="PLATFORM")
    services.add_contact(party=platform, kind="DPO", email="fg@example.com", by=SYSTEM)


def _agreement(chance: Random) -> None:
    contract = chance.choice(list(Contract.objects.order_by("pk")))
    signed = chance.choice((None, YEAR_START))
    record_agreement(
        processor=contract.provider,
        controller=contract.acquirer,
        on=YEAR_START,
        processor_signed_on=YEAR_START,
        controller_signed_on=signed,
        authorisation=chance.choice(("", "GENERAL")),
        by=SYSTEM,
    )


def _end_agreement(chance: Random) -> None:
    rows = list(Agreement.objects.order_by("pk"))
    if rows:
        end_agreement(agreement=chance.choice(rows), on=ON, by=SYSTEM)


def _mandate(chance: Random) -> None:
    contract = chance.choice(list(Contract.objects.order_by("pk")))
    give_mandate(
        giver=contract.acquirer,
        holder=contract.provider,
        kind="SPECIFIC",
        engages=chance.choice(list(Party.objects.order_by("pk"))),
        on=YEAR_START,
        by=SYSTEM,
    )


def _statement(chance: Random) -> None:
    state_role(
        stated_by=chance.choice(_sellers()),
        party=chance.choice(list(Party.objects.order_by("pk"))),
        category=chance.choice(list(DataCategory.objects.order_by("code"))),
        role=chance.choice(("CONTROLLER", "PROCESSOR", "DATA_SUBJECT")),
        source=Source.objects.get(code="register"),
        on=YEAR_START,
        by=SYSTEM,
    )


def _said_no_more(chance: Random) -> None:
    rows = [*StatedRole.objects.order_by("pk"), *Disclosure.objects.order_by("pk")]
    end_said(said=chance.choice(rows), on=ON, by=SYSTEM)


def _registration(chance: Random) -> None:
    record_acm_registration(party=chance.choice(_sellers()), number="1", on=YEAR_START, by=SYSTEM)


def _moved(chance: Random) -> None:
    """A customer that moves, with or without days between, or with those days filled."""
    contract = chance.choice(list(Contract.objects.filter(kind="SUBSCRIPTION").order_by("pk")))
    services.end_contract(contract=contract, on=ON - timedelta(days=9), by=SYSTEM)
    for days in chance.choice(((9,), (5,), (5, 9))):
        until = ON - timedelta(days=5) if days == 9 and chance.random() < 0.7 else None
        services.conclude_contract(
            provider=chance.choice(_sellers()),
            acquirer=contract.acquirer,
            service=contract.service,
            kind="SUBSCRIPTION",
            on=ON - timedelta(days=days),
            until=until,
            by=SYSTEM,
        )


def _telephony():
    return ServiceFeature.objects.filter(service__code="TELEPHONY").first().service


def _sellers() -> list[Party]:
    kinds = ("PLATFORM", "PARTNER", "RESELLER")
    return list(Party.objects.filter(kind__in=kinds).order_by("name", "pk"))


DEEDS: tuple[Callable[[Random], None], ...] = (
    _customer, _customer, _reseller, _supplier, _end, _feature, _feature_off, _own_use,
    _end_own_use, _joint, _end_joint, _person, _contact, _agreement, _agreement, _end_agreement,
    _mandate, _statement, _said_no_more, _registration, _moved,
)  # fmt: skip


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32), deeds=st.lists(st.sampled_from(DEEDS), min_size=4, max_size=16))
def test_after_any_deeds_the_refreshed_findings_are_those_of_reading_everything(cast, seed, deeds):
    chance = Random(seed)
    with transaction.atomic():
        recompute()
        for number, deed in enumerate(deeds):
            with suppress(DomainError, ValidationError), transaction.atomic():
                deed(chance)
            if number % 3 == 2:
                refresh()
        refresh()
        refreshed = stands()
        assert not FindingMark.objects.exists()
        assert not any(recompute().values())
        assert stands() == refreshed
        transaction.set_rollback(True)

"""``role.changed``: told once, to who hangs on a contract that alters an answer."""

from collections import Counter
from datetime import date

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from roles import services
from roles.models import DataCategory, Purpose, ServiceFeature
from roles.queries.changes import chain_changes
from roles.webhooks.choices import EventType
from roles.webhooks.models import WebhookMessage
from roles.webhooks.services import enter_endpoint
from tests.roles.importing import confirm, customers, own, upload
from tests.roles.test_imports import undo
from tests.roles.webhooks.conftest import manager_of
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope

__all__ = ("own",)
ON = date(2026, 6, 1)


@pytest.fixture
def listening(cast):
    with override_settings(SCANNER_ALLOW_LOOPBACK=True):
        for party in (cast.platform, cast.belfabriek):
            enter_endpoint(
                party=party,
                url="http://127.0.0.1:9/",
                event_types=[EventType.ROLE_CHANGED],
                at=timezone.now(),
                by=SYSTEM,
            )
    return cast


def told():
    rows = WebhookMessage.objects.filter(type=EventType.ROLE_CHANGED)
    return Counter(rows.values_list("party__name", "about"))


def new_customer(cast, kind="CUSTOMER"):
    return services.register_party(
        kind=kind, name="Nieuw", registered_by=cast.belfabriek, by=SYSTEM
    )


def conclude(cast, acquirer, by=SYSTEM, kind="SUBSCRIPTION"):
    return services.conclude_contract(
        provider=cast.belfabriek,
        acquirer=acquirer,
        service=cast.telephony,
        kind=kind,
        on=ON,
        by=by,
    )


def test_a_contract_that_starts_is_told_to_all_above_once(listening):
    customer = new_customer(listening)
    assert not told()
    conclude(listening, customer)
    assert told() == {
        (listening.platform.name, customer.pk): 1,
        (listening.belfabriek.name, customer.pk): 1,
    }


def test_who_concludes_in_its_own_session_tells_those_it_does_not_see_listening(listening):
    customer = new_customer(listening)
    by = manager_of(listening.belfabriek)
    with partner_scope(by):
        conclude(listening, customer, by=by)
    assert set(told()) == {
        (listening.platform.name, customer.pk),
        (listening.belfabriek.name, customer.pk),
    }


def test_an_end_is_told_to_who_delivered_also_on_a_past_day(listening):
    contract = conclude(listening, new_customer(listening))
    WebhookMessage.objects.all().delete()
    services.end_contract(contract=contract, on=date(2026, 8, 1), by=SYSTEM)
    assert set(told()) == {
        (listening.platform.name, contract.acquirer_id),
        (listening.belfabriek.name, contract.acquirer_id),
    }


def test_what_alters_no_answer_is_not_told(listening):
    contract = conclude(listening, new_customer(listening))
    WebhookMessage.objects.all().delete()
    services.correct_reference(contract=contract, reference="Anders", by=SYSTEM)
    services.rename_party(party=contract.acquirer, name="Anders", by=SYSTEM)
    assert not told()


def test_another_legal_form_is_told_to_all_above_once(listening):
    customer = conclude(listening, new_customer(listening)).acquirer
    WebhookMessage.objects.all().delete()
    by = manager_of(listening.belfabriek)
    with partner_scope(by):
        for _time in range(2):
            services.correct_party(party=customer, legal_form="SOLE_TRADER", by=by)
    assert told() == {
        (listening.platform.name, customer.pk): 1,
        (listening.belfabriek.name, customer.pk): 1,
    }


def test_what_is_undone_is_told_to_nobody(listening):
    with transaction.atomic():
        conclude(listening, new_customer(listening))
        transaction.set_rollback(True)
    assert not told()


def test_a_feature_is_told_only_where_it_gives_another_answer(listening):
    contract = conclude(listening, new_customer(listening))
    for feature in ServiceFeature.objects.filter(service=contract.service, always_on=False):
        WebhookMessage.objects.all().delete()
        services.switch_on_feature(
            contract=contract, feature=feature, on=date(2026, 7, 1), by=SYSTEM
        )
        days = days_of_change(contract.acquirer_id)
        assert bool(told()) == (date(2026, 7, 1) in days), feature.code
        services.switch_off_feature(
            contract=contract, feature=feature, on=date(2026, 7, 2), by=SYSTEM
        )


def days_of_change(party):
    return {change.day for change in chain_changes(viewer=SYSTEM, party=party)}


def test_a_customer_that_moves_is_told_to_both_partners_once(listening):
    other = services.register_party(kind="PARTNER", name="Ander", by=SYSTEM)
    services.conclude_contract(
        provider=listening.platform,
        acquirer=other,
        service=listening.telephony,
        kind="RESALE",
        on=date(2025, 1, 1),
        by=SYSTEM,
    )
    customer = new_customer(listening)
    conclude(listening, customer)
    WebhookMessage.objects.all().delete()
    services.move_customer(
        customer=customer,
        to_partner=other,
        service=listening.telephony,
        on=date(2026, 9, 1),
        by=SYSTEM,
    )
    assert told() == {
        (listening.platform.name, customer.pk): 1,
        (listening.belfabriek.name, customer.pk): 1,
    }


def test_a_small_import_tells_each_chain_and_a_large_one_who_delivers(listening, own):
    confirm(upload(own, customers(3)))
    assert sum(told().values()) == 6
    WebhookMessage.objects.all().delete()
    confirm(upload(own, customers(3)))
    assert not told()
    confirm(upload(own, customers(120, first=10)))
    assert told() == {
        (listening.platform.name, own.pk): 1,
        (listening.belfabriek.name, own.pk): 1,
    }


def test_conduct_that_officers_state_and_end_is_told_to_whom_it_alters(listening):
    use = services.record_own_use(
        party=listening.belfabriek,
        category=DataCategory.objects.get(code="TRANSMITTED"),
        purpose=Purpose.objects.order_by("code")[0],
        on=ON,
        by=SYSTEM,
    )
    both = {
        (listening.platform.name, listening.belfabriek.pk),
        (listening.belfabriek.name, listening.belfabriek.pk),
    }
    assert both <= set(told())
    WebhookMessage.objects.all().delete()
    services.end_own_use(own_use=use, on=date(2026, 8, 1), by=SYSTEM)
    assert both <= set(told())


def test_deciding_together_is_told_where_it_alters_an_answer_when_it_begins_and_ends(listening):
    customer = conclude(listening, new_customer(listening)).acquirer
    WebhookMessage.objects.all().delete()
    joint = services.record_joint_determination(
        service=listening.telephony,
        category=DataCategory.objects.get(code="TRANSMITTED"),
        party=customer,
        with_party=listening.belfabriek,
        on=date(2026, 9, 1),
        by=SYSTEM,
    )
    both = {  # the chain of the partner itself does not have the customer: its answers stay
        (listening.belfabriek.name, customer.pk): 1,
        (listening.platform.name, customer.pk): 1,
    }
    assert told() == both
    assert date(2026, 9, 1) in days_of_change(customer.pk)
    WebhookMessage.objects.all().delete()
    services.end_joint_determination(joint=joint, on=date(2026, 10, 1), by=SYSTEM)
    assert told() == both


def test_an_import_that_is_undone_is_told_again(listening, own):
    batch = confirm(upload(own, customers(3)))
    before = told()
    WebhookMessage.objects.all().delete()
    undo(batch)
    assert told() == before

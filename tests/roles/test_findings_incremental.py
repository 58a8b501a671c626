"""Only what a change touches is computed anew."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from roles import services
from roles.findings import add_check, checking
from roles.findings.checking import Found
from roles.models import (
    DataCategory,
    Finding,
    FindingCause,
    FindingMark,
    FindingRun,
)
from roles.models.findings import FindingState
from tests.roles.refreshed import ON, recompute, refresh
from voipgrid_privacy.kernel.tenancy import SYSTEM


def test_a_change_is_computed_around_its_parties_only(cast):
    recompute()
    asked: list[Any] = []

    @add_check
    def spy(on, scopes):
        asked.append(scopes)
        return ()

    try:
        cast.delivers(cast.belfabriek, cast.bakker)
        refresh()
        assert asked == [frozenset({cast.belfabriek.pk})]
        refresh()
        assert len(asked) == 1
    finally:
        checking._CHECKS.remove(spy)


def test_a_change_above_reaches_every_seller_below_it(cast):
    reseller = cast.party("Doorverkoper", kind="RESELLER")
    cast.sells(cast.belfabriek, reseller)
    cast.delivers(reseller, cast.bakker)
    recompute()
    asked: list[Any] = []

    @add_check
    def spy(on, scopes):
        asked.append(scopes)
        return ()

    try:
        cast.sells(cast.party("Factuurhuis", kind="SUPPLIER"), cast.belfabriek, kind="SUPPLY")
        refresh()
    finally:
        checking._CHECKS.remove(spy)
    assert {cast.belfabriek.pk, reseller.pk} <= asked[0]
    assert not {cast.spraakwerk.pk, cast.platform.pk} & asked[0]


def test_a_change_leaves_its_mark_in_its_own_transaction(cast):
    recompute()
    with transaction.atomic():
        cast.delivers(cast.belfabriek, cast.bakker)
        assert FindingMark.objects.filter(party=cast.belfabriek.pk).exists()
        transaction.set_rollback(True)
    assert not FindingMark.objects.exists()


def test_plain_sql_leaves_the_same_mark(cast):
    recompute()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE roles_contract SET valid_during = daterange(lower(valid_during), NULL)"
        )
    assert FindingMark.objects.filter(party=cast.spraakwerk.pk, below=True).exists()


def test_many_customers_at_once_leave_one_mark(cast):
    recompute()
    services.generate_chain(partners=1, customers=40, by=SYSTEM)
    marks = FindingMark.objects.filter(below=False).values_list("party").distinct()
    assert len(marks) == 1


def test_a_new_day_reads_everything_once(cast):
    refresh()
    refresh()
    assert FindingRun.objects.count() == 1
    refresh(ON + timedelta(days=1))
    assert FindingRun.objects.count() == 2


def test_changed_vocabulary_reads_everything(cast):
    refresh()
    DataCategory.objects.filter(code="TRANSMITTED").update(position=9)
    refresh()
    assert FindingRun.objects.count() == 2


def test_reading_everything_mends_what_someone_broke(cast):
    recompute()
    Finding.objects.filter(code="own_purpose").update(state=FindingState.RESOLVED)
    FindingCause.objects.filter(code="not_assigned").delete()
    recompute()
    assert Finding.objects.filter(code="own_purpose", state=FindingState.REOPENED).count() == 4
    assert not any(recompute().values())


@pytest.mark.django_db(transaction=True)
def test_who_comes_second_leaves_the_marks_to_the_first(committed_cast):
    recompute()
    committed_cast.delivers(committed_cast.belfabriek, committed_cast.bakker)
    with transaction.atomic():
        services.refresh_findings(on=ON, by=SYSTEM)
        _another_asks_in_vain()
    assert not FindingMark.objects.exists()


def _another_asks_in_vain() -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('roles_finding.recompute'))")
            assert cursor.fetchone() == (False,)
    finally:
        other.close()


def test_a_check_of_another_app_takes_part(cast):
    @add_check
    def other(on, scopes):
        if scopes is None or cast.bakker.pk in scopes:
            yield Found(cast.bakker.pk, "two_paths", "other", cast.bakker.pk)

    try:
        recompute()
        assert Finding.objects.filter(key="other", state="OPEN").exists()
    finally:
        checking._CHECKS.remove(other)
    recompute()
    assert Finding.objects.get(key="other").state == FindingState.RESOLVED

"""What was entered or changed in the term stays, also where history does not keep what it was."""

from datetime import timedelta

import pytest
from django.db import connection

from records.own.erasing import services as own
from roles.models import ExternalId, Party
from roles.services import end_contract
from tests.clock import today
from tests.records.own.later import due, looks
from tests.records.own.test_terms import ENDED
from tests.roles.conftest import _module_cast, shared_cast  # noqa: F401
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(shared_cast):  # noqa: F811
    """A sole trader whose contract is over, with a number elsewhere."""
    cast = shared_cast
    contract = cast.delivers(cast.belfabriek, cast.bakker)
    Party.objects.filter(pk=cast.bakker.pk).update(legal_form="SOLE_TRADER")
    given = {"party": cast.bakker, "assigned_by": cast.belfabriek}
    ExternalId.objects.create(**given, system="RELATIECODE", value="B-1")
    end_contract(contract=contract, on=ENDED, by=SYSTEM)
    return cast.bakker


def later(sql: str, *values: object) -> None:
    """Have rows say that they were written a day before it is due: a clock nobody can set."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, [due() - timedelta(days=1), *values])
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_a_number_elsewhere_says_itself_when_it_was_written(person) -> None:
    number = ExternalId.objects.get(party=person)
    ExternalId.objects.filter(pk=number.pk).update(touched_at="2020-01-01T00:00Z", value="B-2")
    number.refresh_from_db()
    assert number.touched_at.date() >= today() - timedelta(days=1)


def test_a_number_of_yesterday_keeps_itself_and_its_party(person) -> None:
    later("UPDATE roles_externalid SET touched_at = %s WHERE party_id = %s", person.pk)
    assert looks(own.erase_gone_persons, due()) == 0
    assert ExternalId.objects.filter(party=person).exists()


def test_a_number_of_before_goes_with_its_party(person) -> None:
    assert looks(own.erase_gone_persons, due()) == 2
    assert not ExternalId.objects.filter(party=person).exists()

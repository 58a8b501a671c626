"""What was entered or changed in the term stays, also where history does not keep what it was."""

from datetime import timedelta

import pytest
from django.db import connection

from records.activities.models import RecordKeeper
from records.holds.models import LegalHold
from records.own.erasing import services as own
from records.own.erasing.gone import SEES
from roles.acm.models import AcmRegistration
from roles.models import Contact, ExternalId, Finding, Party
from roles.services import end_contract
from roles.webhooks.models import WebhookEndpoint
from tests.clock import today
from tests.records.own.later import LATER, due, looks
from tests.records.own.test_terms import ENDED
from tests.roles.conftest import _module_cast, shared_cast  # noqa: F401
from voipgrid_privacy.kernel.history import trail_of
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
    Contact.objects.create(party=cast.bakker, kind="PRIVACY", name="B. Bakker", phone="1")
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


LAST = "SELECT max(pgh_id) FROM {0} WHERE pgh_obj_id = %s"


def last_event_later(table: str, row: object) -> None:
    last = LAST.format(table)
    later(f"UPDATE {table} SET pgh_created_at = %s WHERE pgh_id = ({last})", row)


def test_a_contact_that_was_corrected_in_the_term_stays(person) -> None:
    contact = Contact.objects.get(party=person)
    Contact.objects.filter(pk=contact.pk).update(phone="2")
    last_event_later("roles_contactevent", contact.pk)
    assert len(trail_of(contact)) == 2
    assert looks(own.erase_gone_contacts, due()) == 0


def test_who_was_called_otherwise_in_the_term_keeps_that_name(person) -> None:
    Party.objects.filter(pk=person.pk).update(name="Bakker en Zoon")
    last_event_later("roles_partyevent", person.pk)
    assert looks(own.erase_gone_persons, due()) == 0
    person.refresh_from_db()
    assert person.name == "Bakker en Zoon"


def test_a_marked_party_that_returned_and_was_named_is_not_marked_again(person) -> None:
    assert looks(own.erase_gone_persons, due()) == 2
    Party.objects.filter(pk=person.pk).update(name="Bakker terug")
    last_event_later("roles_partyevent", person.pk)
    assert looks(own.erase_gone_persons, due()) == 0


def test_erasing_is_no_change_and_begins_no_term(person) -> None:
    before = len(trail_of(person))
    assert looks(own.erase_gone_persons, due()) == 2
    assert len(trail_of(person)) == before
    Party.objects.filter(pk=person.pk).update(name="Bakker")
    assert len(trail_of(person)) == before + 1


@pytest.mark.parametrize(
    "model", [Party, Contact, AcmRegistration, WebhookEndpoint, RecordKeeper, Finding, LegalHold]
)
def test_history_knows_when_anything_personal_changed(model) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(pg_get_triggerdef(t.oid) || p.prosrc, '') FROM pg_trigger t"
            " JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = %s::regclass"
            " AND t.tgname LIKE 'pgtrigger_update%%' AND p.prosecdef",
            [model._meta.db_table],
        )
        (asked,) = cursor.fetchone()
    assert [name for name in model.privacy.personal if f"{name}" not in asked] == []


def test_what_was_there_before_history_saw_names_counts_as_of_then(person) -> None:
    later("UPDATE django_migrations SET applied = %s WHERE app = 'roles' AND name = %s", SEES)
    assert looks(own.erase_gone_persons, due()) == 0
    assert looks(own.erase_gone_persons, LATER) == 2

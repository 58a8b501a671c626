"""What a session leaves behind on its connection: nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from roles.choices import PartyKind
from roles.models import (
    Party,
)
from tests.tenancy.asking import sql, state, viewer
from tests.tenancy.cast import party
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import PARTNER_ROLE, Viewer, as_application, partner_scope

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_a_pooled_connection_forgets_the_partner_after_its_transaction():
    before = state()
    with partner_scope(Viewer(user_id=uuid4(), name="p", parties=frozenset({uuid4()}))):
        assert state()[0] == PARTNER_ROLE
        assert state()[1] != ""
    assert state() == (before[0], "", "", "")


@pytest.mark.django_db(transaction=True)
def test_a_pooled_connection_forgets_the_partner_after_an_error_in_python():
    before = state()
    with pytest.raises(ZeroDivisionError), partner_scope(Viewer(None, "p", frozenset({uuid4()}))):
        _ = 1 / 0
    assert state() == (before[0], "", "", "")


@pytest.mark.django_db(transaction=True)
def test_a_pooled_connection_forgets_the_partner_after_an_error_in_the_database():
    before = state()
    with pytest.raises(ProgrammingError), partner_scope(Viewer(None, "p", frozenset({uuid4()}))):
        sql("SELECT 1 FROM accounts_nothing")
    assert state() == (before[0], "", "", "")
    with pytest.raises(ProgrammingError), partner_scope(Viewer(None, "p", frozenset({uuid4()}))):
        sql("SELECT password FROM accounts_user")
    assert state() == (before[0], "", "", "")


def test_a_scope_within_a_transaction_that_goes_on_ends_with_its_block(cast):
    with partner_scope(viewer(cast.belfabriek)):
        assert Party.objects.filter(pk=cast.eve.pk).count() == 0
    assert Party.objects.filter(pk=cast.eve.pk).count() == 1


@contextmanager
def second_connection() -> Iterator[psycopg.Connection]:
    settings = connection.settings_dict
    own = psycopg.connect(
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
        user=settings["USER"] or None,
        password=settings["PASSWORD"] or None,
        dbname=settings["NAME"],
    )
    try:
        yield own
    finally:
        own.close()


@pytest.mark.django_db(transaction=True)
def test_a_raw_connection_under_the_role_is_bound_the_same_and_reads_no_other_session():
    mine = party(PartyKind.PARTNER, "Belfabriek")
    hers = party(PartyKind.PARTNER, "Eve B.V.")
    with (
        second_connection() as own,
        partner_scope(Viewer(None, "p", frozenset({hers.pk}))),
        own.transaction(),
    ):
        own.execute(f"SET LOCAL ROLE {PARTNER_ROLE}")
        assert own.execute("SELECT count(*) FROM roles_party").fetchone() == (0,)
        assert own.execute("SELECT current_setting('tenancy.parties', true)").fetchone()[0] in (
            None,
            "",
        )
        own.execute("SELECT set_config('tenancy.parties', %s, true)", [str(mine.pk)])
        assert own.execute("SELECT name FROM roles_party").fetchall() == [("Belfabriek",)]
        others = own.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND query NOT LIKE '<insufficient%'"
        ).fetchone()
        assert others == (0,)
        assert own.execute(
            "SELECT count(*) FROM pg_stats WHERE schemaname = 'public'"
        ).fetchone() == (0,)


def refused_in_python() -> None:
    raise NotFound


def refused_by_the_database() -> None:
    sql("SELECT 1 FROM accounts_nothing")


@pytest.mark.parametrize("refused", [refused_in_python, refused_by_the_database])
def test_a_refusal_while_reading_as_the_application_leaves_the_session_its_role(refused):
    """The page that tells of the refusal, and what is noted of it, stay the partner's."""
    with partner_scope(Viewer(None, "p", frozenset({uuid4()}))):
        with (
            pytest.raises((NotFound, ProgrammingError)),
            transaction.atomic(),
            as_application(),
        ):
            refused()
        assert state()[0] == PARTNER_ROLE
        with pytest.raises(NotFound), as_application():
            refused_in_python()
        assert state()[0] == PARTNER_ROLE

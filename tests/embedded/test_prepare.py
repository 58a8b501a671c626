"""The set-up ends in words where a traceback would say no more."""

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import connection, transaction
from django.db.migrations.exceptions import InconsistentMigrationHistory

from voipgrid_privacy.embedded import prepare


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "says"),
    [
        (InconsistentMigrationHistory("a is applied before b"), "make clean"),
        (CommandError("no such file"), "no such file"),
    ],
)
def test_a_refusal_is_a_sentence(monkeypatch, error, says):
    def refuse(name, **options):
        raise error

    monkeypatch.setattr(prepare, "call_command", refuse)
    with pytest.raises(SystemExit, match=says):
        prepare.run(["migrate"])


@pytest.fixture
def holder(transactional_db):
    """Somebody who reads a table, and takes long over it."""
    with psycopg.connect(settings.DATABASE_URL, dbname=connection.settings_dict["NAME"]) as link:
        link.execute("SELECT * FROM roles_party")
        yield link


@pytest.fixture
def migrations(monkeypatch):
    """A migration that needs a table for itself, and how often it was tried."""
    tried, before = [], []

    def migrate(name, **options):
        tried.append(name)
        if len(tried) == len(before) + 1 and before:
            before.pop()()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE roles_party IN ACCESS EXCLUSIVE MODE")

    monkeypatch.setattr(prepare, "call_command", migrate)
    monkeypatch.setattr(prepare, "PATIENCE", "50ms")
    monkeypatch.setattr(prepare, "PAUSES", (0, 0, 0))
    return tried, before


def test_a_migration_that_finds_a_table_in_use_steps_back_and_comes_again(holder, migrations):
    tried, before = migrations
    before.append(holder.rollback)
    prepare.migrate()
    assert len(tried) == 2
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


def test_a_table_that_stays_in_use_is_said_in_a_sentence(holder, migrations):
    with pytest.raises(CommandError, match="stays in use"):
        prepare.migrate()
    assert len(migrations[0]) == 3


def test_an_index_that_was_not_finished_is_made_anew(holder, monkeypatch):
    """Made beside people at work it stays behind, unfit, and its name is taken."""
    made = []

    def migrate(name, **options):
        made.append(name)
        with connection.cursor() as cursor:
            cursor.execute("CREATE INDEX CONCURRENTLY left_half ON roles_party (name)")

    def wait(_seconds):
        holder.rollback()

    holder.execute("LOCK TABLE roles_party IN ROW EXCLUSIVE MODE")
    monkeypatch.setattr(prepare, "call_command", migrate)
    monkeypatch.setattr(prepare, "PATIENCE", "50ms")
    monkeypatch.setattr(prepare.time, "sleep", wait)
    prepare.migrate()
    assert len(made) == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'left_half'::regclass")
        assert cursor.fetchone() == (True,)
        cursor.execute("DROP INDEX left_half")

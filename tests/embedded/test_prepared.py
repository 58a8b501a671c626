"""Who may be served while the set-up looks again: a database that this very code has prepared."""

import sys

import psycopg
import pytest
from django.core.management import CommandError
from django.db import connection
from psycopg.conninfo import make_conninfo

from voipgrid_privacy.embedded import config, prepare, prepared, services, supervisor, welcome
from voipgrid_privacy.embedded.services import Service

NAMES = ("migrate", "load_register")


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """A clone of two files."""
    (tmp_path / "roles").mkdir()
    (tmp_path / "roles" / "apps.py").write_text("one")
    (tmp_path / "requirements.lock").write_text("django")
    monkeypatch.setattr(config, "ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def database(sources, db):
    """The address of the test database, marked while the test runs."""
    parameters = connection.get_connection_params()
    wanted = ("host", "port", "user", "password", "dbname")
    address = make_conninfo(**{name: parameters[name] for name in wanted if parameters.get(name)})
    with psycopg.connect(address, autocommit=True) as own:
        prepared.remember(own, NAMES)
        yield address
        own.execute("COMMENT ON TABLE django_migrations IS NULL")


def test_the_same_commands_of_the_same_code_are_remembered(database):
    assert prepared.before(database, NAMES)


def test_other_commands_are_not(database):
    assert not prepared.before(database, (*NAMES, "seed_demo"))


@pytest.mark.parametrize("name", ["roles/apps.py", "roles/new.py", "requirements.lock"])
def test_other_code_is_not(database, sources, name):
    (sources / name).write_text("other")
    assert not prepared.before(database, NAMES)


def test_what_python_leaves_behind_is_not_code(database, sources):
    (sources / "roles" / "__pycache__").mkdir()
    (sources / "roles" / "__pycache__" / "apps.pyc").write_text("compiled")
    assert prepared.before(database, NAMES)


def test_a_database_without_our_tables_was_not_prepared(database):
    assert not prepared.before(make_conninfo(database, dbname="postgres"), NAMES)


def test_a_migration_by_hand_is_noticed(database):
    with psycopg.connect(database) as own:
        own.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('roles', 'x', now())"
        )
        prepared.remember(own, NAMES)
    with psycopg.connect(database) as own:
        own.execute("DELETE FROM django_migrations WHERE app = 'roles' AND name = 'x'")
    assert not prepared.before(database, NAMES)


def test_what_stopped_halfway_is_forgotten(database, monkeypatch):
    def refuse(name, **options):
        raise CommandError("no such file")

    forgotten = []
    monkeypatch.setattr(prepare, "call_command", refuse)
    monkeypatch.setattr(prepared, "forget", forgotten.append)
    connection.ensure_connection()
    with pytest.raises(SystemExit):
        prepare.run(["migrate"])
    assert forgotten == [connection.connection]


def test_what_is_forgotten_is_prepared_before_it_is_served(database):
    with psycopg.connect(database, autocommit=True) as own:
        prepared.forget(own)
    assert not prepared.before(database, NAMES)


def test_a_database_that_does_not_answer_was_not_prepared():
    assert not prepared.before("postgres://127.0.0.1:1/nowhere?connect_timeout=1", NAMES)


@pytest.mark.processes
@pytest.mark.parametrize("before", [True, False])
def test_the_set_up_runs_at_every_start(tmp_path, monkeypatch, before):
    log = tmp_path / "log"

    def stand_in(name: str, then: str, *, once: bool = False) -> Service:
        note = f"open({str(log)!r}, 'a').write('{name}\\n'); {then}"
        return Service(name, (sys.executable, "-c", note), 36, once=once)

    def started() -> list[str]:
        return log.read_text().split() if log.exists() else []

    for name, then, once in (
        ("setup", "raise SystemExit(0)", True),
        ("web", "import time; time.sleep(60)", False),
        ("logins", "raise SystemExit(0)", True),
    ):
        service = stand_in(name, then, once=once)
        monkeypatch.setattr(services, name, lambda *_, service=service: service)
    monkeypatch.setattr(services, "behind_the_scenes", lambda _: ())
    once = iter([True])
    monkeypatch.setattr(
        welcome.Welcome, "just_became_ready", lambda _: "web" in started() and next(once, False)
    )
    settings = config.Config(data_dir=tmp_path, database_url="postgres://elsewhere", web_port=None)
    run = supervisor.Supervisor(settings, 8000, "token", prepared=before)
    monkeypatch.setattr(
        run, "_tend_database", lambda: setattr(run, "_stopping", len(set(started())) == 3)
    )
    assert run.run() == 0
    order = started()
    assert (order.index("setup") < order.index("web")) is not before

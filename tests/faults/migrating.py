"""Migrations taken back and applied again beside people at work, as the product applies them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from io import StringIO
from random import Random
from threading import Thread

import psycopg
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import Error, OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from tests.faults.ground import Staged, Wrong
from voipgrid_privacy.embedded import prepare, prepared, services


@dataclass(frozen=True)
class Target:
    """How far an app is taken back, and the table that work needs meanwhile, if it is one."""

    app: str
    name: str
    table: str
    whole: bool = True
    """Whether each migration is one transaction: half of one is then never there."""


TARGETS = (
    # Alters the table of mail, which is written and sent all the time, makes an index beside it,
    # and takes what rests on these along, also in `records` and `digests`.
    Target("roles", "0065_whose_by_the_legal_day", "roles_outgoingmail", whole=False),
    # Functions and policies that pages and the API ask.
    Target("roles", "0070_mail_of_digests_checked", "roles_transfer"),
    # The table that every log-in counts in is gone and made anew.
    Target("accounts", "0005_invitations", "accounts_sharedcount"),
    # Columns of a table that consents are written by.
    Target("cookies", "0010_restorable", "cookies_consentchain"),
    # The guard of tasks, and an index that is made beside the one of before.
    Target("records", "0034_restrictions", "records_requesttask", whole=False),
)

DRAWN = """
SELECT 'column', table_name || '.' || column_name, concat_ws(' ', data_type, is_nullable, column_default)
    FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text || '.' || conname,
    pg_get_constraintdef(oid) || ' ' || convalidated FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid) || ' ' || indisvalid
    FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE c.relnamespace = 'public'::regnamespace
UNION ALL SELECT 'function', p.oid::regprocedure::text, pg_get_functiondef(p.oid) FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
UNION ALL SELECT 'trigger', tgrelid::regclass::text || '.' || tgname, pg_get_triggerdef(oid) || tgenabled::text
    FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'policy', tablename || '.' || policyname, concat_ws(' ', permissive, roles, cmd, qual, with_check)
    FROM pg_policies WHERE schemaname = 'public'
UNION ALL SELECT 'table', c.oid::regclass::text, concat_ws(' ', relrowsecurity, relforcerowsecurity,
    (SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(relacl) a))
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
"""
Drawn = frozenset[tuple[str, str, str]]


def drawn() -> Drawn:
    """Return how the database is made: every column, rule, index, function, trigger and policy."""
    with connection.cursor() as cursor:
        cursor.execute(DRAWN)
        return frozenset(cursor.fetchall())


def migration(product: Staged, random: Random) -> None:
    """Take some of the last migrations back and apply them again, while somebody reads long."""
    target = random.choice(TARGETS)
    before = drawn()
    with _reading(target.table, random.uniform(0, 5)):
        taken_back(target)
    with _reading(target.table, random.uniform(0, 5)):
        applied()
    _same(before, drawn(), f"after {target.app} was brought back from {target.name}")


def full_migration(product: Staged, random: Random) -> None:
    """Apply migrations on a full disk: they fail as a whole, and can be applied afterwards."""
    target, disk = random.choice(TARGETS), product.disk
    if disk is None:
        raise Wrong("there is no disk")
    before = drawn()
    taken_back(target)
    without, names = drawn(), _names()
    with disk.full():
        print(f"  {target.app} on a full disk: {_tried()}", flush=True)
        time.sleep(random.uniform(0, 3))
    insist(connection.ensure_connection)
    if target.whole and insist(_names) == names:
        _same(without, insist(drawn), f"after {target.app} could not be migrated")
    insist(applied)
    _same(before, drawn(), f"after {target.app} was migrated once there was room")


def taken_back(target: Target) -> None:
    """Take an app back, beside people at work, as often as it takes."""
    for pause in prepare.PAUSES:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [prepare.PATIENCE])
        try:
            call_command("migrate", target.app, target.name, verbosity=0, interactive=False)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) != prepare.LOCKED:
                raise
            time.sleep(pause)
        else:
            return
    raise Wrong(f"{target.app} cannot be taken back to {target.name}")


def applied() -> None:
    """Apply what is missing, by the product's own way; the next start finds all prepared."""
    try:
        with redirect_stdout(StringIO()):
            prepare.migrate()
        prepared.remember(connection.connection, services.SETUP)
    finally:
        connection.close()


def insist(what: Callable[[], object]) -> object:
    """Do something once the database is there for it."""
    for _attempt in range(600):
        try:
            return what()
        except Error:
            connection.close()
            time.sleep(0.2)
    raise Wrong("the database does not come back")


def _tried() -> str:
    """Apply what is missing; return what came of it."""
    try:
        applied()
    except (Error, CommandError) as error:
        return type(error).__name__
    return "applied"


def _names() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationRecorder(connection).applied_migrations())


def _same(before: object, after: object, when: str) -> None:
    if before != after and isinstance(before, frozenset) and isinstance(after, frozenset):
        gone, new = sorted(before - after), sorted(after - before)
        raise Wrong(f"{when} the database is another: without {gone[:3]}, with {new[:3]}")


@contextmanager
def _reading(table: str, seconds: float) -> Iterator[None]:
    """Have somebody read a table in a transaction that takes its time."""

    def read() -> None:
        with suppress(psycopg.Error), psycopg.connect(settings.DATABASE_URL) as link:
            link.execute(f"SELECT count(*) FROM {table}")
            time.sleep(seconds)

    reader = Thread(target=read, daemon=True)
    reader.start()
    try:
        yield
    finally:
        reader.join()

"""The drill: a real database is backed up, destroyed, put back, and everything proven again."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from voipgrid_privacy.site.recovery.manifest import drawn_up
from voipgrid_privacy.site.recovery.restoring import NotRestored, opened
from voipgrid_privacy.site.recovery.verifying import verified

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("load_register", "load_retention", "load_records", "load_cookies", "seed_demo")
LIFE = """
import json, sys, uuid
from datetime import timedelta
import django; django.setup()
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from cookies.banner.services import refresh_banners
from cookies.consent.recording import record_choice
from cookies.consent.services import sign_heads
from cookies.models import BannerBundle
from voipgrid_privacy.kernel.tenancy import SYSTEM

def consents(number, at):
    bundle = BannerBundle.objects.filter(site__code="voipgrid").latest("number").number
    for _ in range(number):
        content = {"bundle": bundle, "subject": str(uuid.uuid4()), "action": "REFUSE",
                   "granted": [], "language": "nl", "gpc": False}
        record_choice(code="voipgrid", content=json.dumps(content).encode(),
                      origin="https://voipgrid.nl", at=at)

now = timezone.now()
if sys.argv[1] == "fill":
    refresh_banners(address=settings.PUBLIC_URL, on=timezone.localdate(), by=SYSTEM)
    consents(40, now - timedelta(days=1))
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    sign_heads(day=timezone.localdate() - timedelta(days=1), until=midnight, by=SYSTEM)
    call_command("generate_calls", "--calls", "2000")
    call_command("run_retention")
else:
    consents(7, now)
"""

pytestmark = [pytest.mark.processes, pytest.mark.django_db]


def named(name: str) -> str:
    """Return the address of another database of the server of the tests."""
    return urlunsplit(urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}"))


@dataclass
class Drill:
    """A database of its own, and our commands on it as an operator types them."""

    name: str
    folder: Path

    @property
    def url(self) -> str:
        return named(self.name)

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": self.url,
            "DATA_DIR": str(self.folder / "var"),
            "DJANGO_SETTINGS_MODULE": "voipgrid_privacy.settings",
            "STORE_KEYS": f"one:{'A' * 43}=",
            **more,
        }
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def must(self, *command: str) -> str:
        done = self.run(*command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def manage(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        return self.run("manage.py", *command, **more)

    def live(self, what: str) -> None:
        self.must("-c", LIFE, what)

    def ask(self, *statements: str) -> list[tuple]:
        with psycopg.connect(self.url, autocommit=True) as link:
            for sql in statements:
                cursor = link.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def destroy(self) -> None:
        self._elsewhere(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def create(self, template: str = "template0") -> None:
        self._elsewhere(f'CREATE DATABASE "{self.name}" TEMPLATE "{template}"')

    @staticmethod
    def _elsewhere(sql: str) -> None:
        with psycopg.connect(named("postgres"), autocommit=True) as link:
            link.execute(sql)


@pytest.fixture(scope="module")
def drill(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Drill]:
    """A copy of the migrated database of the tests, with a register and a life in it."""
    with django_db_blocker.unblock():
        template = connection.settings_dict["NAME"]
        connection.close()
        connection.close_pool()
    made = Drill(f"{template}_drill", tmp_path_factory.mktemp("drill"))
    made.destroy()
    made.create(template)
    try:
        made.must("-m", "voipgrid_privacy.embedded.prepare", *SHIPPED)
        made.live("fill")
        yield made
    finally:
        made.destroy()


COUNTS = (
    "SELECT (SELECT count(*) FROM cookies_consentrecord), (SELECT count(*) FROM records_certificate),"
    " (SELECT count(*) FROM roles_contract), (SELECT count(*) FROM records_calldetailrecord)"
)
GUARDS = (
    "SELECT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text NOT LIKE 'pgmq.%'),"
    " (SELECT count(*) FROM pg_policy), (SELECT count(*) FROM pg_class WHERE relrowsecurity),"
    " (SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace),"
    " (SELECT count(*) FROM pg_indexes WHERE schemaname = 'public'),"
    " (SELECT count(*) FROM information_schema.role_table_grants WHERE grantee = 'voipgrid_privacy_partner')"
)
SEEN = (
    "SET ROLE voipgrid_privacy_partner",
    "SELECT (SELECT count(*) FROM roles_contract), (SELECT count(*) FROM roles_party),"  # noqa: ISC004
    " (SELECT count(*) FROM cookies_consentrecord), (SELECT count(*) FROM records_certificate)",
)
LOGGED_IN = "INSERT INTO django_session VALUES ('old', 'x', now() + interval '1 day')"


@dataclass
class Backup:
    """A dump, and what was in the database, guarded it, and was to be seen by nobody's session."""

    dump: Path
    counts: list[tuple]
    guards: list[tuple]
    seen: list[tuple]


@pytest.fixture(scope="module")
def backup(drill: Drill) -> Backup:
    """A backup of the living database."""
    drill.ask(LOGGED_IN)
    said = drill.must("manage.py", "backup", str(drill.folder / "backups"))
    (dump,) = (drill.folder / "backups").glob("*.dump")
    assert dump.name in said
    return Backup(dump, drill.ask(COUNTS), drill.ask(GUARDS), drill.ask(*SEEN))


@pytest.fixture(scope="module")
def restored(drill: Drill, backup: Backup) -> str:
    """The database lives on after the backup, is destroyed, and put back; what the command says."""
    drill.live("on")
    assert drill.ask(COUNTS) != backup.counts
    drill.destroy()
    drill.create()
    return drill.must("manage.py", "restore", str(backup.dump))


@pytest.fixture
def copy(drill: Drill, restored: str) -> Iterator[Drill]:
    """What was restored once more, for a test to change."""
    made = Drill(f"{drill.name}_copy", drill.folder)
    made.destroy()
    made.create(drill.name)
    yield made
    made.destroy()


def test_what_is_restored_is_what_was_there_at_the_recovery_point(drill, backup, restored):
    print(f"\n{restored}")
    assert drill.ask(COUNTS) == backup.counts
    assert backup.counts[0][0] == 40  # the seven that came after the backup are what was lost
    assert backup.counts[0][1] > 0
    assert drill.ask(GUARDS) == backup.guards
    assert all(number > 10 for number in backup.guards[0])
    assert re.search(r"Recovery point: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, \d+.minute", restored)
    assert re.search(r"Recovery time: [\d.]+ s, of which [\d.]+ s to restore", restored)
    assert restored.count(": OK") == 7
    assert re.search(r"40 consent records in their chains: OK", restored)


def test_a_partner_sees_no_more_of_what_is_restored(drill, backup, restored):
    assert drill.ask(*SEEN) == backup.seen
    assert backup.seen[0][2:] == (0, 0)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        drill.ask(SEEN[0], "SELECT * FROM accounts_user")


def test_log_ins_do_not_come_back(drill, restored):
    assert drill.ask("SELECT count(*) FROM django_session") == [(0,)]


def test_what_is_restored_serves_and_goes_on(copy):
    assert copy.manage("migrate", "--check").returncode == 0
    copy.live("on")
    assert copy.ask("SELECT count(*) FROM cookies_consentrecord") == [(47,)]
    assert copy.must("manage.py", "verify_ledgers").count(": OK") == 6
    assert copy.ask("SELECT to_regclass('pgmq.meta') IS NOT NULL") == [(True,)]


TAMPERING = {
    "a consent, changed": "UPDATE cookies_consentrecord SET body = '{}' WHERE seq = 3",
    "a consent, removed from the end": "DELETE FROM cookies_consentrecord WHERE seq = 40",
    "a certificate, changed": "UPDATE records_certificate SET body = replace(body, '1', '2')",
}


@pytest.mark.parametrize("how", TAMPERING)
def test_what_was_tampered_with_is_found(copy, how):
    copy.ask("SET session_replication_role = replica", TAMPERING[how])
    done = copy.manage("verify_ledgers")
    assert done.returncode == 1
    assert "BROKEN" in done.stdout


def test_without_the_key_that_signed_nothing_passes_for_proven(drill, restored):
    done = drill.manage("verify_ledgers", SIGNING_KEY=f"{'B' * 43}=")
    assert done.returncode == 1
    assert "BROKEN" in done.stdout


def test_a_database_that_is_not_empty_is_left_alone(drill, backup, restored):
    done = drill.manage("restore", str(backup.dump))
    assert done.returncode == 1
    assert "Not restored. The database is not empty." in done.stderr
    assert "Traceback" not in done.stderr
    assert drill.ask(COUNTS) == backup.counts


@pytest.mark.parametrize("damage", ["a byte", "the end", "the manifest", "no manifest"])
def test_a_dump_that_is_not_what_was_written_is_refused(backup, tmp_path, damage):
    dump = tmp_path / backup.dump.name
    content, told = backup.dump.read_bytes(), backup.dump.with_suffix(".json").read_bytes()
    if damage == "a byte":
        middle = len(content) // 2
        content = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    elif damage == "the end":
        content = content[:-100]
    elif damage == "the manifest":
        told = b'{"format": "other"}'
    dump.write_bytes(content)
    if damage != "no manifest":
        dump.with_suffix(".json").write_bytes(told)
    with pytest.raises(NotRestored):
        opened(dump)


def test_rows_that_a_dump_lost_are_found(db):
    """The manifest counts for itself: a table that came back with less is named."""
    made = drawn_up()
    whole = verified(at=made.taken_at, made=made)[-1]
    assert whole.problem == ""
    told = {**made.rows, "roles_contract": made.rows["roles_contract"] + 1}
    lost = verified(at=made.taken_at, made=replace(made, rows=told))[-1]
    assert "roles_contract has 0 rows and had 1" in lost.problem


def test_a_backup_is_readable_by_its_owner_alone(backup):
    for path in (backup.dump, backup.dump.with_suffix(".json")):
        assert path.stat().st_mode & 0o077 == 0
    assert not list(backup.dump.parent.glob("*.half"))


NAMES = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
GUARDING = """
    SELECT DISTINCT p.proname, p.prosrc FROM pg_depend d JOIN pg_proc p ON p.oid = d.refobjid
    WHERE d.refclassid = 'pg_proc'::regclass AND p.pronamespace = 'public'::regnamespace
      AND d.classid = ANY ('{pg_constraint,pg_class,pg_attrdef}'::regclass[])
      AND NOT coalesce(array_to_string(p.proconfig, ' '), '') ~ 'search_path='
"""


def test_what_guards_a_row_as_it_is_put_back_names_its_functions_in_full():
    """Whoever restores has no search path: a check or an index that needs one refuses its rows."""
    with connection.cursor() as cursor:
        cursor.execute(NAMES)
        names = "|".join(sorted({re.escape(name) for (name,) in cursor.fetchall()}))
        cursor.execute(GUARDING)
        guarding = cursor.fetchall()
    assert {"cookies_contrast", "roles_plain"} <= {name for name, _source in guarding}
    found = {name: re.findall(rf"(?<![\w.\'])({names})\s*\(", source) for name, source in guarding}
    assert {name: calls for name, calls in found.items() if calls} == {}

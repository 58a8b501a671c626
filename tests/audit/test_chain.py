"""The logbook: sealed by the database, cut only after its term, and a verifier that sees."""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from tests.audit.sealing import noted, sealed
from voipgrid_privacy.audit.models import AuditChain, AuditCut, AuditEntry, AuditHead, AuditTerm
from voipgrid_privacy.audit.queries import lines, published_heads
from voipgrid_privacy.audit.services import (
    TermInThePast,
    cut_ended,
    set_audit_term,
    sign_audit_heads,
)
from voipgrid_privacy.audit.verify_audit import Broken, verify
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.signing import public_key
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM

pytestmark = pytest.mark.django_db
PARTY = UUID("11111111-2222-4333-8444-555555555555")
LONG_AGO = "2024-03-01T12:00:00Z"
AFTER = datetime(2024, 3, 2, tzinfo=UTC)


def log(chain: str = str(PARTY)) -> list[str]:
    return list(lines(chain, at=timezone.now()))


def signed(day: date, until: datetime) -> int:
    return sign_audit_heads(day=day, until=until, by=SYSTEM)


def refused(statement: str) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(error.value.__cause__.sqlstate)


def test_what_is_noted_is_sealed_as_it_commits_each_party_in_a_chain_of_its_own():
    noted(PARTY, 3)
    noted(None, 2)
    assert {row.chain: row.length for row in AuditChain.objects.all()} == {
        str(PARTY): 3,
        "register": 2,
    }
    assert verify(log(), public_key())["records"] == 3
    assert verify(log("register"), public_key())["records"] == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_pending")
        assert cursor.fetchone() == (0,)


def test_an_entry_that_is_put_in_by_hand_is_sealed_like_any_other():
    noted(PARTY)
    forged = {"chain": "register", "number": 77, "hash": b"x", "digest": b"y", "body": "{}"}
    AuditEntry.objects.create(
        party_id=PARTY, at=timezone.now(), kind="SEEN", actor="x", action="y", **forged
    )
    row = AuditEntry.objects.get(action="y")
    assert (row.chain, row.number) == (str(PARTY), 2)
    assert verify(log(), public_key())["records"] == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditentry SET actor = 'nobody'",
        "DELETE FROM audit_auditentry",
        "UPDATE audit_auditchain SET length = length + 1",
        "DELETE FROM audit_auditchain",
        "UPDATE audit_audithead SET number = 1",
        "DELETE FROM audit_audithead",
    ],
)
def test_nobody_changes_or_deletes_the_owner_of_the_tables_included(statement):
    noted(PARTY, 2, LONG_AGO)
    assert signed(date(2024, 3, 1), AFTER) == 1
    assert refused(statement) == "23514"


def test_what_was_rolled_back_is_not_noted():
    with transaction.atomic():
        noted(PARTY)
        transaction.set_rollback(True)
    assert not sealed()


def test_heads_are_signed_once_a_day_and_only_of_chains_that_moved():
    noted(PARTY, 2, LONG_AGO)
    noted(None, 1, LONG_AGO)
    assert signed(date(2024, 3, 1), AFTER) == 2
    assert signed(date(2024, 3, 1), AFTER) == 0
    noted(PARTY, 1, "2024-03-02T12:00:00Z")
    assert signed(date(2024, 3, 2), AFTER + timedelta(days=1)) == 1
    assert [h["records"] for h in json.loads(log()[0])["heads"]] == [2, 3]
    assert verify(log(), public_key())["heads"] == 2
    with pytest.raises(NotAllowed):
        sign_audit_heads(day=date(2024, 3, 9), until=AFTER, by=PUBLIC)


def test_published_heads_show_a_log_that_was_written_anew():
    noted(PARTY, 3, LONG_AGO)
    signed(date(2024, 3, 1), AFTER)
    kept = published_heads(date(2024, 3, 1))
    assert verify(log(), public_key(), heads=[kept])["published"] == 1
    other = {**kept, "fingerprints": ["0" * 64]}
    with pytest.raises(Broken, match="signature"):
        verify(log(), public_key(), heads=[other])
    with connection.cursor() as cursor:  # who owns the database and the key writes it anew
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM audit_auditentry; DELETE FROM audit_auditchain")
        cursor.execute("DELETE FROM audit_audithead")
        cursor.execute("SET LOCAL session_replication_role = origin")
    noted(PARTY, 2, LONG_AGO)
    signed(date(2024, 3, 1), AFTER)
    assert verify(log(), public_key())["heads"] == 1
    with pytest.raises(Broken, match="not among"):
        verify(log(), public_key(), heads=[kept])


def _cut_off() -> int:
    noted(PARTY, 4, LONG_AGO)
    signed(date(2024, 3, 1), AFTER)
    noted(PARTY, 2)
    return cut_ended(at=timezone.now(), by=SYSTEM)


def test_what_is_older_than_its_term_is_cut_off_and_the_rest_is_still_proven():
    whole = 4
    assert _cut_off() == whole
    assert AuditEntry.objects.filter(party_id=PARTY).count() == 2
    found = verify(log(), public_key(), heads=[published_heads(date(2024, 3, 1))])
    assert (found["cut"], found["records"], found["published"]) == (whole, 6, 1)
    assert cut_ended(at=timezone.now(), by=SYSTEM) == 0


def test_a_cut_that_is_not_told_or_told_otherwise_is_found():
    _cut_off()
    header, *rest = log()
    told = json.loads(header)
    for lie in (
        {**told, "cut": None},
        {**told, "cut": {**told["cut"], "records": 5}},
        {**told, "cut": {**told["cut"], "head": "00" * 32}},
        {**told, "cut": {**told["cut"], "day": "2024-03-02"}},
    ):
        with pytest.raises(Broken):
            verify([json.dumps(lie) + "\n", *rest], public_key())


def test_nothing_is_cut_within_its_term_or_elsewhere_than_at_a_signed_head():
    noted(PARTY, 2)
    signed(timezone.localdate(), timezone.now() + timedelta(days=1))
    assert cut_ended(at=timezone.now(), by=SYSTEM) == 0
    head = AuditHead.objects.get()
    cut = {
        "chain": head.chain,
        "number": head.number,
        "hash": head.hash,
        "day": head.day,
        "cut_at": timezone.now(),
    }
    for lie in (
        {"before": timezone.now()},
        {"before": AFTER},
        {"before": AFTER, "number": 1},
        {"before": AFTER, "hash": b"0" * 32},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            AuditCut.objects.create(**{**cut, **lie})


def test_the_term_is_dated_and_half_a_year_at_least():
    today = timezone.localdate()
    new = {"reason": "A reason.", "today": today, "by": SYSTEM}
    with pytest.raises(ValidationError):
        set_audit_term(months=5, on=today, **new)
    AuditTerm.objects.filter(months=5).delete()
    with pytest.raises(TermInThePast):
        set_audit_term(months=12, on=today - timedelta(days=1), **new)
    with pytest.raises(NotAllowed):
        set_audit_term(months=12, on=today, **{**new, "by": PUBLIC})


def test_another_term_ends_the_one_before():
    today = timezone.localdate()
    set_audit_term(months=12, on=today, reason="Shorter.", today=today, by=SYSTEM)
    assert AuditTerm.objects.in_force(today).get().months == 12
    assert AuditTerm.objects.in_force(today - timedelta(days=1)).get().months == 24


def edited(text: list[str]) -> list[str]:
    at = random.randrange(1, len(text))
    text[at] = text[at].replace("look", "hide", 1)
    return text


def deleted(text: list[str]) -> list[str]:
    del text[random.randrange(1, len(text) - 1)]
    return text


def swapped(text: list[str]) -> list[str]:
    at = random.randrange(1, len(text) - 1)
    text[at], text[at + 1] = text[at + 1], text[at]
    return text


def truncated(text: list[str]) -> list[str]:
    return text[: random.randrange(1, len(text))]


def beheaded(text: list[str]) -> list[str]:
    return [text[0], *text[random.randrange(2, len(text)) :]]


def doubled(text: list[str]) -> list[str]:
    at = random.randrange(1, len(text))
    return [*text[:at], text[at], *text[at:]]


@pytest.mark.parametrize(
    "attack", [edited, deleted, swapped, truncated, beheaded, doubled], ids=lambda a: a.__name__
)
def test_the_verifier_finds_every(attack: Callable[[list[str]], list[str]]) -> None:
    noted(PARTY, 12)
    whole = log()
    for seed in range(20):
        random.seed(seed)
        with pytest.raises(Broken):
            verify(attack(list(whole)), public_key())


def test_the_verifier_is_one_file_that_runs_alone(tmp_path: Path) -> None:
    noted(PARTY, 12, LONG_AGO)
    signed(date(2024, 3, 1), AFTER)
    file, program, heads = tmp_path / "log.txt", tmp_path / "v.py", tmp_path / "heads.json"
    file.write_text("".join(log()), encoding="utf-8")
    program.write_bytes(Client().get("/proof/logbook/verify_audit.py").content)
    assert Client().get("/proof/logbook/heads.json").json() == {"days": ["2024-03-01"]}
    heads.write_bytes(Client().get("/proof/logbook/heads/2024-03-01.json").content)
    run = [sys.executable, "-I", str(program), str(file), "--key", public_key()]
    run += ["--heads", str(heads)]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[:21]) == (0, "OK: entries 1 to 12 o"), done.stderr
    assert "1 of them found published" in done.stdout
    file.write_text("".join(edited(file.read_text().splitlines(keepends=True))), encoding="utf-8")
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[:7]) == (1, "BROKEN:")


@pytest.mark.parametrize("day", ["2024-03-09", "now", "2024-13-40"])
def test_a_day_without_heads_is_not_there(day):
    assert Client().get(f"/proof/logbook/heads/{day}.json").status_code == 404

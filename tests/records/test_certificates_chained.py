"""Certificates follow on each other; anyone checks that, and sees its own."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from django.utils import timezone

from records.certificates.chain import canonical
from records.certificates.queries import certificate, certificates, envelope
from records.certificates.verify_certificates import Broken, texts_of, verify
from records.engine import run, services
from records.models import Certificate, RetentionRule
from roles.models import Party
from tests.records.certified import NOW, Calls, Planned, body, certify, spraakwerk, text
from tests.records.conftest import TODAY
from voipgrid_privacy.kernel import signing
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.signing import public_key
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM, Ability, Viewer, partner_scope

__all__ = ("spraakwerk",)

pytestmark = pytest.mark.django_db


# The chain


@pytest.fixture
def three(calls: Calls, planned: Planned, rule: RetentionRule) -> list[Certificate]:
    """Three runs on three days, each certified; first the whole runs, then the parts."""
    for day in range(3):
        calls(2 + day)
        (job_id,) = services.ring_due(on=TODAY + timedelta(days=day), by=SYSTEM)
        run.anonymise(job_id)
        certify(job_id, NOW + timedelta(days=day))
    return list(Certificate.objects.order_by("-chain", "number"))


def test_certificates_follow_on_each_other(three: list[Certificate]) -> None:
    texts = [text(row) for row in three]
    assert verify(texts, public_key(), complete=True) == {
        "certificates": 6, "chains": 2, "gaps": 0, "parts": 3,
    }  # fmt: skip


def test_one_that_is_missing_is_said_and_refused_where_all_are_asked(
    three: list[Certificate],
) -> None:
    for missing in (1, 2):
        texts = [text(row) for row in three if row.number != missing]
        assert verify(texts, public_key())["gaps"] == 2
        with pytest.raises(Broken, match="are missing"):
            verify(texts, public_key(), complete=True)


def test_a_chain_that_was_rewritten_is_found(three: list[Certificate]) -> None:
    """Whoever has database and key signs another second certificate: the third does not follow."""
    rows = {(row.chain, row.number): row for row in three}
    old = rows["register", 2]
    said = body(old) | {"previous": "00" * 32}
    hash_ = signing.sha256(canonical(said).encode()).hexdigest()
    signed = signing.signing_key().sign(f"voipgrid-certificate-1:{hash_}".encode()).hex()
    forged = json.dumps(envelope(old) | {"body": said, "hash": hash_, "signature": signed})
    first, third = text(rows["register", 1]), text(rows["register", 3])
    assert verify([forged], public_key())["certificates"] == 1
    with pytest.raises(Broken, match="does not follow"):
        verify([first, forged], public_key())
    with pytest.raises(Broken, match="does not follow"):
        verify([forged, third], public_key())
    with pytest.raises(Broken, match="two certificates 2"):
        verify([text(old), forged], public_key())


def test_the_verifier_is_one_file_that_runs_alone(three: list[Certificate], tmp_path: Path) -> None:
    program, lines = tmp_path / "verify.py", tmp_path / "certificates.jsonl"
    program.write_bytes(Client().get("/proof/verify_certificates.py").content)
    lines.write_text("\n".join(map(text, three)), encoding="utf-8")
    (key,) = (each["ed25519"] for each in Client().get("/proof/keys.json").json()["keys"])
    command = [sys.executable, "-I", str(program), str(lines), "--key", key, "--complete"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[:18]) == (0, "OK: 6 certificates"), done
    said = lines.read_text(encoding="utf-8").replace("GENERALISE", "DELETE")
    lines.write_text(said, encoding="utf-8")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[:7]) == (1, "BROKEN:")
    for wrong in ("", "ab", key + "00", "x" * 64):
        command[5] = wrong
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, ""), wrong
        assert "64 hexadecimal characters" in done.stderr


def test_an_empty_key_is_not_no_key(three: list[Certificate]) -> None:
    with pytest.raises(Broken, match="not among those given"):
        verify(map(text, three), "")


def test_a_line_ends_at_a_line_feed_only(tmp_path: Path) -> None:
    lines = tmp_path / "certificates.jsonl"
    lines.write_text('{"a":"\u2028"}\n{"b":"\x85"}\n', encoding="utf-8")
    assert list(texts_of([str(lines)])) == ['{"a":"\u2028"}', '{"b":"\x85"}']


def test_heads_are_published_without_saying_whose_they_are(three: list[Certificate]) -> None:
    published = Client().get("/proof/heads.json").json()["heads"]
    assert [head["number"] for head in published] == [3, 2, 1]
    assert set(published[0]) == {"number", "hash", "key", "signature"}


# Whose it is


def viewer(*parties: Party) -> Viewer:
    return Viewer(user_id=uuid4(), name="partner", parties=frozenset(p.pk for p in parties))


def test_a_party_sees_its_own_part_and_nothing_else(
    calls: Calls, planned: Planned, belfabriek: Party, spraakwerk: Party
) -> None:
    calls(4)
    calls(6, partner=spraakwerk.pk)
    run.anonymise((job := planned()).pk)
    certify(job)
    (mine,) = certificates(viewer=viewer(belfabriek))
    assert mine.party_id == belfabriek.pk
    for other in certificates(viewer=SYSTEM).exclude(pk=mine.pk):
        with pytest.raises(NotFound):
            certificate(viewer=viewer(belfabriek), pk=other.pk)
    assert str(spraakwerk.pk) not in text(mine)
    assert list(certificates(viewer=PUBLIC)) == []


def test_postgresql_shows_a_party_its_own_part_and_nothing_else(
    calls: Calls, planned: Planned, belfabriek: Party, spraakwerk: Party
) -> None:
    calls(4)
    calls(6, partner=spraakwerk.pk)
    run.anonymise((job := planned()).pk)
    certify(job)
    with transaction.atomic(), partner_scope(viewer(belfabriek)), connection.cursor() as cursor:
        cursor.execute("SELECT party_id FROM records_certificate")
        assert cursor.fetchall() == [(belfabriek.pk,)]
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute("INSERT INTO records_certificate SELECT * FROM records_certificate")


def test_an_officer_is_named_by_an_identifier_and_to_parties_not(
    calls: Calls, rule: RetentionRule, django_user_model: Any
) -> None:
    calls(3)
    olga = Viewer(uuid4(), "Olga de Vries", abilities=frozenset(Ability))
    job = services.request_run(rule=rule.pk, on=TODAY, by=olga)
    run.anonymise(job.pk)
    row, theirs = certify(job)
    assert body(row)["operator"]["requested_by"] == str(olga.user_id)
    assert "Olga" not in row.body
    assert body(theirs)["operator"] == {"requested": "officer", "approved_by_another": False}
    assert str(olga.user_id) not in theirs.body


# Two at once


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_certificate(calls: Calls, planned: Planned) -> None:
    calls(50)
    run.anonymise((job := planned()).pk)

    def work(_number: int) -> int:
        try:
            return len(certify(job, timezone.now()))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(work, range(8)))
    assert sorted(made) == [0] * 7 + [2]
    assert Certificate.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_runs_certified_at_once_make_one_unbroken_chain(
    calls: Calls, planned: Planned, rule: RetentionRule
) -> None:
    jobs = []
    for day in range(6):
        calls(2)
        (job_id,) = services.ring_due(on=TODAY + timedelta(days=day), by=SYSTEM)
        run.anonymise(job_id)
        jobs.append(job_id)

    def work(job_id: UUID) -> int:
        try:
            return len(certify(job_id, timezone.now()))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, jobs)) == [2] * 6
    texts = [text(row) for row in Certificate.objects.all()]
    assert verify(texts, public_key(), complete=True)["certificates"] == 12

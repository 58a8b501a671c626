"""Certificates: what a run did, said once, bound to what was said before, and checked by anyone."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from django.utils import timezone, translation

from records.certificates.chain import canonical, digest
from records.certificates.guarantees import GUARANTEES
from records.certificates.queries import certificate, certificates, envelope, uncertified
from records.certificates.services import certify_run
from records.certificates.telling import sections, sentence, title
from records.certificates.verify_certificates import Broken, texts_of, verify
from records.choices import JobState, Technique
from records.engine import leases, own, run, services
from records.engine.models import AnonymisationJob, AnonymisationLane
from records.errors import StoreUnavailable
from records.holds.services import place_hold
from records.models import CallDetailRecord, Certificate, RetentionRule
from records.retention.rules import Term
from roles.models import Party
from tests.records.conftest import LONG_AGO, TODAY
from voipgrid_privacy.kernel import signing
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.signing import public_key
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM, Ability, Viewer, partner_scope

pytestmark = pytest.mark.django_db
Calls = Callable[..., None]
Planned = Callable[[], AnonymisationJob]
Decide = Callable[..., RetentionRule]
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
def spraakwerk(db: None) -> Party:
    return Party.objects.create(kind="PARTNER", name="Spraakwerk")


def certify(job: AnonymisationJob | UUID, at: datetime = NOW) -> list[Certificate]:
    """Certify a run; return what was issued, that of the whole run first."""
    pk = job if isinstance(job, UUID) else job.pk
    made = certify_run(job=pk, at=at, by=SYSTEM)
    if made is None:
        return []
    same = {"job": pk, "outcome": made.outcome, "sweep": made.sweep, "batches": made.batches}
    rows = list(Certificate.objects.filter(**same).order_by("-chain"))
    assert rows[0].pk == made.pk
    return rows


def body(row: Certificate) -> dict[str, Any]:
    return envelope(row)["body"]  # type: ignore[no-any-return]


def whole(job: AnonymisationJob) -> dict[str, Any]:
    return body(Certificate.objects.filter(job=job, party=None).latest("number"))


def part(job: AnonymisationJob, party: Party) -> dict[str, Any]:
    return body(Certificate.objects.filter(job=job, party=party).latest("number"))


def text(row: Certificate) -> str:
    return json.dumps(envelope(row))


def partway(job: AnonymisationJob) -> AnonymisationLane:
    """Do one batch of 500 rows, and hold the lane."""
    AnonymisationLane.objects.update(batch_size=500)
    lane = leases.claim(job.pk)
    assert lane is not None
    own.run_batch(lane)
    return lane


# What it says


def test_a_run_that_is_done_is_certified_in_all_and_for_each_party(
    calls: Calls, planned: Planned, belfabriek: Party, spraakwerk: Party
) -> None:
    calls(700)
    calls(300, partner=spraakwerk.pk)
    job = planned()
    AnonymisationLane.objects.update(batch_size=400)
    run.anonymise(job.pk)
    assert len(certify(job)) == 3
    of_all, ours, theirs = whole(job), part(job, belfabriek), part(job, spraakwerk)
    assert [each["rows_done"] for each in (of_all, ours, theirs)] == [1_000, 700, 300]
    assert sum(batch["rows"] for batch in of_all["batches"]) == 1_000
    assert len(of_all["batches"]) == job.batches.count() > 1
    assert sum(batch["rows"] for batch in ours["batches"]) == 700
    assert sorted(p["rows"] for p in of_all["parts"]) == [300, 700]
    assert of_all["verification"] == {
        "recounted_at": "2026-09-01T08:00:00Z",
        "not_possible": None,
        "rows_still_due": 0,
        "rows_on_hold": 0,
    }
    assert of_all["progress_equals_evidence"] is True


def test_the_rule_its_ground_and_whose_decision_it_was_are_in_it(
    calls: Calls, decide: Decide, belfabriek: Party
) -> None:
    rule = decide(belfabriek, code="own-36", term=Term(months=36, days=3))
    calls(5, LONG_AGO - timedelta(days=900))
    (job_id,) = services.ring_due(on=TODAY, by=SYSTEM)
    run.anonymise(job_id)
    _all, mine = certify(job_id)
    said = body(mine)
    assert said["rule"]["code"] == "own-36"
    assert said["rule"]["term"] == {"months": 36, "days": 3}
    assert said["rule"]["start_event"] == "invoice_date"
    assert said["rule"]["decided_by"] == str(belfabriek.pk)
    assert (said["rule"]["decided_by_standard"], said["rule"]["decided_as"]) == (
        False,
        "CONTROLLER",
    )
    assert said["rule"]["grounds"][0]["citation"] == "Tw Art. 11.5(2)"
    assert said["rule"]["grounds"][0]["url"].startswith("https://wetten.overheid.nl/")
    assert said["rule"]["source"]["code"] == rule.source.code
    assert said["run"]["cut_off_date"] == TODAY.isoformat()
    assert said["store"]["code"] == "telephony"
    assert said["operator"] == {"requested": "schedule", "approved_by_another": False}
    assert whole(mine.job)["operator"] == {
        "requested_by": "system", "approved_by": None, "approved_at": None,
    }  # fmt: skip


@pytest.mark.parametrize("technique", [Technique.DELETE, Technique.GENERALISE])
def test_it_promises_no_more_than_the_technique_does(
    calls: Calls, decide: Decide, model_partner: Party, technique: Technique
) -> None:
    decide(model_partner, technique=technique)
    calls(5)
    (job_id,) = services.ring_due(on=TODAY, by=SYSTEM)
    run.anonymise(job_id)
    said = body(certify(job_id)[0])
    assert said["technique"]["code"] == technique
    assert set(said["technique"]["guarantee"]) == {"nl", "en"}
    assert said["states"]["physically_erased"] is False
    assert said["states"]["logically_erased"] == "WHOLE"
    with translation.override("en"):
        gone = dict(dict(sections(said))["How far gone"])
        deleted = technique == Technique.DELETE
        assert ("Logically erased" in gone, "Values replaced" in gone) == (deleted, not deleted)
        name = "Certificate of deletion" if deleted else "Certificate of a retention run"
        assert title(said) == name
        assert said["states"]["caveat"]["en"].startswith(next(iter(gone)))
    if technique == Technique.GENERALISE:
        assert "not anonymous" in said["technique"]["guarantee"]["en"]
        assert said["technique"]["smallest_class_of_rows"] == 5


def test_it_says_the_technique_of_the_run_and_not_of_the_rule_as_it_is_now(
    calls: Calls, planned: Planned, rule: RetentionRule
) -> None:
    calls(5)
    run.anonymise((job := planned()).pk)
    RetentionRule.objects.filter(pk=rule.pk).update(technique=Technique.DELETE)
    said = body(certify(job)[0])
    assert said["technique"]["code"] == Technique.GENERALISE
    assert said["rule"]["end_action"] == said["technique"]["name"]


def test_every_technique_says_what_it_leaves_behind() -> None:
    assert set(GUARANTEES) == set(Technique)
    with translation.override("en"):
        assert all("until these are rewritten" in str(words) for words in GUARANTEES.values())


def test_copies_expire_by_the_terms_that_the_store_declares(calls: Calls, planned: Planned) -> None:
    calls(2)
    job = planned()
    run.anonymise(job.pk)
    AnonymisationJob.objects.update(finished_at="2026-02-20T23:30:00Z")  # the 21st in Amsterdam
    certify(job)
    states = whole(job)["states"]
    assert states["logically_erased_date"] == "2026-02-21"
    assert states["log_expires_date"] == "2026-02-28"
    assert states["backups_expire_date"] == "2026-03-23"


def test_no_personal_data_is_in_it(calls: Calls, planned: Planned, belfabriek: Party) -> None:
    RetentionRule.objects.update(code="six-months")
    belfabriek.contacts.create(kind="PRIVACY", name="Bella de Boer", email="bella@example.nl")
    calls(1_200)
    lane = partway(job := planned())
    place_hold(case="Zaak Jansen", reason="Om Jan", number="+31 10 0000900", by=SYSTEM)
    leases.release(lane)
    run.anonymise(job.pk)
    for row in certify(job):
        said = text(row)
        for word in ("Belfabriek", "Bakker", "Bella", "example.nl", "Jansen", "Om Jan", "+31"):
            assert word.lower() not in said.lower(), word
        assert "0000900" not in said
        places = list(leaves(body(row)))
        assert not [path for path in places if "name" in path[0] or "mail" in str(path)]
        if row.party_id:
            known = {row.pk, job.pk, row.party_id, job.rule.decided_by_id}
            assert set(map(UUID, UUIDS.findall(row.body))) <= known


def test_of_many_parties_each_gets_its_own(
    calls: Calls, planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.certificates.services.AT_A_TIME", 3)
    parties = [Party.objects.create(kind="PARTNER", name=f"P{n}") for n in range(8)]
    for number, each in enumerate(parties, start=1):
        calls(number, partner=each.pk)
    run.anonymise((job := planned()).pk)
    issued = certify(job)
    assert [part(job, each)["rows_done"] for each in parties] == list(range(1, 9))
    found = verify(map(text, issued), public_key(), complete=True)
    assert (found["certificates"], found["parts"]) == (9, 8)


# Holds, and counting again


def test_a_hold_placed_midway_is_in_the_certificate_as_a_number(
    calls: Calls, planned: Planned, belfabriek: Party
) -> None:
    calls(1_200)
    lane = partway(job := planned())
    place_hold(case="2026-17", reason="A claim.", party=belfabriek.pk, by=SYSTEM)
    leases.release(lane)
    run.anonymise(job.pk)
    certify(job)
    said, ours = whole(job), part(job, belfabriek)
    assert (said["rows_done"], said["verification"]["rows_on_hold"]) == (500, 700)
    assert (said["rows_left_at_the_end"], ours["verification"]["rows_on_hold"]) == (0, 700)
    assert said["holds_placed_or_released_since_the_start"] == 1
    assert "2026-17" not in canonical(said)
    assert said["states"]["logically_erased"] == "PART"
    with translation.override("en"):
        assert sentence(said).startswith("Of 1200 rows due by ")
        assert "500 are done; legal holds spared 700." in sentence(said)


def test_a_party_of_which_all_is_on_hold_does_not_read_that_it_is_erased(
    calls: Calls, planned: Planned, belfabriek: Party, spraakwerk: Party
) -> None:
    calls(3)
    calls(5, partner=spraakwerk.pk)
    job = planned()
    place_hold(case="2026-17", reason="A claim.", party=belfabriek.pk, by=SYSTEM)
    run.anonymise(job.pk)
    certify(job)
    ours, theirs = part(job, belfabriek), part(job, spraakwerk)
    assert whole(job)["run"]["outcome"] == JobState.DONE
    assert (ours["rows_done"], ours["verification"]["rows_on_hold"]) == (0, 3)
    assert ours["states"]["logically_erased"] == "NONE"
    assert theirs["states"]["logically_erased"] == "WHOLE"
    assert whole(job)["states"]["logically_erased"] == "PART"


def away(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on no store can be counted."""
    error = StoreUnavailable(reason="away")
    monkeypatch.setattr("records.certificates.counted.preview_of", mock.Mock(side_effect=error))


def test_what_could_not_be_counted_is_not_called_erased(
    calls: Calls, planned: Planned, belfabriek: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls(3)
    run.anonymise((job := planned()).pk)
    away(monkeypatch)
    certify(job, timezone.now() + timedelta(hours=25))
    for said in (whole(job), part(job, belfabriek)):
        assert said["states"]["logically_erased"] == "NOT_COUNTED"
        with translation.override("en"):
            assert "What is left could not be counted." in sentence(said)
            assert "not known" in str(sections(said))


def test_a_store_is_waited_for_from_when_the_run_stopped(
    calls: Calls, planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls(1_200)
    leases.release(partway(job := planned()))
    AnonymisationJob.objects.update(planned_at=timezone.now() - timedelta(days=9))
    services.pause_job(job=job.pk, by=SYSTEM)
    job.refresh_from_db()
    assert job.stopped_at is not None
    assert job.finished_at is None
    away(monkeypatch)
    with pytest.raises(StoreUnavailable):
        certify(job, job.stopped_at + timedelta(hours=23))
    assert len(certify(job, job.stopped_at + timedelta(hours=25))) == 2
    services.resume_job(job=job.pk, by=SYSTEM)
    job.refresh_from_db()
    assert job.stopped_at is None


def test_the_counts_equal_a_recount_of_the_store(
    calls: Calls, planned: Planned, spraakwerk: Party
) -> None:
    calls(900)
    calls(100, TODAY)
    calls(400, partner=spraakwerk.pk)
    before = CallDetailRecord.objects.filter(anonymised_on=None).count()
    run.anonymise((job := planned()).pk)
    certify(job)
    after = CallDetailRecord.objects.filter(anonymised_on=None).count()
    said = whole(job)
    assert said["rows_done"] == before - after == 1_300
    assert said["rows_done"] == CallDetailRecord.objects.filter(job_id=job.pk).count()
    assert said["rows_due_at_start"] == 1_300


def test_rows_that_became_due_again_are_told_and_not_glossed_over(
    calls: Calls, planned: Planned, belfabriek: Party
) -> None:
    calls(10)
    run.anonymise((job := planned()).pk)
    calls(3)
    certify(job)
    said = whole(job)
    assert said["verification"]["rows_still_due"] == 3
    assert said["states"]["logically_erased"] == "PART"
    assert part(job, belfabriek)["verification"]["rows_still_due"] == 3


def test_rows_of_nobody_we_know_are_in_the_whole_only(
    calls: Calls, planned: Planned, belfabriek: Party
) -> None:
    calls(4)
    calls(6, partner=uuid4())
    run.anonymise((job := planned()).pk)
    assert len(certify(job)) == 2
    assert (whole(job)["rows_done"], part(job, belfabriek)["rows_done"]) == (10, 4)


# When it is issued


def test_a_run_under_way_has_none_yet(calls: Calls, planned: Planned) -> None:
    calls(1_200)
    job = planned()
    assert certify(job) == []
    lane = partway(job)
    assert certify(job) == []
    services.pause_job(job=job.pk, by=SYSTEM)
    assert certify(job) == [], "the batch under way may still commit"
    leases.release(lane)
    assert list(uncertified(SYSTEM)) == [job]
    assert len(certify(job)) == 2


def test_each_time_a_run_stops_says_what_was_done_until_then(
    calls: Calls, planned: Planned, belfabriek: Party
) -> None:
    calls(1_200)
    leases.release(partway(job := planned()))
    services.pause_job(job=job.pk, by=SYSTEM)
    certify(job)
    assert whole(job)["run"]["outcome"] == JobState.PAUSED
    assert whole(job)["states"]["logically_erased"] == "PART"
    assert whole(job)["verification"]["rows_still_due"] == 700
    services.cancel_job(job=job.pk, by=SYSTEM)
    certify(job)
    assert whole(job)["run"]["outcome"] == JobState.CANCELLED
    assert whole(job)["run"]["finished_at"] is not None
    services.resume_job(job=job.pk, by=SYSTEM)
    run.anonymise(job.pk)
    certify(job)
    outcomes = job.certificates.filter(party=None).order_by("number").values_list("outcome")
    assert [outcome for (outcome,) in outcomes] == ["PAUSED", "CANCELLED", "DONE"]
    numbers = Certificate.objects.filter(party=belfabriek).values_list("number", "rows")
    assert sorted(numbers) == [(1, 500), (2, 500), (3, 1_200)]


def test_a_run_stopped_before_it_began_says_that_it_did_nothing(
    calls: Calls, planned: Planned
) -> None:
    calls(3)
    services.cancel_job(job=(job := planned()).pk, by=SYSTEM)
    certify(job)
    assert (whole(job)["rows_done"], whole(job)["batches"]) == (0, [])
    assert whole(job)["states"]["logically_erased"] == "NONE"
    assert whole(job)["states"]["log_expires_date"] is None


def test_paused_twice_at_the_same_place_it_is_said_once(calls: Calls, planned: Planned) -> None:
    calls(3)
    job = planned()
    for _time in range(2):
        services.pause_job(job=job.pk, by=SYSTEM)
        certify(job)
        services.resume_job(job=job.pk, by=SYSTEM)
    assert Certificate.objects.filter(party=None).count() == 1


def test_asked_twice_it_is_issued_once(calls: Calls, planned: Planned) -> None:
    calls(3)
    run.anonymise((job := planned()).pk)
    assert len(certify(job)) == 2
    assert certify(job) == []
    assert list(uncertified(SYSTEM)) == []


def test_strangers_issue_nothing(calls: Calls, planned: Planned) -> None:
    calls(1)
    run.anonymise((job := planned()).pk)
    with pytest.raises(NotAllowed):
        certify_run(job=job.pk, at=NOW, by=PUBLIC)
    assert certify(uuid4()) == []


# Nobody changes it


FIELDS = [
    "id", "job_id", "party_id", "chain", "number", "outcome", "sweep", "batches", "rule",
    "cut_off", "rows", "issued_at", "body", "previous", "hash", "key", "signature",
]  # fmt: skip


def test_the_database_refuses_to_change_or_delete_one(calls: Calls, planned: Planned) -> None:
    assert {field.column for field in Certificate._meta.concrete_fields} == set(FIELDS)
    calls(2)
    run.anonymise((job := planned()).pk)
    certify(job)
    statements = [f"UPDATE records_certificate SET {name} = {name}" for name in FIELDS]
    for statement in (*statements, "DELETE FROM records_certificate"):
        with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
            connection.cursor().execute(statement)


def following(row: Certificate, **other: Any) -> Certificate:
    """Return what could follow on ``row``, if it did not say something ``other``."""
    pk, previous = uuid4(), bytes(row.hash)
    said = body(row) | {"id": str(pk), "number": row.number + 1, "previous": previous.hex()}
    row.pk, row.number, row.previous, row.sweep = pk, row.number + 1, previous, 9
    row.body = canonical(said | other)
    row.hash = digest(row.body)
    return row


WRONG = {"number": 5, "previous": b"x" * 32, "hash": b"y" * 32, "body": "{}", "chain": "z"}


@pytest.mark.parametrize("field", [None, *WRONG])
def test_the_database_refuses_one_that_does_not_follow(
    calls: Calls, planned: Planned, field: str | None
) -> None:
    calls(2)
    run.anonymise((job := planned()).pk)
    row = following(certify(job)[0])
    if field is None:
        row.save(force_insert=True)
        return
    setattr(row, field, WRONG[field])
    with pytest.raises(DatabaseError, match="follows on the one before"), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    "other",
    [
        {"id": str(UUID(int=1))},
        {"number": 3},
        {"chain": "z"},
        {"previous": "00" * 32},
        {"rows_done": 9},
        {"run": {"id": str(UUID(int=1)), "outcome": "DONE"}},
        {"run": None},
    ],
)
def test_the_database_refuses_one_whose_columns_say_something_else(
    calls: Calls, planned: Planned, other: dict[str, Any]
) -> None:
    calls(2)
    run.anonymise((job := planned()).pk)
    row = following(certify(job)[0], **other)
    with pytest.raises(DatabaseError, match="says what is kept of it"), transaction.atomic():
        row.save(force_insert=True)


def test_the_database_refuses_a_first_one_that_follows_on_something(
    calls: Calls, planned: Planned, spraakwerk: Party
) -> None:
    calls(2)
    run.anonymise((job := planned()).pk)
    row, chain = certify(job)[1], str(spraakwerk.pk)
    row.number, row.party, row.chain = 0, spraakwerk, chain
    row = following(row, chain=chain)
    with pytest.raises(DatabaseError, match="follows on the one before"), transaction.atomic():
        row.save(force_insert=True)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the place of every value in a document, empty ones too."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in inner:
        if isinstance(each, dict | list) and each:
            yield from leaves(each, (*path, key))
        else:
            yield (*path, key)


def changed(document: Any, path: tuple[Any, ...]) -> Any:
    copy = json.loads(json.dumps(document))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    value = inner[path[-1]]
    other = {str: f"{value}x", bool: not value, type(None): "x", list: ["x"], dict: {"x": 1}}
    inner[path[-1]] = value + 1 if type(value) is int else other[type(value)]
    return copy


def test_a_change_of_any_value_is_found(calls: Calls, planned: Planned) -> None:
    calls(3)
    run.anonymise((job := planned()).pk)
    document = envelope(certify(job)[0])
    places = list(leaves(document))
    assert len(places) > 60
    for path in places:
        with pytest.raises(Broken):
            verify([json.dumps(changed(document, path))], public_key())


def test_a_name_twice_or_one_too_many_is_found(calls: Calls, planned: Planned) -> None:
    calls(3)
    run.anonymise((job := planned()).pk)
    row = certify(job)[0]
    said = text(row)
    rows = '"rows_done": 3'
    assert rows in said
    attacks = (
        said.replace(rows, f'"rows_done": 999, {rows}'),
        said.replace(rows, '"rows_done": 3.0'),
        json.dumps(envelope(row) | {"note": "all is well"}),
        json.dumps({k: v for k, v in envelope(row).items() if k != "signature"}),
        said[:-1],
        "[]",
        "null",
        "{}",
        '"\\ud800"',
    )
    for attack in attacks:
        with pytest.raises(Broken):
            verify([attack], public_key())


def test_a_forger_who_signs_with_a_key_of_his_own_is_found(
    calls: Calls, planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls(3)
    run.anonymise((job := planned()).pk)
    published, other = public_key(), signing.Ed25519PrivateKey.generate()
    monkeypatch.setattr(signing, "signing_key", lambda: other)
    monkeypatch.setattr("records.certificates.sealing.signing_key", lambda: other)
    forged = text(certify(job)[0])
    assert verify([forged])["certificates"] == 1, "without a key only that it hangs together"
    with pytest.raises(Broken, match="not among those given"):
        verify([forged], published)
    assert verify([forged], published, public_key())["certificates"] == 1, "a key that rotated"


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

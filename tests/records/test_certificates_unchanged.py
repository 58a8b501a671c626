"""Certificates are changed by nobody unseen."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from records.certificates.chain import canonical, digest
from records.certificates.queries import envelope
from records.certificates.verify_certificates import Broken, verify
from records.engine import run
from records.models import Certificate
from roles.models import Party
from tests.records.certified import Calls, Planned, body, certify, leaves, spraakwerk, text
from voipgrid_privacy.kernel import signing
from voipgrid_privacy.kernel.signing import public_key

__all__ = ("spraakwerk",)

pytestmark = pytest.mark.django_db


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

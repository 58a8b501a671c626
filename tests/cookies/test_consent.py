"""The consent log: one unforked chain, no address, receipts, erasure, and a verifier that sees."""

import json
import random
import subprocess
import sys
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cookies.consent import export
from cookies.consent.chain import genesis, link
from cookies.consent.recording import record_choice
from cookies.consent.services import erase_ended, sign_heads
from cookies.consent.verify_consents import Broken, verify
from cookies.errors import ConsentMalformed, ConsentNotFromSite
from cookies.models import ConsentChain, ConsentRecord, SignedHead
from tests.cookies.conftest import World
from voipgrid_privacy.kernel import signing
from voipgrid_privacy.kernel.ed25519 import verified
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.signing import public_key
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
ORIGIN = "https://voipgrid.nl"


def choice(action: str = "ACCEPT", **more) -> bytes:
    granted = {"ACCEPT": ["ANALYTICS", "TRACKING"], "CHOOSE": ["ANALYTICS"]}.get(action, [])
    given = {
        "bundle": 1,
        "subject": str(uuid.uuid4()),
        "action": action,
        "granted": granted,
        "language": "nl",
        "gpc": False,
    }
    return json.dumps(given | more).encode()


def record(content: bytes | None = None, *, at: datetime = AT, origin: str = ORIGIN):
    return record_choice(
        code="voipgrid", content=choice() if content is None else content, origin=origin, at=at
    )


def log(world: World) -> list[str]:
    return list(export.lines(world.voipgrid, at=AT))


def test_a_choice_is_answered_with_its_place_in_the_chain(world: World) -> None:
    one, other = record(), record(choice("REFUSE"))
    rows = list(ConsentRecord.objects.filter(site=world.voipgrid).order_by("seq"))
    assert [row.seq for row in rows] == [one.seq, other.seq] == [1, 2]
    head = genesis("voipgrid")
    for row in rows:
        assert bytes(row.digest) == sha256(row.body.encode()).digest()
        head = link(head, row.seq, bytes(row.digest))
        assert bytes(row.hash) == head
    chain = ConsentChain.objects.get(site=world.voipgrid)
    assert (chain.length, bytes(chain.head)) == (2, head)


def test_a_record_holds_what_was_shown_and_chosen_and_nothing_of_who(world: World) -> None:
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 Secret", REMOTE_ADDR="203.0.113.9")
    sent = choice("CHOOSE", gpc=True)
    answer = client.post(
        "/c/voipgrid/consent", sent, content_type="text/plain", headers={"Origin": ORIGIN}
    )
    assert answer.status_code == 201
    assert answer["Access-Control-Allow-Origin"] == "*"
    row = ConsentRecord.objects.get(site=world.voipgrid)
    body = json.loads(row.body)
    assert body["choices"] == {"ANALYTICS": True, "TRACKING": False}
    assert body["services"]["Google Analytics"] is True
    assert body["services"]["LinkedIn"] is False
    assert (body["banner"], body["texts"]) == (row.bundle.digest, row.bundle.text_digest)
    assert (body["language"], body["gpc"], body["origin"]) == ("nl", True, "voipgrid.nl")
    assert "Mozilla" not in row.body
    assert "203.0.113.9" not in row.body


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"x" * 3000,
        choice(subject="nobody"),
        choice(action="OBEY"),
        choice(granted=["EVERYTHING"]),
        choice(language="fr"),
        choice(extra=1),
        choice(granted="ANALYTICS"),
    ],
)
def test_what_the_banner_does_not_send_is_refused(world: World, content: bytes) -> None:
    with pytest.raises(ConsentMalformed):
        record(content)


def test_only_pages_of_the_site_add_to_its_chain(world: World) -> None:
    with pytest.raises(ConsentNotFromSite):
        record(origin="https://eve.example")
    with pytest.raises(NotFound):
        record(choice(bundle=99))
    answer = Client().post("/c/nowhere/consent", choice(), content_type="text/plain")
    assert answer.status_code == 404


def test_records_are_never_changed_or_taken_out(world: World) -> None:
    record()
    rows = ConsentRecord.objects.filter(site=world.voipgrid)
    for attack in (
        lambda: rows.update(body="{}"),
        lambda: rows.update(seq=7),
        rows.delete,
        lambda: ConsentChain.objects.update(length=0),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attack()


def test_a_visitor_gets_a_receipt_with_the_fields_of_iso_27560(world: World) -> None:
    subject = str(uuid.uuid4())
    record(choice(subject=subject))
    record(choice("WITHDRAW", subject=subject), at=AT + timedelta(days=1))
    answer = Client().get(f"/c/voipgrid/receipt/{subject}").json()["records"]
    assert [each["event"]["state"] for each in answer] == ["ConsentGiven", "ConsentWithdrawn"]
    needed = {
        "schema_version", "record_id", "pii_principal_id", "notice", "language", "purposes",
        "pii_controllers", "recipient_third_parties", "retention_period", "validity_duration",
        "jurisdiction", "lawful_basis", "withdrawal_method", "event", "chain",
    }  # fmt: skip
    assert needed <= answer[0].keys()
    assert answer[0]["pii_controllers"][0]["party_name"] == "VoIPGRID B.V."
    assert Client().get(f"/c/voipgrid/receipt/{uuid.uuid4()}").status_code == 404


def test_heads_are_signed_once_a_day_and_published(world: World) -> None:
    record()
    day, midnight = date(2026, 11, 24), AT + timedelta(hours=12)
    assert sign_heads(day=day, until=midnight, by=SYSTEM) == 1
    assert sign_heads(day=day, until=midnight, by=SYSTEM) == 0
    published = Client().get("/c/voipgrid/heads.json").json()
    assert (
        published["key"]
        == public_key()
        == Client().get("/c/keys.json").json()["keys"][0]["ed25519"]
    )
    assert published["heads"][0]["records"] == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        SignedHead.objects.update(seq=0)


def filled(world: World, number: int = 12) -> list[str]:
    for n in range(number):
        record(choice(random.choice(("ACCEPT", "REFUSE", "CHOOSE"))), at=AT + timedelta(minutes=n))
        if n == number // 2:
            sign_heads(day=AT.date(), until=AT + timedelta(minutes=n + 1), by=SYSTEM)
    return log(world)


def test_the_verifier_accepts_what_was_written(world: World) -> None:
    found = verify(filled(world), public_key())
    assert (found["records"], found["erased"], found["heads"]) == (12, 0, 1)


def edited(lines: list[str]) -> list[str]:
    at = random.randrange(1, len(lines))
    lines[at] = lines[at].replace('"language":"nl"', '"language":"en"')
    return lines


def deleted(lines: list[str]) -> list[str]:
    del lines[random.randrange(1, len(lines))]
    return lines


def swapped(lines: list[str]) -> list[str]:
    at = random.randrange(1, len(lines) - 1)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    return lines


def truncated(lines: list[str]) -> list[str]:
    return lines[: random.randrange(1, len(lines) - 1)]


def doubled(lines: list[str]) -> list[str]:
    return [*lines, lines[-1]]


def rewritten(lines: list[str]) -> list[str]:
    """Whoever has the database can compute every hash anew, but cannot sign the new head."""
    head, done = genesis("voipgrid"), [lines[0]]
    for number, line in enumerate(edited(lines)[1:], start=1):
        content = line.rstrip("\n").split("\t")[2]
        head = link(head, number, sha256(content.encode()).digest())
        done.append(f"{number}\t{head.hex()}\t{content}\n")
    header = json.loads(done[0]) | {"head": head.hex()}
    return [json.dumps(header) + "\n", *done[1:]]


ATTACKS: tuple[Callable[[list[str]], list[str]], ...] = (
    edited, deleted, swapped, truncated, doubled, rewritten,
)  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda a: a.__name__)
def test_the_verifier_finds_every(world: World, attack: Callable[[list[str]], list[str]]) -> None:
    lines = filled(world)
    for seed in range(20):
        random.seed(seed)
        with pytest.raises(Broken):
            verify(attack(list(lines)), public_key())


def test_the_verifier_is_one_file_that_runs_alone(world: World, tmp_path: Path) -> None:
    file = tmp_path / "log.txt"
    file.write_text("".join(filled(world)), encoding="utf-8")
    program = tmp_path / "verify.py"
    program.write_bytes(Client().get("/c/verify_consents.py").content)
    run = [sys.executable, "-I", str(program), str(file), "--key", public_key()]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[:15]) == (0, "OK: 12 records ")
    file.write_text("".join(edited(file.read_text().splitlines(keepends=True))), encoding="utf-8")
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[:7]) == (1, "BROKEN:")


def test_a_log_whose_key_was_replaced_is_whole(
    world: World, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    old, new = public_key(), signing.Ed25519PrivateKey.generate()
    filled(world)
    for module in (signing, export):
        monkeypatch.setattr(module, "signing_key", lambda: new)
    with pytest.raises(Broken, match="give it with --key"):
        verify(log(world))
    assert verify(log(world), old, public_key())["heads"] == 1
    settings.FORMER_SIGNING_KEYS = [old]
    lines = log(world)
    assert public_key() != old
    assert verify(lines)["keys"] == verify(lines, old, public_key())["keys"]
    assert verify(lines)["keys"] == sorted((old, public_key()))
    for given in (old, public_key(), ""):
        with pytest.raises(Broken, match="signature"):
            verify(lines, given)
    file = tmp_path / "log.txt"
    file.write_text("".join(lines), encoding="utf-8")
    program = tmp_path / "verify.py"
    program.write_bytes(Client().get("/c/verify_consents.py").content)
    run = [sys.executable, "-I", str(program), str(file)]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    assert old in done.stdout
    assert public_key() in done.stdout
    for wrong in ("", "ab", "x" * 64):
        done = subprocess.run([*run, "--key", wrong], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, ""), wrong


def test_signatures_are_checked_as_the_library_does() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    signature = key.sign(b"text")
    assert verified(public, b"text", signature)
    assert not verified(public, b"other", signature)
    one_bit_off = signature[:-1] + bytes([signature[-1] ^ 1])
    assert not verified(public, b"text", one_bit_off)
    assert not verified(public, b"text", signature[:32] + b"\xff" * 32)


def test_after_its_term_a_record_is_empty_and_the_chain_still_verifies(world: World) -> None:
    subject = str(uuid.uuid4())
    record(choice(subject=subject), at=datetime(2020, 1, 1, tzinfo=UTC))
    record()
    assert erase_ended(on=date(2026, 11, 24), by=SYSTEM) == 1
    old = ConsentRecord.objects.get(site=world.voipgrid, seq=1)
    assert (old.subject, old.body) == (None, None)
    assert verify(log(world), public_key())["erased"] == 1
    assert Client().get(f"/c/voipgrid/receipt/{subject}").status_code == 404


def test_a_partner_reads_the_log_of_its_own_sites_only(world: World) -> None:
    record()
    with partner_scope(world.manager(world.eve)):
        assert not ConsentRecord.objects.exists()
        assert not ConsentChain.objects.filter(site=world.voipgrid.pk).exists()

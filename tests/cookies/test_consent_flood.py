"""A flood does not fill the log, and a log of any length is handed out piece by piece."""

import tracemalloc
import uuid
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from cookies.consent import export
from cookies.consent.chain import genesis
from cookies.consent.recording import record_choice
from cookies.errors import TooManyConsents
from cookies.models import BannerBundle, ConsentChain, ConsentRecord
from tests.cookies.conftest import World
from tests.cookies.test_consent import AT, ORIGIN, choice
from voipgrid_privacy.kernel.tenancy import SYSTEM

LONG = 40_000


def record(at: datetime = AT) -> Any:
    return record_choice(code="voipgrid", content=choice(), origin=ORIGIN, at=at)


def test_a_flood_ends_at_the_limit_of_the_minute_and_the_next_minute_goes_on(
    world: World, settings: Any
) -> None:
    settings.CONSENTS_PER_MINUTE = 3
    assert [record(AT + timedelta(seconds=n)).seq for n in range(3)] == [1, 2, 3]
    with pytest.raises(TooManyConsents):
        record(AT + timedelta(seconds=59))
    assert ConsentRecord.objects.filter(site=world.voipgrid).count() == 3
    assert record(AT + timedelta(seconds=60)).seq == 4
    chain = ConsentChain.objects.get(site=world.voipgrid)
    assert (chain.length, chain.in_minute) == (4, 1)


def test_without_a_limit_there_is_none(world: World, settings: Any) -> None:
    settings.CONSENTS_PER_MINUTE = 0
    assert [record().seq for _ in range(5)] == [1, 2, 3, 4, 5]


def test_one_machine_is_held_off_and_others_are_not(world: World, settings: Any) -> None:
    settings.CONSENTS_PER_ADDRESS = 2

    def sent(address: str) -> Any:
        client = Client(REMOTE_ADDR=address)
        return client.post("/c/voipgrid/consent", choice(), content_type="text/plain")

    flood = [sent("203.0.113.9") for _ in range(4)]
    assert [each.status_code for each in flood] == [201, 201, 429, 429]
    assert flood[-1].json()["code"] == "consents_too_many"
    assert flood[-1]["Retry-After"] == "60"
    assert flood[-1]["Access-Control-Allow-Origin"] == "*"  # else the banner cannot read it
    assert sent("203.0.113.10").status_code == 201
    assert ConsentRecord.objects.filter(site=world.voipgrid).count() == 3


def test_a_long_log_is_handed_out_at_constant_memory(world: World) -> None:
    site, bundle = world.voipgrid, BannerBundle.objects.filter(site__code="voipgrid").first()
    assert bundle is not None
    body = '{"filled": "' + "x" * 500 + '"}'
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cookies_consentrecord (id, site_id, seq, subject, recorded_at, action,"
            " bundle_id, body, digest, hash) SELECT gen_random_uuid(), %s, n, %s, %s, 'ACCEPT', %s,"
            " %s, %s, %s FROM generate_series(1, %s) n",
            (
                site.pk,
                uuid.uuid4(),
                datetime(2026, 11, 24, tzinfo=UTC),
                bundle.pk,
                body,
                sha256(body.encode()).digest(),
                genesis("voipgrid"),
                LONG,
            ),
        )
    tracemalloc.start()
    try:
        lines = export.streamed(site, at=AT, viewer=SYSTEM)
        size = sum(len(line) for line in lines)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size > LONG * len(body)
    assert most < size / 2

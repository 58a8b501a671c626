"""The register of transfers of a past day, and as it was known then."""

from datetime import date, datetime

import pytest
from django.db import connection

from roles.models import Transfer
from roles.transfers import services
from roles.transfers.exporting import as_json, transfers_table
from roles.transfers.queries import flows, transfer_standing
from tests.roles.transfers.recording import SCC, START, TODAY, assessed, only
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tables import as_csv
from voipgrid_privacy.kernel.tenancy import SYSTEM


def files(on, known_at=None) -> tuple[bytes, bytes]:
    rows = flows(viewer=SYSTEM, on=on, known_at=known_at)
    sheet = as_csv(transfers_table(rows, on=on, known_at=known_at))
    return b"".join(sheet.streaming_content), as_json(rows, on=on, known_at=known_at)


@pytest.mark.parametrize(
    "on",
    [
        date(2015, 10, 5),
        date(2015, 10, 6),
        date(2016, 7, 12),
        date(2020, 7, 15),
        date(2020, 7, 16),
        date(2021, 6, 1),
        date(2024, 6, 1),
    ],
)
def test_the_register_of_a_past_day_is_the_same_when_asked_twice(cast, on):
    """Nothing that happens to a later day, and no second asking, changes a byte."""
    us = cast.party("Old Inc.", "SUPPLIER", country="US", is_public=True)
    first = date(2010, 1, 1)
    cast.sells(us, cast.platform, first, kind="SUPPLY")
    made = services.record_transfer(
        exporter=cast.platform,
        importer=us,
        country="US",
        mechanism="ADEQUACY",
        on=first,
        by=SYSTEM,
    )
    for decision, since in (("US_SAFE_HARBOUR", first), ("US_PRIVACY_SHIELD", date(2016, 8, 1))):
        services.record_coverage(
            importer=us, decision=decision, on=since, checked_on=since, by=SYSTEM
        )
    before = files(on)
    assert b"Old Inc." in before[0]
    assert files(on) == before
    services.change_transfer(transfer=made, on=TODAY, **SCC, modules=[3], by=SYSTEM)
    services.record_coverage(importer=us, decision="US_DPF", on=TODAY, checked_on=TODAY, by=SYSTEM)
    assert files(on) == before


@pytest.mark.django_db(transaction=True)
def test_what_was_recorded_at_an_instant_stays_askable(cast_committed):
    cast, supply, ridgeline = cast_committed
    made = services.record_transfer(
        exporter=cast.platform,
        importer=ridgeline,
        country="US",
        contract=supply,
        on=START,
        **SCC,
        by=SYSTEM,
    )
    then = _now()
    before = files(TODAY, then)
    assert b"assessment_missing" in before[1]
    services.change_transfer(transfer=made, on=START, reference="Other", by=SYSTEM)
    assessed(made)
    assert files(TODAY, then) == before
    assert b"assessment_missing" not in files(TODAY)[1]


@pytest.fixture
def cast_committed(committed_cast):
    cast = committed_cast
    ridgeline = cast.party("Ridgeline Inc.", "SUPPLIER", country="US", is_public=True)
    return cast, cast.sells(ridgeline, cast.platform, kind="SUPPLY"), ridgeline


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def test_a_change_keeps_the_answer_of_the_days_before(record):
    made = record()
    later = services.change_transfer(
        transfer=made,
        on=date(2026, 6, 1),
        mechanism="DEROGATION",
        derogation="a",
        instrument="",
        modules=[],
        by=SYSTEM,
    )
    assert later.pk != made.pk
    assert only(date(2026, 5, 31)).recorded == (Transfer.objects.get(pk=made.pk),)
    assert only(date(2026, 6, 1)).recorded == (later,)
    assert transfer_standing(viewer=SYSTEM, transfer=made, on=TODAY).verdict == "LAWFUL"
    assert transfer_standing(viewer=SYSTEM, transfer=made, on=date(2025, 1, 1)) is None
    with pytest.raises(DomainError) as refusal:
        services.change_transfer(transfer=made, on=date(2026, 6, 1), reference="x", by=SYSTEM)
    assert refusal.value.code == "already_ended"

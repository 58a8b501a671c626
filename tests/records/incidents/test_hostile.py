"""Nobody closes a file around its duties, in SQL either: as the application, nor as a partner."""

import contextlib
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from records.incidents.models import AffectedAlong, IncidentDossier, IncidentNotice
from records.incidents.queries.dossiers import open_duties
from records.incidents.queries.dossiers import touched as touched_by
from tests.records.incidents.world import assessed, file_of, manager, registered, sent, touched
from voipgrid_privacy.kernel.tenancy import partner_scope

pytestmark = pytest.mark.django_db
STEP = """
    INSERT INTO records_incidentstep (id, dossier_id, number, kind, regime, phase, decision, means,
        done_at, delay, text, reference, name, entered_at, entered_by)
    VALUES (gen_random_uuid(), %(file)s, 99, '{kind}', '{regime}', '', '{decision}', '', now(), '',
        'x', '', 'Eva', now(), 'PARTY')"""


def step(kind: str, regime: str = "", decision: str = "") -> str:
    return STEP.format(kind=kind, regime=regime, decision=decision)


ATTACKS = {
    "close": step("CLOSED"),
    "close as if reopened first": step("REOPENED") + ";" + step("CLOSED"),
    "no notification, without the assessment": step("REASONED", "GDPR"),
    "no high risk, where it is high": step("DECIDED", decision="NOT_HIGH"),
    "another step becomes the closing": (
        "UPDATE records_incidentstep SET kind = 'CLOSED' WHERE dossier_id = %(file)s"
    ),
    "the clock goes": "DELETE FROM records_incidentclock WHERE dossier_id = %(file)s",
    "the clock is another": (
        "UPDATE records_incidentclock SET ends_at = now() + interval '1 year'"
        " WHERE dossier_id = %(file)s"
    ),
    "the risk is another": (
        "UPDATE records_severityassessment SET risk = 'UNLIKELY' WHERE dossier_id = %(file)s"
    ),
    "the assessment goes": "DELETE FROM records_severityassessment WHERE dossier_id = %(file)s",
    "the file is known of later": (
        "UPDATE records_incidentdossier SET aware_at = now() WHERE id = %(file)s"
    ),
    "a notice that waits goes": (
        "DELETE FROM records_incidentnotice WHERE told_at IS NULL; SET CONSTRAINTS ALL IMMEDIATE"
    ),
    "the file goes": "DELETE FROM records_incidentdossier WHERE id = %(file)s",
}


@pytest.fixture
def file(chain):
    """A file with open duties, a high risk, clocks and a step."""
    dossier = registered(chain.platform)
    touched(dossier, chain.bakker)
    sent(dossier)
    mine, bella = file_of(dossier, chain.belfabriek), manager(chain.belfabriek)
    assessed(mine, by=bella, risk="HIGH")
    with connection.cursor() as cursor:
        cursor.execute(step("DECIDED", decision="TELL"), {"file": mine.pk})
    return mine


def attack(sql: str, file) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, {"file": file.pk})
        return cursor.rowcount


@pytest.mark.parametrize("sql", ATTACKS.values(), ids=ATTACKS.keys())
def test_neither_the_application_nor_a_partner_gets_around_a_duty(chain, file, sql):
    before = open_duties(file)
    assert before
    with pytest.raises(DatabaseError):
        attack(sql, file)
    with partner_scope(manager(chain.belfabriek)), contextlib.suppress(DatabaseError):
        assert attack(sql, file) == 0
    assert open_duties(file) == before


def test_a_notice_that_waits_goes_with_its_reason_in_the_same_transaction(chain, file):
    waiting = IncidentNotice.objects.waiting()
    assert waiting.filter(sender=chain.belfabriek).count() == 1
    with pytest.raises(DatabaseError):
        attack(ATTACKS["a notice that waits goes"], file)
    assert waiting.count() == 1
    first = IncidentDossier.objects.get(incident=file.incident_id, party=chain.platform)
    touched(first, chain.bakker, touched=False, reason="Een andere map.", name="S. Wacht")
    connection.check_constraints()
    assert waiting.count() == 0


def test_of_a_customer_that_moved_neither_seller_reads_of_the_other(chain):
    moved = chain.party("Verhuizer")
    chain.delivers(chain.belfabriek, moved, until=date(2026, 10, 10))
    chain.delivers(chain.spraakwerk, moved, on=date(2026, 10, 10))
    began, ended = (datetime(2026, 10, day, tzinfo=UTC) for day in (5, 15))
    dossier = registered(chain.platform, began_at=began, ended_at=ended)
    touched(dossier, moved)
    told = set(AffectedAlong.objects.values_list("party", flat=True))
    assert told == {chain.platform.pk, chain.belfabriek.pk, chain.spraakwerk.pk, moved.pk}
    with partner_scope(manager(chain.belfabriek)):
        assert not AffectedAlong.objects.exists()  # nobody told it yet
    sent(dossier)
    for mine in (chain.belfabriek, chain.spraakwerk):
        with partner_scope(manager(mine)):
            rows = AffectedAlong.objects.values_list("affected__party", "party")
            assert list(rows) == [(moved.pk, mine.pk)]
            with connection.cursor() as cursor:
                cursor.execute("SELECT to_jsonb(a)::text FROM records_affectedparty a")
                (said,) = cursor.fetchone()
        others = {chain.belfabriek.pk, chain.spraakwerk.pk} - {mine.pk}
        assert not any(str(other) in said for other in others)


def test_the_file_of_a_customer_still_says_that_it_is_touched(chain, file):
    bella = manager(chain.belfabriek)
    sent(file, by=bella)
    theirs = file_of(file, chain.bakker)
    with partner_scope(bella):
        assert [row.party.name for row in touched_by(theirs, bella)] == ["Bakker"]

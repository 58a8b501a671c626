"""Nobody closes a file around its duties, in SQL either: as the application, nor as a partner."""

import contextlib

import pytest
from django.db import DatabaseError, connection, transaction

from records.incidents.queries.dossiers import open_duties
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

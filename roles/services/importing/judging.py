"""The preview: what the staged rows of an import come to, computed set by set."""

from typing import Any

from django.db import connection
from psycopg.types.json import Json

from roles.choices import PartyKind
from roles.models import Import
from roles.models.imports import Outcome
from roles.services.importing import judging_sql as sql
from roles.services.importing.words import CONTRACT_KINDS, LEGAL_FORMS, PARTY_KINDS

MADE = "import_word, import_asked, import_name, import_day, import_edge, import_may"
EVERY = (
    f"DROP TABLE IF EXISTS {MADE}",
    sql.WORDS,
    "ANALYZE import_word",
    sql.PARTIES,
    "ANALYZE roles_judgedrow",
    sql.ASKED,
    "ANALYZE import_asked",
    sql.NAMES,
    "ANALYZE import_name",
    sql.DAYS,
    "ANALYZE import_day",
    sql.CONTRACTS,
    "ANALYZE roles_judgedrow",
    sql.WITHIN,
    sql.AGAINST,
    sql.EDGES,
    "CREATE INDEX ON import_edge (acquirer_id)",
    "ANALYZE import_edge",
    sql.LOOPS,
)
PARTNERS = (sql.MAY, sql.NOT_MINE, sql.NOT_FOR_ME, sql.LEVELS)
"""What a partner's import is held to besides; the database holds it to the same when it writes."""


def judge(batch: Import) -> dict[str, int]:
    """Fill the judged rows of an import from its staged rows; return how many have each outcome."""
    officer = batch.party.kind == PartyKind.PLATFORM
    asked: dict[str, Any] = {
        "batch": batch.pk,
        "giver": batch.party_id,
        "officer": officer,
        "party_kinds": Json(PARTY_KINDS),
        "contract_kinds": Json(CONTRACT_KINDS),
        "legal_forms": Json(LEGAL_FORMS),
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tenancy.parties', %s, true)", [str(batch.party_id)])
        for statement in (*EVERY, *(() if officer else PARTNERS)):
            cursor.execute(statement, asked if "%(" in statement else None)
        cursor.execute(sql.COUNTS, asked)
        counts = dict(cursor.fetchall())
    return {outcome: counts.get(outcome, 0) for outcome in Outcome.values}

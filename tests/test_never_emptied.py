"""TRUNCATE sees no row, so no trigger of a row sees it: every table of ours refuses it."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

APPS = ("audit", "roles", "records", "cookies", "accounts", "api", "statements", "digests")
STORES = {"records_calldetailrecord", "records_generatedcalls"}
"""Calls themselves: data that retention governs, and no part of the register."""
TABLES = sorted(
    {
        model._meta.db_table
        for label in APPS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model._meta.managed
    }
    - STORES
)


def guarded() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgname = 'refuse_truncate' AND t.tgenabled = 'O'"
        )
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.django_db
def test_every_table_refuses_to_be_emptied():
    assert set(TABLES) - guarded() == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "table",
    [
        "roles_objection",
        "roles_objectionevent",
        "roles_subprocessornotice",
        "roles_outgoingmail",
        "roles_contract",
        "roles_chainstamp",
        "records_certificate",
        "cookies_consentrecord",
    ],
)
def test_nor_with_what_refers_to_it(table):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as own:
        own.execute(f"TRUNCATE {table} CASCADE")
    assert refusal.value.__cause__.diag.constraint_name == "never_emptied"

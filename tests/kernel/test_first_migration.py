"""What an app's first migration makes in one go is all of what its models ask of the database."""

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection

OURS = ("accounts", "api", "roles", "records", "cookies", "statements")
MODELS = [model for label in OURS for model in apps.get_app_config(label).get_models()]

pytestmark = pytest.mark.django_db


def names(sql: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {name for (name,) in cursor.fetchall()}


def test_every_constraint_and_index_is_there():
    asked = {c.name for m in MODELS for c in (*m._meta.constraints, *m._meta.indexes)}
    made = names("SELECT conname FROM pg_constraint UNION SELECT relname FROM pg_class")
    assert len(asked) > 100
    assert asked - made == set()


def test_every_foreign_key_is_there():
    keys = {
        (model._meta.db_table, field.column)
        for model in MODELS
        for field in model._meta.local_fields
        if field.is_relation and field.db_constraint
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c JOIN pg_attribute a"
            " ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f'"
        )
        made = set(cursor.fetchall())
    assert len(keys) > 100
    assert keys - made == set()


def test_every_trigger_is_there():
    asked = {
        trigger.get_pgid(model)
        for model, trigger in pgtrigger.registered()
        if model._meta.app_label in OURS
    }
    assert len(asked) > 100
    assert asked - names("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal") == set()

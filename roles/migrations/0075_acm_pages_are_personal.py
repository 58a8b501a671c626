"""Where ACM's page of a sole trader is is personal data: history keeps it no more."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("roles", "0074_papers_can_be_emptied_checked"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="acmregistration",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="acmregistration",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="acmregistration",
            name="delete_delete",
        ),
        # The column itself goes in the next release: the version before still reads it.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(model_name="acmregistrationevent", name="evidence")
            ],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE roles_acmregistrationevent ALTER COLUMN evidence SET DEFAULT '';",
                    "ALTER TABLE roles_acmregistrationevent ALTER COLUMN evidence DROP DEFAULT;",
                )
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="acmregistration",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "roles_acmregistrationevent" ("checked_on", "id", "name_matches", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "turnover_reported_for", "valid_during") VALUES (NEW."checked_on", NEW."id", NEW."name_matches", NEW."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."turnover_reported_for", NEW."valid_during"); RETURN NULL;',
                    hash="c40626e905b2e6967250b10f2e9f480f3f9b55ee",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_da9df",
                    table="roles_acmregistration",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="acmregistration",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."checked_on" IS DISTINCT FROM (NEW."checked_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name_matches" IS DISTINCT FROM (NEW."name_matches") OR OLD."party_id" IS DISTINCT FROM (NEW."party_id") OR OLD."turnover_reported_for" IS DISTINCT FROM (NEW."turnover_reported_for") OR OLD."valid_during" IS DISTINCT FROM (NEW."valid_during"))',
                    func='INSERT INTO "roles_acmregistrationevent" ("checked_on", "id", "name_matches", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "turnover_reported_for", "valid_during") VALUES (NEW."checked_on", NEW."id", NEW."name_matches", NEW."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."turnover_reported_for", NEW."valid_during"); RETURN NULL;',
                    hash="1d5391fecf9f01e418d49268357732a9d32485fc",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0819d",
                    table="roles_acmregistration",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="acmregistration",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "roles_acmregistrationevent" ("checked_on", "id", "name_matches", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "turnover_reported_for", "valid_during") VALUES (OLD."checked_on", OLD."id", OLD."name_matches", OLD."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."turnover_reported_for", OLD."valid_during"); RETURN NULL;',
                    hash="c77320ef86b034be609bc2fdc4c25c2201e1a9ce",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_de5bc",
                    table="roles_acmregistration",
                    when="AFTER",
                ),
            ),
        ),
    ]

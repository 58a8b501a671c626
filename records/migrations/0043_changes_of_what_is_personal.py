"""History keeps that a personal field of keepers and holds changed, and not what it held."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

from voipgrid_privacy.kernel import rls


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0042_rewrites_of_tables"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="legalhold",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="recordkeeper",
            name="update_update",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="legalhold",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (((OLD."case" IS DISTINCT FROM (NEW."case") OR OLD."category_id" IS DISTINCT FROM (NEW."category_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."party_id" IS DISTINCT FROM (NEW."party_id") OR OLD."period" IS DISTINCT FROM (NEW."period") OR OLD."placed_at" IS DISTINCT FROM (NEW."placed_at") OR OLD."released_at" IS DISTINCT FROM (NEW."released_at") OR OLD."restriction_id" IS DISTINCT FROM (NEW."restriction_id") OR OLD."revision" IS DISTINCT FROM (NEW."revision") OR OLD."seller_id" IS DISTINCT FROM (NEW."seller_id") OR OLD."store_id" IS DISTINCT FROM (NEW."store_id") OR OLD."table_id" IS DISTINCT FROM (NEW."table_id"))) OR (((OLD."keys" IS DISTINCT FROM (NEW."keys") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."placed_by" IS DISTINCT FROM (NEW."placed_by") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."release_reason" IS DISTINCT FROM (NEW."release_reason"))) AND NOT coalesce(current_setting(\'register.erasing\', true), \'\') = \'on\'))',
                    func='INSERT INTO "records_legalholdevent" ("case", "category_id", "id", "party_id", "period", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "released_at", "restriction_id", "revision", "seller_id", "store_id", "table_id") VALUES (NEW."case", NEW."category_id", NEW."id", NEW."party_id", NEW."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."placed_at", NEW."released_at", NEW."restriction_id", NEW."revision", NEW."seller_id", NEW."store_id", NEW."table_id"); RETURN NULL;',
                    hash="88989dfabb9827f05cc05450244163f07c6b2c9e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8f70c",
                    table="records_legalhold",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recordkeeper",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (((OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."officer" IS DISTINCT FROM (NEW."officer") OR OLD."party_id" IS DISTINCT FROM (NEW."party_id"))) OR (((OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."representative" IS DISTINCT FROM (NEW."representative"))) AND NOT coalesce(current_setting(\'register.erasing\', true), \'\') = \'on\'))',
                    func='INSERT INTO "records_recordkeeperevent" ("id", "officer", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."officer", NEW."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="68ca97d221ff2fa9a982ecc2adb9b197fabc31dc",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_63349",
                    table="records_recordkeeper",
                    when="AFTER",
                ),
            ),
        ),
        rls.history_by_owner(),
    ]

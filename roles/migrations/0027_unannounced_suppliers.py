"""How those know of a supplier of which no notice was given; and marks for the finding about it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from roles.findings.marking import marking
from voipgrid_privacy.kernel import rls


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0026_imported_rows_belong'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='engagement',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='engagement',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='engagement',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='engagement',
            name='baseline',
            field=models.CharField(blank=True, max_length=300, verbose_name='known to those it works for by'),
        ),
        migrations.AddField(
            model_name='engagementevent',
            name='baseline',
            field=models.CharField(blank=True, max_length=300, verbose_name='known to those it works for by'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='engagement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_engagementevent" ("baseline", "contract_id", "id", "location", "mechanism", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "safeguards", "visibility") VALUES (NEW."baseline", NEW."contract_id", NEW."id", NEW."location", NEW."mechanism", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."purpose", NEW."safeguards", NEW."visibility"); RETURN NULL;', hash='a5dfeee92bdcaaf00a6d14967d0561a04e3033dd', operation='INSERT', pgid='pgtrigger_insert_insert_91507', table='roles_engagement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='engagement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "roles_engagementevent" ("baseline", "contract_id", "id", "location", "mechanism", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "safeguards", "visibility") VALUES (NEW."baseline", NEW."contract_id", NEW."id", NEW."location", NEW."mechanism", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."purpose", NEW."safeguards", NEW."visibility"); RETURN NULL;', hash='4fba51c3ec7b4c3fe3508ddcfdf69bf01cce281e', operation='UPDATE', pgid='pgtrigger_update_update_234f5', table='roles_engagement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='engagement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_engagementevent" ("baseline", "contract_id", "id", "location", "mechanism", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "safeguards", "visibility") VALUES (OLD."baseline", OLD."contract_id", OLD."id", OLD."location", OLD."mechanism", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."purpose", OLD."safeguards", OLD."visibility"); RETURN NULL;', hash='25e7d63358c6e903c5dec5c171443c7fa355d9ae', operation='DELETE', pgid='pgtrigger_delete_delete_87421', table='roles_engagement', when='AFTER')),
        ),
        marking(
            "roles_engagement",
            "SELECT c.acquirer_id, true FROM {rows} r JOIN roles_contract c ON c.id = r.contract_id",
        ),
        marking("roles_subprocessorchange", "SELECT r.proposer_id, true FROM {rows} r"),
        rls.history_by_owner(),
    ]

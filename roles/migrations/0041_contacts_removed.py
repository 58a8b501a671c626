"""Contacts are removed, and the log keeps that there was one: not who it was."""

from importlib import import_module

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models

from voipgrid_privacy.kernel import rls

_TENANCY = import_module("roles.migrations.0003_tenancy")

# No session of a partner deletes anything: it asks for this one row, and only of whom it writes for.
REMOVE = f"""
CREATE FUNCTION roles_remove_contact(contact uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM roles_contact c WHERE c.id = contact
        AND (current_setting('role') <> 'voipgrid_privacy_partner' OR {_TENANCY.writes_for("c.party_id")});
    RETURN FOUND;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0040_baseline_of_before'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('kind', models.CharField(choices=[('GENERAL', 'General'), ('PRIVACY', 'Privacy questions'), ('DPO', 'Data protection officer'), ('SECURITY', 'Security officer')], max_length=20, verbose_name='kind')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roles_contactevent" ("id", "kind", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."id", new_values."kind", new_values."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='01b4db9bfc2af03f41d461bca2f2eeb1d110d25e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_eecb7', referencing='REFERENCING NEW TABLE AS new_values ', table='roles_contact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roles_contactevent" ("id", "kind", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."id", new_values."kind", new_values."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."party_id" IS DISTINCT FROM (new_values."party_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2ce6f9da0537ecb80dfeb5585d67231304cb359c', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_4817e', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='roles_contact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roles_contactevent" ("id", "kind", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."id", old_values."kind", old_values."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='6d91a955b0954523edfb65f8ff4f866a69849435', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_81ea3', referencing='REFERENCING OLD TABLE AS old_values ', table='roles_contact', when='AFTER')),
        ),
        migrations.AddField(
            model_name='contactevent',
            name='party',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.party', verbose_name='party'),
        ),
        migrations.AddField(
            model_name='contactevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roles.contact'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e0da46024edf679a3646bd82f09acd2f2e3aa292', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_dc700', table='roles_contactevent', when='BEFORE')),
        ),
        migrations.RunSQL([REMOVE], ["DROP FUNCTION roles_remove_contact(uuid)"]),
        rls.tenant_table("roles_contactevent", see=_TENANCY.about_now("roles_contactevent")),
        rls.history_by_owner(),
    ]

"""Which mail counts of several, who recorded a consent, and telling otherwise than by mail."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# Of consents of before nobody knows who recorded them.
EARLIER = """
ALTER TABLE roles_subprocessornotice DISABLE TRIGGER USER;
UPDATE roles_subprocessornotice SET consent_given = 'NOT_RECORDED' WHERE consented_on IS NOT NULL;
ALTER TABLE roles_subprocessornotice ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0023_never_emptied'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='subprocessornotice',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='subprocessornotice',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='subprocessornotice',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='outgoingmail',
            name='leave_before',
            field=models.DateTimeField(blank=True, null=True, verbose_name='holds until'),
        ),
        migrations.AddField(
            model_name='outgoingmail',
            name='replaced_by',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instead_of', to='roles.outgoingmail', verbose_name='written anew as'),
        ),
        migrations.AddField(
            model_name='subprocessornotice',
            name='consent_given',
            field=models.CharField(blank=True, choices=[('ITSELF', 'By the party itself'), ('FOR_IT', 'Recorded in its name, with evidence'), ('NOT_RECORDED', 'Not recorded by whom')], max_length=15, verbose_name='agreement recorded'),
        ),
        migrations.AddField(
            model_name='subprocessornotice',
            name='evidence',
            field=models.CharField(blank=True, max_length=500, verbose_name='evidence of the agreement'),
        ),
        migrations.AddField(
            model_name='subprocessornotice',
            name='otherwise_on',
            field=models.DateField(blank=True, null=True, verbose_name='told otherwise on'),
        ),
        migrations.AddField(
            model_name='subprocessornotice',
            name='proof',
            field=models.CharField(blank=True, max_length=500, verbose_name='proof of telling otherwise'),
        ),
        migrations.AddField(
            model_name='subprocessornoticeevent',
            name='consent_given',
            field=models.CharField(blank=True, choices=[('ITSELF', 'By the party itself'), ('FOR_IT', 'Recorded in its name, with evidence'), ('NOT_RECORDED', 'Not recorded by whom')], max_length=15, verbose_name='agreement recorded'),
        ),
        migrations.AddField(
            model_name='subprocessornoticeevent',
            name='otherwise_on',
            field=models.DateField(blank=True, null=True, verbose_name='told otherwise on'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='subprocessornotice',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roles_subprocessornoticeevent" ("authorisation", "change_id", "consent_given", "consented_on", "contract_id", "id", "last_day", "mandate_id", "notice_days", "notified_on", "otherwise_on", "parent_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipient_id", "sender_id", "through", "told_by") SELECT new_values."authorisation", new_values."change_id", new_values."consent_given", new_values."consented_on", new_values."contract_id", new_values."id", new_values."last_day", new_values."mandate_id", new_values."notice_days", new_values."notified_on", new_values."otherwise_on", new_values."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."recipient_id", new_values."sender_id", new_values."through", new_values."told_by" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='07e2e27654a3b219d11a5c7c28aae8cf63f5a7fb', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_3b961', referencing='REFERENCING NEW TABLE AS new_values ', table='roles_subprocessornotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='subprocessornotice',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roles_subprocessornoticeevent" ("authorisation", "change_id", "consent_given", "consented_on", "contract_id", "id", "last_day", "mandate_id", "notice_days", "notified_on", "otherwise_on", "parent_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipient_id", "sender_id", "through", "told_by") SELECT new_values."authorisation", new_values."change_id", new_values."consent_given", new_values."consented_on", new_values."contract_id", new_values."id", new_values."last_day", new_values."mandate_id", new_values."notice_days", new_values."notified_on", new_values."otherwise_on", new_values."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."recipient_id", new_values."sender_id", new_values."through", new_values."told_by" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."authorisation" IS DISTINCT FROM (new_values."authorisation") OR old_values."change_id" IS DISTINCT FROM (new_values."change_id") OR old_values."consent_given" IS DISTINCT FROM (new_values."consent_given") OR old_values."consented_on" IS DISTINCT FROM (new_values."consented_on") OR old_values."contract_id" IS DISTINCT FROM (new_values."contract_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."last_day" IS DISTINCT FROM (new_values."last_day") OR old_values."mandate_id" IS DISTINCT FROM (new_values."mandate_id") OR old_values."notice_days" IS DISTINCT FROM (new_values."notice_days") OR old_values."notified_on" IS DISTINCT FROM (new_values."notified_on") OR old_values."otherwise_on" IS DISTINCT FROM (new_values."otherwise_on") OR old_values."parent_id" IS DISTINCT FROM (new_values."parent_id") OR old_values."recipient_id" IS DISTINCT FROM (new_values."recipient_id") OR old_values."sender_id" IS DISTINCT FROM (new_values."sender_id") OR old_values."through" IS DISTINCT FROM (new_values."through") OR old_values."told_by" IS DISTINCT FROM (new_values."told_by")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f57e9ca2ee520600547dd5640fdc77ae379b9b0b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_63c89', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='roles_subprocessornotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='subprocessornotice',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roles_subprocessornoticeevent" ("authorisation", "change_id", "consent_given", "consented_on", "contract_id", "id", "last_day", "mandate_id", "notice_days", "notified_on", "otherwise_on", "parent_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipient_id", "sender_id", "through", "told_by") SELECT old_values."authorisation", old_values."change_id", old_values."consent_given", old_values."consented_on", old_values."contract_id", old_values."id", old_values."last_day", old_values."mandate_id", old_values."notice_days", old_values."notified_on", old_values."otherwise_on", old_values."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."recipient_id", old_values."sender_id", old_values."through", old_values."told_by" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='8bb64b1ec9bc736a7dff1e1f00b425606617af1a', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_f32a9', referencing='REFERENCING OLD TABLE AS old_values ', table='roles_subprocessornotice', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='subprocessorchange',
            constraint=models.CheckConstraint(condition=models.Q(('reaches_customers', True), models.Q(('categories__overlap', ['TRANSMITTED']), _negated=True), _connector='OR'), name='change_reaches_controllers', violation_error_code='customers_must_be_told', violation_error_message='Customers are the controllers of some of these data, and are told.'),
        ),
        migrations.RunSQL(EARLIER, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='subprocessornotice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('consent_given', ''), ('consented_on__isnull', True)), models.Q(('consent_given__in', ['ITSELF', 'FOR_IT', 'NOT_RECORDED']), ('consented_on__isnull', False)), _connector='OR'), name='notice_consent_by_somebody'),
        ),
    ]

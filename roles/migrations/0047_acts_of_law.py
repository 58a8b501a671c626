"""Acts of law on transfers that officers enter: only added to, read by everyone."""

import django.core.validators
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models

from roles.findings.marking import marking
from voipgrid_privacy.kernel import rls

# Only added to, and dated here. A successor does the same to the same.
GUARD = """
CREATE FUNCTION roles_lawact_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    refused text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        refused := 'law_act_fixed';
    ELSIF NEW.replaces_id IS NOT NULL THEN
        IF EXISTS (SELECT 1 FROM roles_lawact a WHERE a.replaces_id = NEW.replaces_id) THEN
            refused := 'law_act_succeeded';
        ELSIF NOT EXISTS (SELECT 1 FROM roles_lawact a WHERE a.id = NEW.replaces_id AND NOT a.id = NEW.id
                AND (a.kind, a.decision, a.country) = (NEW.kind, NEW.decision, NEW.country)) THEN
            refused := 'law_act_of_another';
        END IF;
    END IF;
    IF refused IS NOT NULL THEN
        RAISE EXCEPTION '%', refused USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = refused, TABLE = 'roles_lawact';
    END IF;
    NEW.entered_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER roles_lawact_guard BEFORE INSERT OR UPDATE OR DELETE ON roles_lawact
    FOR EACH ROW EXECUTE FUNCTION roles_lawact_guard();
"""
UNGUARD = "DROP FUNCTION roles_lawact_guard() CASCADE;"


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0046_plain_addresses'),
    ]

    operations = [
        migrations.CreateModel(
            name='LawAct',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('ADEQUACY', 'Adequacy decision (Art. 45(3))'), ('PROLONGED', 'Last day of a decision set, or prolonged (Art. 45(3))'), ('INVALIDATED', 'Decision declared invalid by the Court of Justice'), ('REPEALED', 'Decision repealed or suspended (Art. 45(5))'), ('EEA_JOINED', 'Country joins the European Economic Area'), ('EEA_LEFT', 'Country leaves the European Economic Area')], max_length=15, verbose_name='what it does')),
                ('decision', models.CharField(blank=True, max_length=50, validators=[django.core.validators.RegexValidator('^[A-Z][A-Z0-9_]*$', 'Capitals, digits and underscores.')], verbose_name='decision')),
                ('country', models.CharField(max_length=2, verbose_name='country')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='name it goes by')),
                ('number', models.CharField(max_length=60, verbose_name='number of the act')),
                ('adopted_on', models.DateField(verbose_name='adopted or pronounced on')),
                ('effective_on', models.DateField(verbose_name='first day of its effect')),
                ('until', models.DateField(blank=True, null=True, verbose_name='first day on which it lapses by itself')),
                ('listed', models.BooleanField(default=False, verbose_name='covers some importers only')),
                ('covered_nl', models.CharField(blank=True, max_length=200, verbose_name='who is covered, in Dutch')),
                ('covered_en', models.CharField(blank=True, max_length=200, verbose_name='who is covered, in English')),
                ('url', models.URLField(max_length=300, verbose_name='address of the act')),
                ('seen', models.CharField(choices=[('OFFICIAL', 'in the Official Journal or EUR-Lex'), ('COPY', 'in a copy of the act'), ('SECOND_HAND', 'in what others write of it'), ('NOWHERE', 'not looked up')], default='OFFICIAL', max_length=15, verbose_name='looked up')),
                ('withdrawn', models.BooleanField(default=False, verbose_name='should not have been entered')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successor', to='roles.lawact', verbose_name='succeeds')),
            ],
            options={
                'verbose_name': 'act of law on transfers',
                'verbose_name_plural': 'acts of law on transfers',
                'ordering': ('-effective_on', '-entered_at'),
            },
        ),
        migrations.CreateModel(
            name='LawActEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('kind', models.CharField(choices=[('ADEQUACY', 'Adequacy decision (Art. 45(3))'), ('PROLONGED', 'Last day of a decision set, or prolonged (Art. 45(3))'), ('INVALIDATED', 'Decision declared invalid by the Court of Justice'), ('REPEALED', 'Decision repealed or suspended (Art. 45(5))'), ('EEA_JOINED', 'Country joins the European Economic Area'), ('EEA_LEFT', 'Country leaves the European Economic Area')], max_length=15, verbose_name='what it does')),
                ('decision', models.CharField(blank=True, max_length=50, validators=[django.core.validators.RegexValidator('^[A-Z][A-Z0-9_]*$', 'Capitals, digits and underscores.')], verbose_name='decision')),
                ('country', models.CharField(max_length=2, verbose_name='country')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='name it goes by')),
                ('number', models.CharField(max_length=60, verbose_name='number of the act')),
                ('adopted_on', models.DateField(verbose_name='adopted or pronounced on')),
                ('effective_on', models.DateField(verbose_name='first day of its effect')),
                ('until', models.DateField(blank=True, null=True, verbose_name='first day on which it lapses by itself')),
                ('listed', models.BooleanField(default=False, verbose_name='covers some importers only')),
                ('covered_nl', models.CharField(blank=True, max_length=200, verbose_name='who is covered, in Dutch')),
                ('covered_en', models.CharField(blank=True, max_length=200, verbose_name='who is covered, in English')),
                ('url', models.URLField(max_length=300, verbose_name='address of the act')),
                ('seen', models.CharField(choices=[('OFFICIAL', 'in the Official Journal or EUR-Lex'), ('COPY', 'in a copy of the act'), ('SECOND_HAND', 'in what others write of it'), ('NOWHERE', 'not looked up')], default='OFFICIAL', max_length=15, verbose_name='looked up')),
                ('withdrawn', models.BooleanField(default=False, verbose_name='should not have been entered')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roles.lawact')),
                ('replaces', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.lawact', verbose_name='succeeds')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='lawact',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['ADEQUACY', 'PROLONGED', 'INVALIDATED', 'REPEALED', 'EEA_JOINED', 'EEA_LEFT'])), name='law_act_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='lawact',
            constraint=models.CheckConstraint(condition=models.Q(('country__regex', '^[A-Z]{2}$')), name='law_act_country_iso'),
        ),
        migrations.AddConstraint(
            model_name='lawact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['ADEQUACY', 'INVALIDATED', 'PROLONGED', 'REPEALED']), models.Q(('decision', ''), _negated=True)), models.Q(('decision', ''), ('kind__in', ['EEA_JOINED', 'EEA_LEFT'])), _connector='OR'), name='law_act_about_one'),
        ),
        migrations.AddConstraint(
            model_name='lawact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'ADEQUACY'), ('listed', True), models.Q(('covered_nl', ''), _negated=True), models.Q(('covered_en', ''), _negated=True)), models.Q(('covered_en', ''), ('covered_nl', ''), ('listed', False)), _connector='OR'), name='law_act_covers_whom', violation_error_code='law_act_covers_whom', violation_error_message='Say in two languages who is covered, where a decision covers some importers only.'),
        ),
        migrations.AddConstraint(
            model_name='lawact',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), models.Q(('kind', 'ADEQUACY'), ('until__gt', models.F('effective_on'))), _connector='OR'), name='law_act_lapses_later', violation_error_code='law_act_lapses_later', violation_error_message='Only a decision has a last day of its own, after its first.'),
        ),
        migrations.AddConstraint(
            model_name='lawact',
            constraint=models.CheckConstraint(condition=models.Q(('effective_on__gte', models.F('adopted_on')), ('kind__in', ['EEA_JOINED', 'EEA_LEFT']), _connector='OR'), name='law_act_in_force_once_adopted', violation_error_code='law_act_in_force_once_adopted', violation_error_message='An act has no effect before it is adopted.'),
        ),
        migrations.AddConstraint(
            model_name='lawact',
            constraint=models.CheckConstraint(condition=models.Q(('url__startswith', 'https://'), models.Q(('number', ''), _negated=True)), name='law_act_sourced'),
        ),
        migrations.AddConstraint(
            model_name='lawact',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn', False), ('replaces__isnull', False), _connector='OR'), name='law_act_withdrawn_succeeds'),
        ),
        migrations.AddConstraint(
            model_name='lawact',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'ADEQUACY'), ('replaces__isnull', True)), fields=('decision',), name='law_act_decision_once', violation_error_code='law_act_there', violation_error_message='This act is already there: let another succeed it.'),
        ),
        migrations.AddConstraint(
            model_name='lawact',
            constraint=models.UniqueConstraint(condition=models.Q(('replaces__isnull', True)), fields=('kind', 'decision', 'country', 'number'), name='law_act_once', violation_error_code='law_act_there', violation_error_message='This act is already there: let another succeed it.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lawact',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_lawactevent" ("adopted_on", "country", "covered_en", "covered_nl", "decision", "effective_on", "entered_at", "id", "kind", "listed", "name", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "replaces_id", "seen", "until", "url", "withdrawn") VALUES (NEW."adopted_on", NEW."country", NEW."covered_en", NEW."covered_nl", NEW."decision", NEW."effective_on", NEW."entered_at", NEW."id", NEW."kind", NEW."listed", NEW."name", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."replaces_id", NEW."seen", NEW."until", NEW."url", NEW."withdrawn"); RETURN NULL;', hash='77817bf0df47dd9583ff3873c183357786f16f71', operation='INSERT', pgid='pgtrigger_insert_insert_48fbd', table='roles_lawact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lawact',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "roles_lawactevent" ("adopted_on", "country", "covered_en", "covered_nl", "decision", "effective_on", "entered_at", "id", "kind", "listed", "name", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "replaces_id", "seen", "until", "url", "withdrawn") VALUES (NEW."adopted_on", NEW."country", NEW."covered_en", NEW."covered_nl", NEW."decision", NEW."effective_on", NEW."entered_at", NEW."id", NEW."kind", NEW."listed", NEW."name", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."replaces_id", NEW."seen", NEW."until", NEW."url", NEW."withdrawn"); RETURN NULL;', hash='1cf528bc3a4485e8e75a3af72f053c3e5c4c0a8b', operation='UPDATE', pgid='pgtrigger_update_update_c7c4b', table='roles_lawact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lawact',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_lawactevent" ("adopted_on", "country", "covered_en", "covered_nl", "decision", "effective_on", "entered_at", "id", "kind", "listed", "name", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "replaces_id", "seen", "until", "url", "withdrawn") VALUES (OLD."adopted_on", OLD."country", OLD."covered_en", OLD."covered_nl", OLD."decision", OLD."effective_on", OLD."entered_at", OLD."id", OLD."kind", OLD."listed", OLD."name", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."replaces_id", OLD."seen", OLD."until", OLD."url", OLD."withdrawn"); RETURN NULL;', hash='ad5cdd5bdea0ae3fce0767164fe54315791d00e6', operation='DELETE', pgid='pgtrigger_delete_delete_5e683', table='roles_lawact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lawactevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3768233a82635eb8309ea0ce82ebf5fe1fb2df7a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_92889', table='roles_lawactevent', when='BEFORE')),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        rls.readable("roles_lawact", "roles_lawactevent"),
        rls.history_by_owner(),
        # An act changes what the register says of whoever sends there: everything is read anew.
        marking("roles_lawact", "SELECT NULL::uuid, false FROM {rows} r LIMIT 1"),
    ]

"""What agreements that were made elsewhere cover; and marks for the findings about it."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models

from roles.findings.marking import marking
from voipgrid_privacy.kernel import rls

# Only added to, and dated here. What a paper covers that both signed here follows from its wording.
GUARD = """
CREATE FUNCTION agreement_coverage_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM agreement_refuse('agreement_coverage_fixed');
    END IF;
    IF EXISTS (SELECT 1 FROM roles_agreementdocument d WHERE d.agreement_id = NEW.agreement_id
               AND d.kind = 'GENERATED' AND d.state = 'SIGNED') THEN
        PERFORM agreement_refuse('agreement_coverage_of_wording');
    END IF;
    NEW.stated_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_coverage_guard BEFORE INSERT OR UPDATE OR DELETE ON roles_agreementcoverage
    FOR EACH ROW EXECUTE FUNCTION agreement_coverage_guard();
"""
UNGUARD = "DROP FUNCTION agreement_coverage_guard() CASCADE;"
AGREEMENT = "EXISTS (SELECT 1 FROM roles_agreement a WHERE a.id = {table}.agreement_id{more})"
MINE = f"= ANY ({rls.PARTIES})"
# Whoever records the agreement, each in its own name.
STATES = (
    f" AND ((a.processor_id {MINE} AND roles_serves(a.controller_id)"
    " AND {table}.stated_by = 'PROCESSOR')"
    f" OR (a.controller_id {MINE} AND {{table}}.stated_by = 'CONTROLLER' AND EXISTS ("
    "SELECT 1 FROM roles_party p WHERE p.id = a.processor_id AND p.kind = 'SUPPLIER')))"
)
ENDS = ("processor_id", "controller_id")


def of_agreement(table: str, more: str = "") -> str:
    return AGREEMENT.format(table=table, more=more.format(table=table))


def both(table: str):
    return marking(
        table,
        *(
            f"SELECT a.{end}, false FROM {{rows}} r JOIN roles_agreement a ON a.id = r.agreement_id"
            for end in ENDS
        ),
    )



class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0036_followers'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgreementCoverage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='place in the document')),
                ('stated_at', models.DateTimeField(verbose_name='stated at')),
                ('stated_by', models.CharField(choices=[('PROCESSOR', 'The processor'), ('CONTROLLER', 'The party it acts for'), ('OFFICE', "VoIPGRID's privacy officers")], max_length=10, verbose_name='stated by')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coverage', to='roles.agreement', verbose_name='agreement')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.datacategory', verbose_name='data category')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.clauseitem', verbose_name='item')),
            ],
            options={
                'verbose_name': 'what an agreement covers',
                'verbose_name_plural': 'what agreements cover',
                'ordering': ('agreement', 'item__position', '-stated_at'),
            },
        ),
        migrations.CreateModel(
            name='AgreementCoverageEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='place in the document')),
                ('stated_at', models.DateTimeField(verbose_name='stated at')),
                ('stated_by', models.CharField(choices=[('PROCESSOR', 'The processor'), ('CONTROLLER', 'The party it acts for'), ('OFFICE', "VoIPGRID's privacy officers")], max_length=10, verbose_name='stated by')),
                ('agreement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.agreement', verbose_name='agreement')),
                ('category', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.datacategory', verbose_name='data category')),
                ('item', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.clauseitem', verbose_name='item')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roles.agreementcoverage')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='agreementcoverage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('category__isnull', True), ('item__isnull', False)), models.Q(('category__isnull', False), ('item__isnull', True)), _connector='OR'), name='agreement_coverage_of_one'),
        ),
        migrations.AddConstraint(
            model_name='agreementcoverage',
            constraint=models.CheckConstraint(condition=models.Q(('stated_by__in', ['PROCESSOR', 'CONTROLLER', 'OFFICE'])), name='agreement_coverage_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementcoverage',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_agreementcoverageevent" ("agreement_id", "category_id", "id", "item_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "stated_at", "stated_by") VALUES (NEW."agreement_id", NEW."category_id", NEW."id", NEW."item_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."place", NEW."stated_at", NEW."stated_by"); RETURN NULL;', hash='1965b7ad0ed2e1e91974f03b1c31f959a523a99c', operation='INSERT', pgid='pgtrigger_insert_insert_da86a', table='roles_agreementcoverage', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementcoverage',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "roles_agreementcoverageevent" ("agreement_id", "category_id", "id", "item_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "stated_at", "stated_by") VALUES (NEW."agreement_id", NEW."category_id", NEW."id", NEW."item_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."place", NEW."stated_at", NEW."stated_by"); RETURN NULL;', hash='9336515bde5fcc6ef19290bfaa958077108e6da6', operation='UPDATE', pgid='pgtrigger_update_update_d3777', table='roles_agreementcoverage', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementcoverage',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_agreementcoverageevent" ("agreement_id", "category_id", "id", "item_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "stated_at", "stated_by") VALUES (OLD."agreement_id", OLD."category_id", OLD."id", OLD."item_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."place", OLD."stated_at", OLD."stated_by"); RETURN NULL;', hash='597b2ff4e4d172997b894cbd4324bf83853ad8c6', operation='DELETE', pgid='pgtrigger_delete_delete_5b4d1', table='roles_agreementcoverage', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementcoverageevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4660140fc0baca13da1f2e164958f241cfbd0446', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_52119', table='roles_agreementcoverageevent', when='BEFORE')),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        rls.tenant_table(
            "roles_agreementcoverage",
            see=of_agreement("roles_agreementcoverage"),
            add=of_agreement("roles_agreementcoverage", STATES),
        ),
        rls.tenant_table(
            "roles_agreementcoverageevent", see=of_agreement("roles_agreementcoverageevent")
        ),
        both("roles_agreementcoverage"),
        both("roles_agreementdocument"),
        rls.history_by_owner(),
    ]

"""Which measures a party takes, with its days; measures that a party adds for itself."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models

from roles.findings.marking import marking
from voipgrid_privacy.kernel import rls

# A statement is ended earlier, never rewritten; words may be erased (GDPR Art. 17). A party states
# what is in the catalogue or its own, under agreements in which it is the processor.
GUARDS = """
CREATE FUNCTION taken_measure_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erasable text[] := ARRAY['evidence', 'name'];
    changing text[] := erasable || ARRAY['valid_during'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT 1 FROM roles_measure m WHERE m.id = NEW.measure_id
                       AND (m.party_id IS NULL OR m.party_id = NEW.party_id))
           OR NEW.agreement_id IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM roles_agreement a
               WHERE a.id = NEW.agreement_id AND a.processor_id = NEW.party_id) THEN
            PERFORM agreement_refuse('taken_measure_of_others');
        END IF;
        NEW.stated_at := clock_timestamp();
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - changing <> to_jsonb(NEW) - changing
       OR NEW.evidence NOT IN (OLD.evidence, '') OR NEW.name NOT IN (OLD.name, '')
       OR lower(NEW.valid_during) IS DISTINCT FROM lower(OLD.valid_during)
       OR coalesce(upper(NEW.valid_during), 'infinity') > coalesce(upper(OLD.valid_during), 'infinity')
    THEN
        PERFORM agreement_refuse('taken_measure_fixed');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER taken_measure_guard BEFORE INSERT OR UPDATE OR DELETE ON roles_takenmeasure
    FOR EACH ROW EXECUTE FUNCTION taken_measure_guard();
CREATE FUNCTION measure_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM agreement_refuse('measure_fixed');
END $$;
CREATE TRIGGER measure_guard BEFORE UPDATE ON roles_measure FOR EACH ROW
    WHEN (OLD.party_id IS NOT NULL AND OLD.* IS DISTINCT FROM NEW.*
          OR OLD.party_id IS DISTINCT FROM NEW.party_id)
    EXECUTE FUNCTION measure_guard();
"""
UNGUARD = """
DROP FUNCTION taken_measure_guard() CASCADE;
DROP FUNCTION measure_guard() CASCADE;
"""
EVERYONE = "CREATE POLICY everyone_reads ON {table} FOR SELECT TO voipgrid_privacy_partner USING (true)"
GRANTED = "GRANT SELECT ON {table} TO voipgrid_privacy_partner"
CATALOGUE = ("roles_measure", "roles_measureevent")


def mine(table: str) -> str:
    return f"{table}.party_id = ANY ({rls.PARTIES})"


def told(table: str) -> str:
    """Return: its own, or of who delivers to it; a supplier's for whom that delivers to directly."""
    party = f"{table}.party_id"
    return (
        f"({mine(table)} OR ({party} = ANY ({rls.UPSTREAM}) AND (NOT EXISTS ("
        f"SELECT 1 FROM roles_party p WHERE p.id = {party} AND p.kind = 'SUPPLIER') OR EXISTS ("
        f"SELECT 1 FROM roles_contract c WHERE c.provider_id = {party}"
        f" AND c.acquirer_id = ANY ({rls.PARTIES})))))"
    )


def stated(table: str) -> str:
    """Return: it may read what is stated of the party, and knows the agreement that it is under."""
    under = f"SELECT 1 FROM roles_agreement a WHERE a.id = {table}.agreement_id"
    return f"{told(table)} AND ({table}.agreement_id IS NULL OR EXISTS ({under}))"


def everyone_no_longer() -> migrations.RunSQL:
    """Measures that parties added are not for everyone: the tables of the catalogue get policies."""
    return migrations.RunSQL(
        [f"DROP POLICY everyone_reads ON {table}" for table in CATALOGUE],
        [text.format(table=table) for table in CATALOGUE for text in (EVERYONE, GRANTED)],
    )


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0049_ends_of_service'),
    ]

    operations = [
        migrations.CreateModel(
            name='TakenMeasure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('valid_during', django.contrib.postgres.fields.ranges.DateRangeField(help_text='The last day is not included; empty means: until further notice.', verbose_name='valid during')),
                ('evidence', models.CharField(blank=True, max_length=300, verbose_name='evidence')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='stated by (name)')),
                ('stated_at', models.DateTimeField(verbose_name='stated at')),
                ('entered_by', models.CharField(choices=[('PARTY', 'The party itself'), ('OFFICE', "VoIPGRID's privacy officers")], max_length=10, verbose_name='entered by')),
            ],
            options={
                'verbose_name': 'measure that a party takes',
                'verbose_name_plural': 'measures that parties take',
                'ordering': ('party__name', 'measure__kind', 'measure__code'),
            },
        ),
        migrations.CreateModel(
            name='TakenMeasureEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('valid_during', django.contrib.postgres.fields.ranges.DateRangeField(help_text='The last day is not included; empty means: until further notice.', verbose_name='valid during')),
                ('stated_at', models.DateTimeField(verbose_name='stated at')),
                ('entered_by', models.CharField(choices=[('PARTY', 'The party itself'), ('OFFICE', "VoIPGRID's privacy officers")], max_length=10, verbose_name='entered by')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='measure',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='measure',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='measure',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='measure',
            name='party',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='own_measures', to='roles.party', verbose_name='added by'),
        ),
        migrations.AddField(
            model_name='measureevent',
            name='party',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.party', verbose_name='added by'),
        ),
        migrations.AlterField(
            model_name='measure',
            name='source',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='roles.source', verbose_name='source'),
        ),
        migrations.AlterField(
            model_name='measureevent',
            name='source',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.source', verbose_name='source'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measure',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_measureevent" ("code", "description", "id", "kind", "name", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id") VALUES (NEW."code", NEW."description", NEW."id", NEW."kind", NEW."name", NEW."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."source_id"); RETURN NULL;', hash='86e65772bf5885ee604778ca9471a9fc4f249a29', operation='INSERT', pgid='pgtrigger_insert_insert_fed89', table='roles_measure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measure',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "roles_measureevent" ("code", "description", "id", "kind", "name", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id") VALUES (NEW."code", NEW."description", NEW."id", NEW."kind", NEW."name", NEW."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."source_id"); RETURN NULL;', hash='3d15411bb309603634caaed604f29df813ce5051', operation='UPDATE', pgid='pgtrigger_update_update_9eb70', table='roles_measure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measure',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_measureevent" ("code", "description", "id", "kind", "name", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id") VALUES (OLD."code", OLD."description", OLD."id", OLD."kind", OLD."name", OLD."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."source_id"); RETURN NULL;', hash='0c04763a5b747a946032f66d0f594068971f5106', operation='DELETE', pgid='pgtrigger_delete_delete_02087', table='roles_measure', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('party__isnull', True), ('source__isnull', False)), models.Q(('party__isnull', False), ('source__isnull', True)), _connector='OR'), name='measure_of_source_or_party'),
        ),
        migrations.AddField(
            model_name='takenmeasure',
            name='agreement',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='roles.agreement', verbose_name='only under'),
        ),
        migrations.AddField(
            model_name='takenmeasure',
            name='measure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taken', to='roles.measure', verbose_name='measure'),
        ),
        migrations.AddField(
            model_name='takenmeasure',
            name='party',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='roles.party', verbose_name='party'),
        ),
        migrations.AddField(
            model_name='takenmeasureevent',
            name='agreement',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.agreement', verbose_name='only under'),
        ),
        migrations.AddField(
            model_name='takenmeasureevent',
            name='measure',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.measure', verbose_name='measure'),
        ),
        migrations.AddField(
            model_name='takenmeasureevent',
            name='party',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.party', verbose_name='party'),
        ),
        migrations.AddField(
            model_name='takenmeasureevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roles.takenmeasure'),
        ),
        migrations.AddConstraint(
            model_name='takenmeasure',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('agreement', None)), expressions=[('party', '='), ('measure', '='), ('valid_during', '&&')], name='taken_measure_one_at_a_time', violation_error_code='measure_stated_already', violation_error_message='This party already states that measure in that period.'),
        ),
        migrations.AddConstraint(
            model_name='takenmeasure',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('agreement__isnull', False)), expressions=[('measure', '='), ('agreement', '='), ('valid_during', '&&')], name='taken_measure_once_per_agreement', violation_error_code='measure_stated_already', violation_error_message='This party already states that measure in that period.'),
        ),
        migrations.AddConstraint(
            model_name='takenmeasure',
            constraint=models.CheckConstraint(condition=models.Q(('valid_during__isempty', False), ('valid_during__startswith__isnull', False)), name='taken_measure_period_not_empty', violation_error_code='empty_period', violation_error_message='The period is empty: it ends before it starts.'),
        ),
        migrations.AddConstraint(
            model_name='takenmeasure',
            constraint=models.CheckConstraint(condition=models.Q(('entered_by__in', ['PARTY', 'OFFICE'])), name='taken_measure_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='takenmeasure',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_takenmeasureevent" ("agreement_id", "entered_by", "id", "measure_id", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "stated_at", "valid_during") VALUES (NEW."agreement_id", NEW."entered_by", NEW."id", NEW."measure_id", NEW."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."stated_at", NEW."valid_during"); RETURN NULL;', hash='b719ece1140784dd0abddb3feb2941f0afd783f3', operation='INSERT', pgid='pgtrigger_insert_insert_d1bcd', table='roles_takenmeasure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='takenmeasure',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."agreement_id" IS DISTINCT FROM (NEW."agreement_id") OR OLD."entered_by" IS DISTINCT FROM (NEW."entered_by") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."measure_id" IS DISTINCT FROM (NEW."measure_id") OR OLD."party_id" IS DISTINCT FROM (NEW."party_id") OR OLD."stated_at" IS DISTINCT FROM (NEW."stated_at") OR OLD."valid_during" IS DISTINCT FROM (NEW."valid_during"))', func='INSERT INTO "roles_takenmeasureevent" ("agreement_id", "entered_by", "id", "measure_id", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "stated_at", "valid_during") VALUES (NEW."agreement_id", NEW."entered_by", NEW."id", NEW."measure_id", NEW."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."stated_at", NEW."valid_during"); RETURN NULL;', hash='ddf554a844441055f37693907b9eabb768a7c4db', operation='UPDATE', pgid='pgtrigger_update_update_4b2c1', table='roles_takenmeasure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='takenmeasure',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_takenmeasureevent" ("agreement_id", "entered_by", "id", "measure_id", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "stated_at", "valid_during") VALUES (OLD."agreement_id", OLD."entered_by", OLD."id", OLD."measure_id", OLD."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."stated_at", OLD."valid_during"); RETURN NULL;', hash='b845c9320aaa40e7307b45db490ec6d1369d368e', operation='DELETE', pgid='pgtrigger_delete_delete_4502e', table='roles_takenmeasure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='takenmeasureevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='72890446d8efc6f915d4d1d5646b3816e64c8869', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_63907', table='roles_takenmeasureevent', when='BEFORE')),
        ),
        migrations.RunSQL(GUARDS, UNGUARD),
        everyone_no_longer(),
        rls.tenant_table(
            "roles_measure",
            see=f"roles_measure.party_id IS NULL OR {told('roles_measure')}",
            add=mine("roles_measure"),
        ),
        rls.tenant_table(
            "roles_measureevent",
            see=f"roles_measureevent.party_id IS NULL OR {told('roles_measureevent')}",
        ),
        rls.tenant_table(
            "roles_takenmeasure",
            see=stated("roles_takenmeasure"),
            add=mine("roles_takenmeasure") + " AND roles_takenmeasure.entered_by = 'PARTY'",
            change=mine("roles_takenmeasure"),
        ),
        rls.tenant_table("roles_takenmeasureevent", see=stated("roles_takenmeasureevent")),
        # Whom the party is engaged by promised measures of its own: what is below is compared.
        marking(
            "roles_takenmeasure",
            "SELECT r.party_id, false FROM {rows} r",
            "SELECT c.acquirer_id, false FROM {rows} r JOIN roles_contract c"
            " ON c.provider_id = r.party_id AND c.kind <> 'SUBSCRIPTION'",
        ),
        rls.history_by_owner(),
    ]

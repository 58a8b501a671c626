"""Statistics of calls: whose decision, and the tables that were made, within a budget."""

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

# A decision is ended and nothing else, after what was made by it; a standard text decides nothing.
DECIDED = """
CREATE FUNCTION records_statisticsdecision_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM roles_party p WHERE p.id = NEW.party_id AND p.is_model) THEN
        RAISE EXCEPTION 'a standard text asks for no statistics'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statistics_decision_not_standard';
    END IF;
    IF TG_OP = 'INSERT' THEN
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.party_id, NEW.store_id, NEW.epsilon, NEW.budget, NEW.most_calls,
        lower(NEW.valid_during)) IS DISTINCT FROM
       (OLD.id, OLD.party_id, OLD.store_id, OLD.epsilon, OLD.budget, OLD.most_calls,
        lower(OLD.valid_during)) THEN
        RAISE EXCEPTION 'a decision on statistics is ended, never edited'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statistics_decision_only_ended';
    END IF;
    IF EXISTS (SELECT 1 FROM records_statisticsrelease r WHERE r.decision_id = NEW.id
               AND (r.month + interval '1 month')::date > upper(NEW.valid_during)) THEN
        RAISE EXCEPTION 'statistics of a later month were made'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statistics_decision_made';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER records_statisticsdecision_guard BEFORE INSERT OR UPDATE
    ON records_statisticsdecision
    FOR EACH ROW EXECUTE FUNCTION records_statisticsdecision_guard();
"""
UNDECIDED = """
DROP TRIGGER records_statisticsdecision_guard ON records_statisticsdecision;
DROP FUNCTION records_statisticsdecision_guard();
"""
# One writer at a time for a partner and store: who comes second counts what the first spent.
MADE = """
CREATE FUNCTION records_statisticsrelease_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    d records_statisticsdecision;
    after date := (NEW.month + interval '1 month')::date;
    spent numeric;
BEGIN
    PERFORM pg_advisory_xact_lock(
        hashtext('records_statistics'), hashtext(NEW.party_id::text || NEW.store_id::text));
    SELECT * INTO d FROM records_statisticsdecision WHERE id = NEW.decision_id FOR SHARE;
    IF (d.party_id, d.store_id, d.epsilon, d.most_calls) IS DISTINCT FROM
       (NEW.party_id, NEW.store_id, NEW.epsilon, NEW.most_calls)
       OR NOT d.valid_during @> after - 1 THEN
        RAISE EXCEPTION 'statistics are made as they were decided'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statistics_release_decided';
    END IF;
    IF after > (clock_timestamp() AT TIME ZONE 'Europe/Amsterdam')::date THEN
        RAISE EXCEPTION 'the month is not over'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statistics_release_month_over';
    END IF;
    SELECT coalesce(sum(r.epsilon), 0) INTO spent FROM records_statisticsrelease r
        WHERE r.party_id = NEW.party_id AND r.store_id = NEW.store_id
        AND extract(year FROM r.month) = extract(year FROM NEW.month);
    IF spent + NEW.epsilon > d.budget THEN
        RAISE EXCEPTION 'the budget of the year is used up'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statistics_release_within_budget';
    END IF;
    IF (SELECT count(*) FILTER (WHERE parts.total = NEW.calls) FROM (
            SELECT side.key, sum(part.value::numeric) AS total FROM jsonb_each(NEW.figures) side,
            jsonb_each_text(side.value) part GROUP BY 1) AS parts) <> 2
       OR EXISTS (SELECT 1 FROM jsonb_each(NEW.figures) side, jsonb_each_text(side.value) part
                  WHERE side.key NOT IN ('class', 'band') OR part.value !~ '^[0-9]+$')
       OR NEW.bounded > NEW.subscribers THEN
        RAISE EXCEPTION 'figures are whole and add up'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statistics_release_adds_up';
    END IF;
    NEW.computed_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER records_statisticsrelease_guard BEFORE INSERT ON records_statisticsrelease
    FOR EACH ROW EXECUTE FUNCTION records_statisticsrelease_guard();
"""
UNMADE = """
DROP TRIGGER records_statisticsrelease_guard ON records_statisticsrelease;
DROP FUNCTION records_statisticsrelease_guard();
"""
OWN = "{table}.party_id = ANY (" + rls.PARTIES + ")"
DECISIONS = OWN.format(table="records_statisticsdecision")
WHOSE = "SELECT r.party_id, false FROM {rows} r"


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0013_requests_guarded'),
        ('roles', '0054_ends_that_lapse'),
    ]

    operations = [
        migrations.CreateModel(
            name='StatisticsDecision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('valid_during', django.contrib.postgres.fields.ranges.DateRangeField(help_text='The last day is not included; empty means: until further notice.', verbose_name='valid during')),
                ('epsilon', models.DecimalField(decimal_places=3, max_digits=5, verbose_name='epsilon of a month')),
                ('budget', models.DecimalField(decimal_places=3, max_digits=6, verbose_name='epsilon of a calendar year')),
                ('most_calls', models.PositiveIntegerField(verbose_name='calls of one subscriber that count')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.party', verbose_name='partner')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='records.datastore', verbose_name='data store')),
            ],
            options={
                'verbose_name': 'decision on statistics',
                'verbose_name_plural': 'decisions on statistics',
                'ordering': ('party', '-valid_during'),
            },
        ),
        migrations.CreateModel(
            name='StatisticsDecisionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('valid_during', django.contrib.postgres.fields.ranges.DateRangeField(help_text='The last day is not included; empty means: until further notice.', verbose_name='valid during')),
                ('epsilon', models.DecimalField(decimal_places=3, max_digits=5, verbose_name='epsilon of a month')),
                ('budget', models.DecimalField(decimal_places=3, max_digits=6, verbose_name='epsilon of a calendar year')),
                ('most_calls', models.PositiveIntegerField(verbose_name='calls of one subscriber that count')),
                ('party', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.party', verbose_name='partner')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='records.statisticsdecision')),
                ('store', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.datastore', verbose_name='data store')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StatisticsRelease',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('month', models.DateField(help_text='Its first day.', verbose_name='month')),
                ('epsilon', models.DecimalField(decimal_places=3, max_digits=5, verbose_name='epsilon')),
                ('delta', models.DecimalField(decimal_places=12, default=0, max_digits=12, verbose_name='delta')),
                ('most_calls', models.PositiveIntegerField(verbose_name='calls of one subscriber that count')),
                ('method', models.CharField(max_length=60, verbose_name='method')),
                ('calls', models.PositiveBigIntegerField(verbose_name='calls')),
                ('subscribers', models.PositiveBigIntegerField(verbose_name='subscribers')),
                ('bounded', models.PositiveBigIntegerField(verbose_name='subscribers of whom not all calls count')),
                ('figures', models.JSONField(verbose_name='calls by number called, and by duration')),
                ('errors', models.JSONField(verbose_name='error at 95 %')),
                ('computed_at', models.DateTimeField(auto_now_add=True, verbose_name='made at')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='records.statisticsdecision', verbose_name='decision')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.party', verbose_name='partner')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='records.datastore', verbose_name='data store')),
            ],
            options={
                'verbose_name': 'statistics of a month',
                'verbose_name_plural': 'statistics by month',
                'ordering': ('-month', 'party'),
            },
        ),
        migrations.AddConstraint(
            model_name='statisticsdecision',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('party', '='), ('store', '='), ('valid_during', '&&')], name='statistics_decision_one_at_a_time', violation_error_code='overlapping_statistics_decision', violation_error_message='This partner already has statistics made of this store in that period.'),
        ),
        migrations.AddConstraint(
            model_name='statisticsdecision',
            constraint=models.CheckConstraint(condition=models.Q(('valid_during__isempty', False), ('valid_during__startswith__isnull', False)), name='statistics_decision_period_not_empty', violation_error_code='empty_period', violation_error_message='The period is empty: it ends before it starts.'),
        ),
        migrations.AddConstraint(
            model_name='statisticsdecision',
            constraint=models.CheckConstraint(condition=models.Q(('epsilon__gte', '0.1'), ('epsilon__lte', 2)), name='statistics_decision_epsilon', violation_error_code='epsilon_out_of_bounds', violation_error_message='Epsilon of a month lies between 0.1 and 2.'),
        ),
        migrations.AddConstraint(
            model_name='statisticsdecision',
            constraint=models.CheckConstraint(condition=models.Q(('budget__gte', models.F('epsilon')), ('budget__lte', 24)), name='statistics_decision_budget', violation_error_code='budget_out_of_bounds', violation_error_message='The budget of a year holds one month at least, and is 24 at most.'),
        ),
        migrations.AddConstraint(
            model_name='statisticsdecision',
            constraint=models.CheckConstraint(condition=models.Q(('most_calls__gte', 1), ('most_calls__lte', 10000)), name='statistics_decision_most_calls', violation_error_code='most_calls_out_of_bounds', violation_error_message='Of one subscriber 1 to 10,000 calls count.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statisticsdecision',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "records_statisticsdecisionevent" ("budget", "epsilon", "id", "most_calls", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "store_id", "valid_during") VALUES (NEW."budget", NEW."epsilon", NEW."id", NEW."most_calls", NEW."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."store_id", NEW."valid_during"); RETURN NULL;', hash='7e669aec732ab955a4d22250c8acbfaa7460ef0b', operation='INSERT', pgid='pgtrigger_insert_insert_1c6d0', table='records_statisticsdecision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statisticsdecision',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "records_statisticsdecisionevent" ("budget", "epsilon", "id", "most_calls", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "store_id", "valid_during") VALUES (NEW."budget", NEW."epsilon", NEW."id", NEW."most_calls", NEW."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."store_id", NEW."valid_during"); RETURN NULL;', hash='1463d76965068fb9ed79339c8f8db85a6ce7047e', operation='UPDATE', pgid='pgtrigger_update_update_44f81', table='records_statisticsdecision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statisticsdecision',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "records_statisticsdecisionevent" ("budget", "epsilon", "id", "most_calls", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "store_id", "valid_during") VALUES (OLD."budget", OLD."epsilon", OLD."id", OLD."most_calls", OLD."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."store_id", OLD."valid_during"); RETURN NULL;', hash='b9a606d0e60f75d9ed3364cb024df4e8f5d1aacd', operation='DELETE', pgid='pgtrigger_delete_delete_8a5db', table='records_statisticsdecision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statisticsdecisionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fce4c24da70b9820fc70ca96061b59b78cca36bd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f0cfa', table='records_statisticsdecisionevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='statisticsrelease',
            constraint=models.UniqueConstraint(fields=('party', 'store', 'month'), name='statistics_release_once'),
        ),
        migrations.AddConstraint(
            model_name='statisticsrelease',
            constraint=models.CheckConstraint(condition=models.Q(('delta', 0), ('epsilon__gt', 0)), name='statistics_release_pure'),
        ),
        migrations.AddConstraint(
            model_name='statisticsrelease',
            constraint=models.CheckConstraint(condition=models.Q(('month__day', 1)), name='statistics_release_first_of_month'),
        ),
        migrations.RunSQL(DECIDED, UNDECIDED),
        migrations.RunSQL(MADE, UNMADE),
        rls.append_only("records_statisticsrelease"),
        rls.history_by_owner(),
        rls.tenant_table(
            "records_statisticsdecision", see=DECISIONS, add=DECISIONS, change=DECISIONS
        ),
        rls.tenant_table(
            "records_statisticsdecisionevent",
            see=OWN.format(table="records_statisticsdecisionevent"),
        ),
        rls.tenant_table(
            "records_statisticsrelease", see=OWN.format(table="records_statisticsrelease")
        ),
        marking("records_statisticsdecision", WHOSE),
        marking("records_statisticsrelease", WHOSE),
    ]

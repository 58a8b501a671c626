"""Rewrites of tables: due after runs in place, decided by officers, done in a window."""

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models

from roles.findings.marking import marking
from voipgrid_privacy.kernel import rls


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0041_proof_can_be_emptied_checked'),
    ]

    operations = [
        migrations.AlterField(
            model_name='certificate',
            name='outcome',
            field=models.CharField(choices=[('WAITING', 'Waits for approval'), ('PLANNED', 'Planned'), ('RUNNING', 'Running'), ('PAUSED', 'Paused'), ('DONE', 'Done'), ('FAILED', 'Failed'), ('CANCELLED', 'Cancelled'), ('REWRITTEN', 'Files written anew')], max_length=10, verbose_name='outcome'),
        ),
        migrations.CreateModel(
            name='TableRewrite',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('opened_at', models.DateTimeField(auto_now_add=True, verbose_name='opened at')),
                ('window', django.contrib.postgres.fields.ranges.DateTimeRangeField(blank=True, null=True, verbose_name='window')),
                ('decided_by', models.UUIDField(blank=True, null=True, verbose_name='decided by')),
                ('put_off_until', models.DateField(blank=True, null=True, verbose_name='put off until')),
                ('put_off_for', models.CharField(blank=True, choices=[('IN_USE', 'The table is needed day and night'), ('SPACE', 'There is no free space for a copy of the table'), ('MAINTENANCE', 'The database itself is being worked on'), ('MORE_TO_COME', 'A large run comes soon, and is taken along')], max_length=12, verbose_name='put off because')),
                ('problem', models.CharField(blank=True, choices=[('RUN_AT_WORK', 'A run is at work in the table: it is tried again'), ('LOCKED', 'Others had the table locked: it is tried again'), ('STILL_READ', 'A transaction that others hold open still sees the old rows: it is tried again'), ('OUT_OF_TIME', 'It was not finished when its window ended, and was undone'), ('TOO_LARGE', 'The table is too large to be locked for as long as that takes'), ('NOT_OWNER', 'The account is not the owner of the table and its partitions'), ('NO_SPACE', 'There is no free space for a copy of the table'), ('POOLED', 'The worker reaches our own database through a pooler'), ('NOT_THERE', 'Tables in MariaDB are not written anew from here'), ('UNREACHABLE', 'The database could not be reached: it is tried again')], max_length=12, verbose_name='problem')),
                ('tried_at', models.DateTimeField(blank=True, null=True, verbose_name='tried at')),
                ('began_at', models.DateTimeField(blank=True, null=True, verbose_name='began at')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rewrites', to='records.datastore', verbose_name='data store')),
                ('table', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rewrites', to='records.storetable', verbose_name='table')),
            ],
            options={
                'verbose_name': 'rewrite of a table',
                'verbose_name_plural': 'rewrites of tables',
                'ordering': ('-opened_at',),
            },
        ),
        migrations.CreateModel(
            name='RewriteCover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('joined_at', models.DateTimeField(verbose_name='joined at')),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='covers', to='records.anonymisationjob', verbose_name='run')),
                ('rewrite', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='covers', to='records.tablerewrite', verbose_name='rewrite')),
            ],
            options={
                'verbose_name': 'run covered by a rewrite',
                'verbose_name_plural': 'runs covered by rewrites',
                'ordering': ('-joined_at',),
            },
        ),
        migrations.CreateModel(
            name='TableRewriteEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('opened_at', models.DateTimeField(auto_now_add=True, verbose_name='opened at')),
                ('window', django.contrib.postgres.fields.ranges.DateTimeRangeField(blank=True, null=True, verbose_name='window')),
                ('put_off_until', models.DateField(blank=True, null=True, verbose_name='put off until')),
                ('put_off_for', models.CharField(blank=True, choices=[('IN_USE', 'The table is needed day and night'), ('SPACE', 'There is no free space for a copy of the table'), ('MAINTENANCE', 'The database itself is being worked on'), ('MORE_TO_COME', 'A large run comes soon, and is taken along')], max_length=12, verbose_name='put off because')),
                ('problem', models.CharField(blank=True, choices=[('RUN_AT_WORK', 'A run is at work in the table: it is tried again'), ('LOCKED', 'Others had the table locked: it is tried again'), ('STILL_READ', 'A transaction that others hold open still sees the old rows: it is tried again'), ('OUT_OF_TIME', 'It was not finished when its window ended, and was undone'), ('TOO_LARGE', 'The table is too large to be locked for as long as that takes'), ('NOT_OWNER', 'The account is not the owner of the table and its partitions'), ('NO_SPACE', 'There is no free space for a copy of the table'), ('POOLED', 'The worker reaches our own database through a pooler'), ('NOT_THERE', 'Tables in MariaDB are not written anew from here'), ('UNREACHABLE', 'The database could not be reached: it is tried again')], max_length=12, verbose_name='problem')),
                ('tried_at', models.DateTimeField(blank=True, null=True, verbose_name='tried at')),
                ('began_at', models.DateTimeField(blank=True, null=True, verbose_name='began at')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='records.tablerewrite')),
                ('store', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.datastore', verbose_name='data store')),
                ('table', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.storetable', verbose_name='table')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='tablerewrite',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at', None)), fields=('store', 'table'), name='rewrite_one_open_per_table', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='tablerewrite',
            constraint=models.CheckConstraint(condition=models.Q(('window', None), models.Q(('window__isempty', False), ('window__lower_inf', False), ('window__upper_inf', False)), _connector='OR'), name='rewrite_window_bounded'),
        ),
        migrations.AddConstraint(
            model_name='tablerewrite',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('put_off_for', ''), ('put_off_until', None)), models.Q(('put_off_for__in', ['IN_USE', 'SPACE', 'MAINTENANCE', 'MORE_TO_COME']), ('put_off_until__isnull', False), ('window', None)), _connector='OR'), name='rewrite_put_off_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='tablerewrite',
            constraint=models.CheckConstraint(condition=models.Q(('done_at', None), models.Q(('began_at__isnull', False), ('done_at__gte', models.F('began_at')), ('problem', '')), _connector='OR'), name='rewrite_done_after_it_began'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tablerewrite',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "records_tablerewriteevent" ("began_at", "done_at", "id", "opened_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "put_off_for", "put_off_until", "store_id", "table_id", "tried_at", "window") VALUES (NEW."began_at", NEW."done_at", NEW."id", NEW."opened_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."problem", NEW."put_off_for", NEW."put_off_until", NEW."store_id", NEW."table_id", NEW."tried_at", NEW."window"); RETURN NULL;', hash='f91137711d6248f20f0c42c4cdbb7309a5b12286', operation='INSERT', pgid='pgtrigger_insert_insert_a4eb9', table='records_tablerewrite', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tablerewrite',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."began_at" IS DISTINCT FROM (NEW."began_at") OR OLD."done_at" IS DISTINCT FROM (NEW."done_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."problem" IS DISTINCT FROM (NEW."problem") OR OLD."put_off_for" IS DISTINCT FROM (NEW."put_off_for") OR OLD."put_off_until" IS DISTINCT FROM (NEW."put_off_until") OR OLD."store_id" IS DISTINCT FROM (NEW."store_id") OR OLD."table_id" IS DISTINCT FROM (NEW."table_id") OR OLD."tried_at" IS DISTINCT FROM (NEW."tried_at") OR OLD."window" IS DISTINCT FROM (NEW."window"))', func='INSERT INTO "records_tablerewriteevent" ("began_at", "done_at", "id", "opened_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "put_off_for", "put_off_until", "store_id", "table_id", "tried_at", "window") VALUES (NEW."began_at", NEW."done_at", NEW."id", NEW."opened_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."problem", NEW."put_off_for", NEW."put_off_until", NEW."store_id", NEW."table_id", NEW."tried_at", NEW."window"); RETURN NULL;', hash='8f0b338bd84ce2efa40955627a9c9becd59d030a', operation='UPDATE', pgid='pgtrigger_update_update_88926', table='records_tablerewrite', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tablerewrite',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "records_tablerewriteevent" ("began_at", "done_at", "id", "opened_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "put_off_for", "put_off_until", "store_id", "table_id", "tried_at", "window") VALUES (OLD."began_at", OLD."done_at", OLD."id", OLD."opened_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."problem", OLD."put_off_for", OLD."put_off_until", OLD."store_id", OLD."table_id", OLD."tried_at", OLD."window"); RETURN NULL;', hash='74d9618b916829e4ea37cf180f76570e1fd173f6', operation='DELETE', pgid='pgtrigger_delete_delete_0d86b', table='records_tablerewrite', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='rewritecover',
            constraint=models.UniqueConstraint(fields=('rewrite', 'job'), name='rewrite_covers_a_run_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tablerewriteevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cc90947d73897cb98a94c1af08d8f48bb7500748', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9fc7e', table='records_tablerewriteevent', when='BEFORE')),
        ),
        rls.history_by_owner(),
        rls.never_emptied("records", but=("records_calldetailrecord", "records_generatedcalls")),
        marking(
            "records_tablerewrite",
            "SELECT p.id, false FROM {rows} r, roles_party p WHERE p.kind = 'PLATFORM'",
        ),
    ]

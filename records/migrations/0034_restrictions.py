"""Restriction of processing (GDPR Art. 18): placed, announced to the person, lifted."""

from importlib import import_module

import django.contrib.postgres.fields
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models

from roles.findings.marking import marking
from voipgrid_privacy.kernel import rls

_concerned = import_module("records.migrations.0030_recipients_mark_findings")._concerned

GUARD = """
-- In the name of who answers the part; announced before it is lifted; and only emptied after that.
CREATE FUNCTION restriction_guard() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    words text[] := ARRAY['text', 'name', 'announced_text', 'announced_name', 'lifted_name'];
    notice text[] := ARRAY['announced_on', 'announced_by', 'announced_text', 'announced_name',
                           'lifts_on'];
    lifting text[] := ARRAY['lifted_on', 'lifted_name'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM agreement_refuse('request_fixed');
    ELSIF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT 1 FROM records_requestpart p WHERE p.id = NEW.part_id
               AND p.kind = 'DATA' AND p.dropped_at IS NULL
               AND (p.controller_id = NEW.party_id OR EXISTS (
                    SELECT 1 FROM records_requestduty d WHERE d.part_id = p.id
                    AND d.party_id = NEW.party_id AND d.duty = 'ANSWER'))) THEN
            PERFORM agreement_refuse('request_not_its_duty');
        END IF;
        IF NEW.announced_on IS NOT NULL OR NEW.lifted_on IS NOT NULL THEN
            PERFORM agreement_refuse('request_restriction_unannounced');
        END IF;
        IF NEW.said_on > legal_today() THEN
            PERFORM agreement_refuse('request_step_later');
        END IF;
        IF NEW.said_on < (SELECT r.received_on FROM records_subjectrequest r
               JOIN records_requestpart p ON p.request_id = r.id WHERE p.id = NEW.part_id) THEN
            PERFORM agreement_refuse('request_step_earlier');
        END IF;
        NEW.entered_at := clock_timestamp();
    ELSIF NEW.text NOT IN (OLD.text, '') OR NEW.name NOT IN (OLD.name, '')
       OR to_jsonb(OLD) - words - notice - lifting <> to_jsonb(NEW) - words - notice - lifting THEN
        PERFORM agreement_refuse('request_fixed');
    ELSIF OLD.lifted_on IS NOT NULL THEN
        IF to_jsonb(OLD) - words <> to_jsonb(NEW) - words
           OR NEW.announced_text NOT IN (OLD.announced_text, '')
           OR NEW.announced_name NOT IN (OLD.announced_name, '')
           OR NEW.lifted_name NOT IN (OLD.lifted_name, '') THEN
            PERFORM agreement_refuse('request_restriction_lifted');
        END IF;
    ELSE
        IF NEW.announced_on IS DISTINCT FROM OLD.announced_on
           AND (NEW.announced_on IS NULL OR NEW.announced_on > legal_today()
                OR NEW.announced_on < OLD.said_on) THEN
            PERFORM agreement_refuse('request_step_later');
        END IF;
        IF NEW.lifted_on IS NOT NULL THEN
            IF OLD.lifts_on IS NULL OR to_jsonb(OLD) -> 'lifts_on' <> to_jsonb(NEW) -> 'lifts_on' THEN
                PERFORM agreement_refuse('request_restriction_unannounced');
            END IF;
            IF NEW.lifted_on > legal_today() OR NEW.lifted_on < NEW.lifts_on THEN
                PERFORM agreement_refuse('request_restriction_early');
            END IF;
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER restriction_guard BEFORE INSERT OR UPDATE OR DELETE ON records_restriction
    FOR EACH ROW EXECUTE FUNCTION restriction_guard();

-- A hold of a restriction ends with it, whoever writes.
CREATE FUNCTION restriction_hold_guard() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM agreement_refuse('hold_of_a_restriction');
    RETURN OLD;
END $$;
CREATE TRIGGER restriction_hold_guard BEFORE DELETE ON records_legalhold
    FOR EACH ROW WHEN (OLD.restriction_id IS NOT NULL AND OLD.released_at IS NULL)
    EXECUTE FUNCTION restriction_hold_guard();
"""
UNDO = """
DROP TRIGGER restriction_hold_guard ON records_legalhold; DROP FUNCTION restriction_hold_guard();
DROP FUNCTION restriction_guard() CASCADE;
"""
# A customer has no account: who provides for it restricts for it, and sees that.
SEE = (
    "{table}.party_id = ANY (" + rls.PARTIES + ") OR EXISTS (SELECT 1 FROM records_requestduty d"
    " WHERE d.part_id = {table}.part_id AND d.duty = 'FORWARD'"
    " AND d.upstream_id = {table}.party_id AND d.reached_at IS NOT NULL"
    " AND d.party_id = ANY (" + rls.PARTIES + "))"
)


def bound(table: str):
    """Bind a table to what a session sees; nobody adds to it but the application."""
    return rls.tenant_table(table, see=SEE.format(table=table))


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0033_looks_for_subjects'),
        ('roles', '0064_mail_of_hosts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Restriction',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('ground', models.CharField(choices=[('ACCURACY', 'Whether the data are right is being checked (GDPR Art. 18(1)(a))'), ('UNLAWFUL', 'Unlawful use; the person wants no erasure (GDPR Art. 18(1)(b))'), ('CLAIM', 'The person needs them for a legal claim (GDPR Art. 18(1)(c))'), ('OBJECTION', 'An objection is being weighed (GDPR Art. 18(1)(d))')], max_length=10, verbose_name='ground')),
                ('said_on', models.DateField(verbose_name='restricted on')),
                ('text', models.TextField(blank=True, max_length=4000, verbose_name='explanation')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='restricted by (name)')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('announced_on', models.DateField(blank=True, null=True, verbose_name='lifting announced on')),
                ('announced_by', models.CharField(blank=True, choices=[('THREAD', 'In the messages of the request, with a mail that says so'), ('OTHERWISE', 'In another way')], max_length=9, verbose_name='how the lifting was announced')),
                ('announced_text', models.TextField(blank=True, max_length=4000, verbose_name='why it is lifted')),
                ('announced_name', models.CharField(blank=True, max_length=120, verbose_name='announced by (name)')),
                ('lifts_on', models.DateField(blank=True, null=True, verbose_name='lifted at the earliest on')),
                ('lifted_on', models.DateField(blank=True, null=True, verbose_name='lifted on')),
                ('lifted_name', models.CharField(blank=True, max_length=120, verbose_name='lifted by (name)')),
            ],
            options={
                'verbose_name': 'restriction of processing',
                'verbose_name_plural': 'restrictions of processing',
                'ordering': ('-entered_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='RestrictionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('ground', models.CharField(choices=[('ACCURACY', 'Whether the data are right is being checked (GDPR Art. 18(1)(a))'), ('UNLAWFUL', 'Unlawful use; the person wants no erasure (GDPR Art. 18(1)(b))'), ('CLAIM', 'The person needs them for a legal claim (GDPR Art. 18(1)(c))'), ('OBJECTION', 'An objection is being weighed (GDPR Art. 18(1)(d))')], max_length=10, verbose_name='ground')),
                ('said_on', models.DateField(verbose_name='restricted on')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('announced_on', models.DateField(blank=True, null=True, verbose_name='lifting announced on')),
                ('announced_by', models.CharField(blank=True, choices=[('THREAD', 'In the messages of the request, with a mail that says so'), ('OTHERWISE', 'In another way')], max_length=9, verbose_name='how the lifting was announced')),
                ('lifts_on', models.DateField(blank=True, null=True, verbose_name='lifted at the earliest on')),
                ('lifted_on', models.DateField(blank=True, null=True, verbose_name='lifted on')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='legalhold',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='legalhold',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='legalhold',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='legalhold',
            name='legal_hold_reaches_something',
        ),
        migrations.RemoveConstraint(
            model_name='recipientnotice',
            name='recipient_notice_known',
        ),
        migrations.AddField(
            model_name='legalhold',
            name='category',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='roles.datacategory', verbose_name='data category'),
        ),
        migrations.AddField(
            model_name='legalhold',
            name='keys',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, null=True, size=None, verbose_name='only these rows'),
        ),
        migrations.AddField(
            model_name='legalhold',
            name='seller',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.party', verbose_name='sold by'),
        ),
        migrations.AddField(
            model_name='legalhold',
            name='table',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='records.storetable', verbose_name='table'),
        ),
        migrations.AddField(
            model_name='legalholdevent',
            name='category',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.datacategory', verbose_name='data category'),
        ),
        migrations.AddField(
            model_name='legalholdevent',
            name='seller',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.party', verbose_name='sold by'),
        ),
        migrations.AddField(
            model_name='legalholdevent',
            name='table',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.storetable', verbose_name='table'),
        ),
        migrations.AlterField(
            model_name='recipientnotice',
            name='change',
            field=models.CharField(choices=[('RECTIFIED', 'Rectified (GDPR Art. 16)'), ('ERASED', 'Erased (GDPR Art. 17(1))'), ('RESTRICTED', 'Restricted (GDPR Art. 18)'), ('LIFTED', 'Restriction lifted (GDPR Art. 18(3))')], max_length=10, verbose_name='what was done'),
        ),
        migrations.AddConstraint(
            model_name='recipientnotice',
            constraint=models.CheckConstraint(condition=models.Q(('change__in', ['RECTIFIED', 'ERASED', 'RESTRICTED', 'LIFTED']), ('means__in', ['MAIL', 'OTHERWISE', 'NOT_TOLD'])), name='recipient_notice_known'),
        ),
        migrations.AddField(
            model_name='restriction',
            name='part',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='restrictions', to='records.requestpart', verbose_name='part'),
        ),
        migrations.AddField(
            model_name='restriction',
            name='party',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.party', verbose_name='party'),
        ),
        migrations.AddField(
            model_name='legalhold',
            name='restriction',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='records.restriction', verbose_name='restriction of processing'),
        ),
        migrations.AddField(
            model_name='legalholdevent',
            name='restriction',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.restriction', verbose_name='restriction of processing'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.CheckConstraint(condition=models.Q(('party__isnull', False), models.Q(('number', ''), _negated=True), ('store__isnull', False), ('period__isnull', False), ('restriction__isnull', False), _connector='OR'), name='legal_hold_reaches_something', violation_error_code='hold_reaches_nothing'),
        ),
        migrations.AddField(
            model_name='restrictionevent',
            name='part',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.requestpart', verbose_name='part'),
        ),
        migrations.AddField(
            model_name='restrictionevent',
            name='party',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.party', verbose_name='party'),
        ),
        migrations.AddField(
            model_name='restrictionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='records.restriction'),
        ),
        migrations.AddConstraint(
            model_name='restriction',
            constraint=models.CheckConstraint(condition=models.Q(('ground__in', ['ACCURACY', 'UNLAWFUL', 'CLAIM', 'OBJECTION'])), name='restriction_known'),
        ),
        migrations.AddConstraint(
            model_name='restriction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('announced_by', ''), ('announced_on', None), ('lifts_on', None)), models.Q(('announced_by__in', ['THREAD', 'OTHERWISE']), ('announced_on__isnull', False), ('lifts_on__gt', models.F('announced_on'))), _connector='OR'), name='restriction_announced_whole'),
        ),
        migrations.AddConstraint(
            model_name='restriction',
            constraint=models.CheckConstraint(condition=models.Q(('lifted_on', None), models.Q(('lifted_on__gte', models.F('lifts_on')), ('lifts_on__isnull', False)), _connector='OR'), name='restriction_lifted_after_notice'),
        ),
        migrations.AddConstraint(
            model_name='restriction',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_on', None)), fields=('part', 'ground'), name='request_restricted_already'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='restriction',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "records_restrictionevent" ("announced_by", "announced_on", "entered_at", "ground", "id", "lifted_on", "lifts_on", "part_id", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "said_on") VALUES (NEW."announced_by", NEW."announced_on", NEW."entered_at", NEW."ground", NEW."id", NEW."lifted_on", NEW."lifts_on", NEW."part_id", NEW."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."said_on"); RETURN NULL;', hash='7aa4f847a41856e58744d0ff334c60dcad660238', operation='INSERT', pgid='pgtrigger_insert_insert_ad930', table='records_restriction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='restriction',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."announced_by" IS DISTINCT FROM (NEW."announced_by") OR OLD."announced_on" IS DISTINCT FROM (NEW."announced_on") OR OLD."entered_at" IS DISTINCT FROM (NEW."entered_at") OR OLD."ground" IS DISTINCT FROM (NEW."ground") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."lifted_on" IS DISTINCT FROM (NEW."lifted_on") OR OLD."lifts_on" IS DISTINCT FROM (NEW."lifts_on") OR OLD."part_id" IS DISTINCT FROM (NEW."part_id") OR OLD."party_id" IS DISTINCT FROM (NEW."party_id") OR OLD."said_on" IS DISTINCT FROM (NEW."said_on"))', func='INSERT INTO "records_restrictionevent" ("announced_by", "announced_on", "entered_at", "ground", "id", "lifted_on", "lifts_on", "part_id", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "said_on") VALUES (NEW."announced_by", NEW."announced_on", NEW."entered_at", NEW."ground", NEW."id", NEW."lifted_on", NEW."lifts_on", NEW."part_id", NEW."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."said_on"); RETURN NULL;', hash='7aed42d0430ae3575cfef73ef03425c57f0fab8d', operation='UPDATE', pgid='pgtrigger_update_update_4033e', table='records_restriction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='restriction',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "records_restrictionevent" ("announced_by", "announced_on", "entered_at", "ground", "id", "lifted_on", "lifts_on", "part_id", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "said_on") VALUES (OLD."announced_by", OLD."announced_on", OLD."entered_at", OLD."ground", OLD."id", OLD."lifted_on", OLD."lifts_on", OLD."part_id", OLD."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."said_on"); RETURN NULL;', hash='8ce605a024b329f58c8cba921724b3ae8344b53e', operation='DELETE', pgid='pgtrigger_delete_delete_06ca5', table='records_restriction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='restrictionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e7af838453751f1f08a36cb40334316eb5d257e7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a45af', table='records_restrictionevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='legalhold',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "records_legalholdevent" ("case", "category_id", "id", "party_id", "period", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "released_at", "restriction_id", "revision", "seller_id", "store_id", "table_id") VALUES (NEW."case", NEW."category_id", NEW."id", NEW."party_id", NEW."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."placed_at", NEW."released_at", NEW."restriction_id", NEW."revision", NEW."seller_id", NEW."store_id", NEW."table_id"); RETURN NULL;', hash='e5b901775ba0555f45868c698d2522409c3f3bfc', operation='INSERT', pgid='pgtrigger_insert_insert_c8c9e', table='records_legalhold', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='legalhold',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."case" IS DISTINCT FROM (NEW."case") OR OLD."category_id" IS DISTINCT FROM (NEW."category_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."party_id" IS DISTINCT FROM (NEW."party_id") OR OLD."period" IS DISTINCT FROM (NEW."period") OR OLD."placed_at" IS DISTINCT FROM (NEW."placed_at") OR OLD."released_at" IS DISTINCT FROM (NEW."released_at") OR OLD."restriction_id" IS DISTINCT FROM (NEW."restriction_id") OR OLD."revision" IS DISTINCT FROM (NEW."revision") OR OLD."seller_id" IS DISTINCT FROM (NEW."seller_id") OR OLD."store_id" IS DISTINCT FROM (NEW."store_id") OR OLD."table_id" IS DISTINCT FROM (NEW."table_id"))', func='INSERT INTO "records_legalholdevent" ("case", "category_id", "id", "party_id", "period", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "released_at", "restriction_id", "revision", "seller_id", "store_id", "table_id") VALUES (NEW."case", NEW."category_id", NEW."id", NEW."party_id", NEW."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."placed_at", NEW."released_at", NEW."restriction_id", NEW."revision", NEW."seller_id", NEW."store_id", NEW."table_id"); RETURN NULL;', hash='2ca49d96671dc76f94d727a4f11ee8a64cc030b0', operation='UPDATE', pgid='pgtrigger_update_update_8f70c', table='records_legalhold', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='legalhold',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "records_legalholdevent" ("case", "category_id", "id", "party_id", "period", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "released_at", "restriction_id", "revision", "seller_id", "store_id", "table_id") VALUES (OLD."case", OLD."category_id", OLD."id", OLD."party_id", OLD."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."placed_at", OLD."released_at", OLD."restriction_id", OLD."revision", OLD."seller_id", OLD."store_id", OLD."table_id"); RETURN NULL;', hash='9b69541da185adc6dae9f6525a641b7a1bd4f7a1', operation='DELETE', pgid='pgtrigger_delete_delete_d668b', table='records_legalhold', when='AFTER')),
        ),
        migrations.RunSQL(GUARD, UNDO),
        bound("records_restriction"),
        bound("records_restrictionevent"),
        rls.history_by_owner(),
        marking("records_restriction", *_concerned("part_id")),
    ]

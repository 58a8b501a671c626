"""Who follows the list of sub-processors by mail; nobody does without a yes of its own."""

import django.db.models.deletion
import django.db.models.functions.text
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models

from voipgrid_privacy.kernel import rls

# An address is somebody's: another takes no row over, and a yes is said once, in time and afterwards.
GUARD = """
CREATE FUNCTION roles_follower_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.confirmed_at IS NULL THEN RETURN NEW; END IF;
    ELSIF NEW.id = OLD.id AND NEW.address = OLD.address AND NEW.asked_at >= OLD.asked_at
          AND (OLD.confirmed_at IS NULL OR NEW.confirmed_at IS NOT DISTINCT FROM OLD.confirmed_at)
          AND (OLD.confirmed_at IS NOT NULL OR NEW.confirmed_at IS NULL
               OR NEW.confirmed_at < OLD.confirm_before) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'follower_says_yes_itself' USING ERRCODE = 'integrity_constraint_violation',
        CONSTRAINT = 'follower_says_yes_itself', TABLE = 'roles_follower';
END $$;
CREATE TRIGGER roles_follower_guard BEFORE INSERT OR UPDATE ON roles_follower
    FOR EACH ROW EXECUTE FUNCTION roles_follower_guard();
"""
UNGUARD = "DROP TRIGGER roles_follower_guard ON roles_follower; DROP FUNCTION roles_follower_guard();"


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0035_who_entered_it'),
    ]

    operations = [
        migrations.CreateModel(
            name='Follower',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('address', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('confirm_hash', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of the link')),
                ('confirm_before', models.DateTimeField(blank=True, null=True, verbose_name='the link holds until')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed at')),
            ],
            options={
                'verbose_name': 'follower of the list of sub-processors',
                'verbose_name_plural': 'followers of the list of sub-processors',
                'ordering': ('-asked_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='FollowerEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('confirm_before', models.DateTimeField(blank=True, null=True, verbose_name='the link holds until')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed at')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FollowerNews',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('news', models.CharField(choices=[('ANNOUNCED', 'Announced'), ('BEGUN', 'Begun'), ('CALLED_OFF', 'Called off')], max_length=10, verbose_name='what happened')),
                ('written_at', models.DateTimeField(verbose_name='written at')),
                ('told', models.PositiveIntegerField(verbose_name='followers told')),
            ],
            options={
                'verbose_name': 'news for followers',
                'verbose_name_plural': 'news for followers',
                'ordering': ('-written_at', 'pk'),
            },
        ),
        migrations.RemoveConstraint(
            model_name='outgoingmail',
            name='mail_kind_known',
        ),
        migrations.AlterField(
            model_name='outgoingmail',
            name='kind',
            field=models.CharField(choices=[('NOTICE', 'Notice of a new sub-processor'), ('REMINDER', 'Reminder of a notice'), ('OBJECTION', 'An objection was made'), ('SETTLED', 'An objection was settled'), ('WITHDRAWN', 'The change is called off'), ('ACTIVE', 'The change has taken effect'), ('TO_SIGN', 'An agreement waits for a signature'), ('EXPIRY', 'An agreement is about to end'), ('FOLLOW', 'To an address that was left to follow the list'), ('NEWS', 'News for a follower of the list')], max_length=10, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='outgoingmail',
            name='recipient',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.party', verbose_name='to'),
        ),
        migrations.AddConstraint(
            model_name='outgoingmail',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['NOTICE', 'REMINDER', 'OBJECTION', 'SETTLED', 'WITHDRAWN', 'ACTIVE', 'TO_SIGN', 'EXPIRY', 'FOLLOW', 'NEWS'])), name='mail_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='outgoingmail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('FOLLOW', 'NEWS')), ('recipient', None)), models.Q(models.Q(('kind__in', ('FOLLOW', 'NEWS')), _negated=True), ('recipient__isnull', False)), _connector='OR'), name='mail_to_a_party_or_a_follower'),
        ),
        migrations.AddIndex(
            model_name='follower',
            index=models.Index(fields=['asked_at'], name='follower_by_question'),
        ),
        migrations.AddConstraint(
            model_name='follower',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('address'), name='follower_once'),
        ),
        migrations.AddConstraint(
            model_name='follower',
            constraint=models.CheckConstraint(condition=models.Q(('address__regex', '^[^\\s<>,;:\\"()\\\\@]+@[^\\s<>,;:\\"()\\\\@]+\\.[^\\s<>,;:\\"()\\\\@]+$')), name='follower_plain_address'),
        ),
        migrations.AddConstraint(
            model_name='follower',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirm_before__isnull', False), ('confirmed_at', None), models.Q(('confirm_hash', ''), _negated=True)), models.Q(('confirm_before', None), ('confirm_hash', ''), ('confirmed_at__isnull', False)), _connector='OR'), name='follower_asked_or_confirmed'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='follower',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_followerevent" ("asked_at", "confirm_before", "confirmed_at", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."asked_at", NEW."confirm_before", NEW."confirmed_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='180c2fc55b2f5f24ca618816da117b49afd53601', operation='INSERT', pgid='pgtrigger_insert_insert_29e69', table='roles_follower', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='follower',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."confirm_before" IS DISTINCT FROM (NEW."confirm_before") OR OLD."confirmed_at" IS DISTINCT FROM (NEW."confirmed_at") OR OLD."id" IS DISTINCT FROM (NEW."id"))', func='INSERT INTO "roles_followerevent" ("asked_at", "confirm_before", "confirmed_at", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."asked_at", NEW."confirm_before", NEW."confirmed_at", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id"); RETURN NULL;', hash='8d54adeb128e1f5b0db5811967afd51082ebaa9f', operation='UPDATE', pgid='pgtrigger_update_update_3ae1c', table='roles_follower', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='follower',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_followerevent" ("asked_at", "confirm_before", "confirmed_at", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."asked_at", OLD."confirm_before", OLD."confirmed_at", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='59718b65ac084fa77477315ce64af0bbc759e7f4', operation='DELETE', pgid='pgtrigger_delete_delete_91072', table='roles_follower', when='AFTER')),
        ),
        migrations.AddField(
            model_name='followerevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roles.follower'),
        ),
        migrations.AddField(
            model_name='followernews',
            name='change',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.subprocessorchange', verbose_name='change'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='followerevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bc9ec3d156781bc74d49536df099c9383bbe10c9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_86db4', table='roles_followerevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='followernews',
            constraint=models.UniqueConstraint(fields=('change', 'news'), name='follower_news_once'),
        ),
        migrations.AddConstraint(
            model_name='followernews',
            constraint=models.CheckConstraint(condition=models.Q(('news__in', ['ANNOUNCED', 'BEGUN', 'CALLED_OFF'])), name='follower_news_known'),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        rls.append_only("roles_followernews"),
        rls.history_by_owner(),
        rls.never_emptied("roles"),
    ]

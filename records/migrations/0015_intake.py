"""What comes in: answers that wait, the thread with whoever asks, files, and what looks alike."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models

from voipgrid_privacy.kernel import rls

GUARDS = """
-- What was said stays as it was said, or is emptied.
CREATE FUNCTION request_message_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erasable text[] := ARRAY['text', 'name'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.written_at := clock_timestamp();
    ELSIF TG_OP = 'DELETE' OR to_jsonb(OLD) - erasable <> to_jsonb(NEW) - erasable
       OR NEW.text NOT IN (OLD.text, '') OR NEW.name NOT IN (OLD.name, '') THEN
        PERFORM agreement_refuse('request_fixed');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER request_message_guard BEFORE INSERT OR UPDATE OR DELETE ON records_requestmessage
    FOR EACH ROW EXECUTE FUNCTION request_message_guard();

CREATE FUNCTION request_file_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.message_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM records_requestmessage m WHERE m.id = NEW.message_id
            AND m.request_id = NEW.request_id AND m.party_id = NEW.party_id) THEN
            PERFORM agreement_refuse('request_of_others');
        END IF;
        NEW.added_at := clock_timestamp();
        NEW.erased_at := NULL;
    ELSIF TG_OP = 'DELETE' OR OLD.erased_at IS NOT NULL OR NEW.content <> '' OR NEW.name <> ''
       OR (OLD.id, OLD.request_id, OLD.party_id, OLD.author, OLD.purpose, OLD.kind, OLD.size,
           OLD.added_at) <> (NEW.id, NEW.request_id, NEW.party_id, NEW.author, NEW.purpose,
           NEW.kind, NEW.size, NEW.added_at)
       OR OLD.message_id IS DISTINCT FROM NEW.message_id THEN
        PERFORM agreement_refuse('request_fixed');
    ELSE
        NEW.erased_at := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER request_file_guard BEFORE INSERT OR UPDATE OR DELETE ON records_requestattachment
    FOR EACH ROW EXECUTE FUNCTION request_file_guard();

-- A copy of a passport is needed until it was looked at, and not a moment longer.
CREATE FUNCTION request_identity_erased() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE records_requestattachment SET content = '', name = ''
        WHERE request_id = NEW.request_id AND purpose = 'IDENTITY' AND erased_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER request_identity_erased AFTER INSERT ON records_requeststep
    FOR EACH ROW WHEN (NEW.kind IN ('IDENTITY_CONFIRMED', 'IDENTITY_FAILED', 'WITHDRAWN', 'CLOSED'))
    EXECUTE FUNCTION request_identity_erased();

-- Of two that one party received, the later points to the earlier; a verdict may change.
CREATE FUNCTION request_likeness_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND
       (OLD.id, OLD.request_id, OLD.first_id) <> (NEW.id, NEW.request_id, NEW.first_id) THEN
        PERFORM agreement_refuse('request_fixed');
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM records_subjectrequest r JOIN records_subjectrequest f
            ON f.received_by_id = r.received_by_id
           AND (f.received_at, f.id) < (r.received_at, r.id)
        WHERE r.id = NEW.request_id AND f.id = NEW.first_id) THEN
        PERFORM agreement_refuse('request_of_others');
    END IF;
    NEW.judged_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER request_likeness_guard BEFORE INSERT OR UPDATE OR DELETE ON records_requestlikeness
    FOR EACH ROW EXECUTE FUNCTION request_likeness_guard();
"""
UNDO = """
DROP FUNCTION request_likeness_guard() CASCADE;
DROP FUNCTION request_identity_erased() CASCADE;
DROP FUNCTION request_file_guard() CASCADE;
DROP FUNCTION request_message_guard() CASCADE;
"""
SEEN = "request_id IN (SELECT records_requests_seen())"
OWN = f"party_id = ANY ({rls.PARTIES}) AND {SEEN}"


def received(table: str) -> str:
    """Return: of a request that the session's own party received."""
    return (
        "EXISTS (SELECT 1 FROM records_subjectrequest r"
        f" WHERE r.id = {table}.request_id AND r.received_by_id = ANY ({rls.PARTIES}))"
    )



class Migration(migrations.Migration):

    dependencies = [
        ('records', '0014_statistics'),
        ('roles', '0059_mail_to_requesters'),
    ]

    operations = [
        migrations.CreateModel(
            name='IntakeDraft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('finder', models.CharField(max_length=64, unique=True, verbose_name='found by')),
                ('sealed', models.BinaryField(verbose_name='answers, encrypted')),
                ('begun_at', models.DateTimeField(verbose_name='begun at')),
                ('expires_at', models.DateTimeField(db_index=True, verbose_name='expires at')),
            ],
            options={
                'verbose_name': 'request that is being filled in',
                'verbose_name_plural': 'requests that are being filled in',
                'ordering': ('begun_at', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('begun_at'))), name='intake_draft_expires')],
            },
        ),
        migrations.CreateModel(
            name='RequestErasure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('ended_on', models.DateField(verbose_name='ended on')),
                ('months', models.PositiveSmallIntegerField(verbose_name='kept for (months)')),
                ('persons', models.PositiveSmallIntegerField(verbose_name='persons')),
                ('messages', models.PositiveIntegerField(verbose_name='messages')),
                ('files', models.PositiveIntegerField(verbose_name='files')),
                ('erased_at', models.DateTimeField(verbose_name='erased at')),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='erasure', to='records.subjectrequest', verbose_name='request')),
            ],
            options={
                'verbose_name': 'erasure of a request',
                'verbose_name_plural': 'erasures of requests',
                'ordering': ('-erased_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='RequestLikeness',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('verdict', models.CharField(choices=[('LINKED', 'The same request'), ('DISMISSED', 'Another request')], max_length=9, verbose_name='verdict')),
                ('judged_at', models.DateTimeField(verbose_name='judged at')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.subjectrequest', verbose_name='came before it')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='likenesses', to='records.subjectrequest', verbose_name='request')),
            ],
            options={
                'verbose_name': 'likeness of two requests',
                'verbose_name_plural': 'likenesses of requests',
                'ordering': ('request', 'judged_at'),
            },
        ),
        migrations.CreateModel(
            name='RequestLikenessEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('verdict', models.CharField(choices=[('LINKED', 'The same request'), ('DISMISSED', 'Another request')], max_length=9, verbose_name='verdict')),
                ('judged_at', models.DateTimeField(verbose_name='judged at')),
                ('first', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.subjectrequest', verbose_name='came before it')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='records.requestlikeness')),
                ('request', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='records.subjectrequest', verbose_name='request')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RequestLink',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('token_hash', models.CharField(max_length=64, unique=True, verbose_name='SHA-256 of the link')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('expires_at', models.DateTimeField(db_index=True, verbose_name='holds until')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='records.subjectrequest', verbose_name='request')),
            ],
            options={
                'verbose_name': 'link to follow a request',
                'verbose_name_plural': 'links to follow requests',
                'ordering': ('request', 'made_at'),
            },
        ),
        migrations.CreateModel(
            name='RequestMessage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('author', models.CharField(choices=[('REQUESTER', 'Whoever asks'), ('PARTY', 'The party')], max_length=9, verbose_name='written by')),
                ('text', models.TextField(blank=True, max_length=20000, verbose_name='text')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='by (name)')),
                ('written_at', models.DateTimeField(verbose_name='written at')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.party', verbose_name='party')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='records.subjectrequest', verbose_name='request')),
            ],
            options={
                'verbose_name': 'message about a request',
                'verbose_name_plural': 'messages about requests',
                'ordering': ('request', 'written_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='RequestAttachment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('author', models.CharField(choices=[('REQUESTER', 'Whoever asks'), ('PARTY', 'The party')], max_length=9, verbose_name='added by')),
                ('purpose', models.CharField(choices=[('FILE', 'File'), ('IDENTITY', 'Proof of identity')], max_length=8, verbose_name='for')),
                ('name', models.CharField(blank=True, max_length=130, verbose_name='name')),
                ('kind', models.CharField(choices=[('PDF', 'PDF'), ('PNG', 'Picture (PNG)'), ('JPEG', 'Picture (JPEG)'), ('TEXT', 'Plain text'), ('MAIL', 'Saved mail')], max_length=4, verbose_name='kind')),
                ('size', models.PositiveIntegerField(verbose_name='bytes')),
                ('content', models.BinaryField(blank=True, verbose_name='content')),
                ('added_at', models.DateTimeField(verbose_name='added at')),
                ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='erased at')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.party', verbose_name='party')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='records.subjectrequest', verbose_name='request')),
                ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='records.requestmessage', verbose_name='message')),
            ],
            options={
                'verbose_name': 'file of a request',
                'verbose_name_plural': 'files of requests',
                'ordering': ('request', 'added_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='IntakeDraftFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('sealed', models.BinaryField(verbose_name='file, encrypted')),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='records.intakedraft', verbose_name='answers')),
            ],
            options={
                'verbose_name': 'file of a request that is being filled in',
                'verbose_name_plural': 'files of requests that are being filled in',
                'ordering': ('draft', 'number'),
                'constraints': [models.UniqueConstraint(fields=('draft', 'number'), name='intake_file_numbered')],
            },
        ),
        migrations.AddConstraint(
            model_name='requestlikeness',
            constraint=models.UniqueConstraint(fields=('request', 'first'), name='request_likeness_once'),
        ),
        migrations.AddConstraint(
            model_name='requestlikeness',
            constraint=models.CheckConstraint(condition=models.Q(('request', models.F('first')), _negated=True), name='request_likeness_of_two'),
        ),
        migrations.AddConstraint(
            model_name='requestlikeness',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['LINKED', 'DISMISSED'])), name='request_likeness_verdict'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='requestlikeness',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "records_requestlikenessevent" ("first_id", "id", "judged_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id", "verdict") VALUES (NEW."first_id", NEW."id", NEW."judged_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."request_id", NEW."verdict"); RETURN NULL;', hash='6175bb10aaf4c4257e7e761cf4a99b80190c1a89', operation='INSERT', pgid='pgtrigger_insert_insert_57b3c', table='records_requestlikeness', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='requestlikeness',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "records_requestlikenessevent" ("first_id", "id", "judged_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id", "verdict") VALUES (NEW."first_id", NEW."id", NEW."judged_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."request_id", NEW."verdict"); RETURN NULL;', hash='0be2def48495745d164fe6b5eea3afac5b187b1e', operation='UPDATE', pgid='pgtrigger_update_update_e14ee', table='records_requestlikeness', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='requestlikeness',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "records_requestlikenessevent" ("first_id", "id", "judged_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id", "verdict") VALUES (OLD."first_id", OLD."id", OLD."judged_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."request_id", OLD."verdict"); RETURN NULL;', hash='cae603d511d4e047474d7b57b0cb7803f4a1b11c', operation='DELETE', pgid='pgtrigger_delete_delete_89c83', table='records_requestlikeness', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='requestlikenessevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0d361ca87d2734e493f3695eb308cf156cef065a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_468a5', table='records_requestlikenessevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='requestmessage',
            constraint=models.CheckConstraint(condition=models.Q(('author__in', ['REQUESTER', 'PARTY'])), name='request_message_author'),
        ),
        migrations.AddConstraint(
            model_name='requestattachment',
            constraint=models.CheckConstraint(condition=models.Q(('author__in', ['REQUESTER', 'PARTY']), ('kind__in', ['PDF', 'PNG', 'JPEG', 'TEXT', 'MAIL']), ('purpose__in', ['FILE', 'IDENTITY'])), name='request_file_known'),
        ),
        migrations.AddConstraint(
            model_name='requestattachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('erased_at', None), models.Q(('content', b''), _negated=True), models.Q(('name', ''), _negated=True)), models.Q(('content', b''), ('erased_at__isnull', False), ('name', '')), _connector='OR'), name='request_file_there_or_erased'),
        ),
        migrations.RunSQL(GUARDS, UNDO),
        # All of it is written as the application, which judges first who may.
        rls.tenant_table("records_requestmessage", see=OWN),
        rls.tenant_table("records_requestattachment", see=OWN),
        rls.tenant_table("records_requestlikeness", see=received("records_requestlikeness")),
        rls.tenant_table(
            "records_requestlikenessevent", see=received("records_requestlikenessevent")
        ),
        rls.tenant_table("records_requesterasure", see=SEEN),
        rls.append_only("records_requesterasure"),
        rls.history_by_owner(),
        rls.never_emptied("records", but=("records_calldetailrecord", "records_generatedcalls")),
    ]

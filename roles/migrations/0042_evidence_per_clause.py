"""What shows that an item of an agreement is kept."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models

from voipgrid_privacy.kernel import rls

# Words may be erased (GDPR Art. 17); nothing else of a row changes, and none goes.
GUARD = """
CREATE FUNCTION clause_evidence_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erasable text[] := ARRAY['note', 'name', 'reference'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.instruction_id IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM roles_instruction i
               WHERE i.id = NEW.instruction_id AND i.agreement_id = NEW.agreement_id)
           OR NEW.document_id IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM roles_agreementdocument d
               WHERE d.id = NEW.document_id AND d.agreement_id = NEW.agreement_id) THEN
            PERFORM agreement_refuse('clause_evidence_of_others');
        END IF;
        NEW.entered_at := clock_timestamp();
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - erasable <> to_jsonb(NEW) - erasable
       OR NEW.note NOT IN (OLD.note, '') OR NEW.name NOT IN (OLD.name, '')
       OR NEW.reference NOT IN (OLD.reference, '') THEN
        PERFORM agreement_refuse('clause_evidence_fixed');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER clause_evidence_guard BEFORE INSERT OR UPDATE OR DELETE ON roles_clauseevidence
    FOR EACH ROW EXECUTE FUNCTION clause_evidence_guard();
"""
UNGUARD = "DROP FUNCTION clause_evidence_guard() CASCADE;"
AGREEMENT = "EXISTS (SELECT 1 FROM roles_agreement a WHERE a.id = {table}.agreement_id{more})"
# Either side, each in its own name.
ENTERS = (
    f" AND (a.processor_id = ANY ({rls.PARTIES}) AND {{table}}.entered_by = 'PROCESSOR'"
    f" OR a.controller_id = ANY ({rls.PARTIES}) AND {{table}}.entered_by = 'CONTROLLER')"
)


def of_agreement(table: str, more: str = "") -> str:
    return AGREEMENT.format(table=table, more=more.format(table=table))



class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0041_contacts_removed'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClauseEvidence',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('LINK', 'A page or document elsewhere'), ('MEASURE', 'A security measure'), ('CERTIFICATE', 'A certificate of erasure'), ('INSTRUCTION', 'An instruction in the log'), ('DOCUMENT', 'A paper that is kept with the agreement'), ('NOTE', 'A statement')], max_length=12, verbose_name='kind')),
                ('reference', models.CharField(blank=True, max_length=300, verbose_name='address or number')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='what it shows')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='stated by (name)')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('entered_by', models.CharField(choices=[('PROCESSOR', 'The processor'), ('CONTROLLER', 'The party it acts for'), ('OFFICE', "VoIPGRID's privacy officers")], max_length=10, verbose_name='entered by')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='roles.agreement', verbose_name='agreement')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.agreementdocument', verbose_name='paper')),
                ('instruction', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.instruction', verbose_name='instruction')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.clauseitem', verbose_name='item')),
                ('measure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.measure', verbose_name='measure')),
            ],
            options={
                'verbose_name': 'evidence of an agreement',
                'verbose_name_plural': 'evidence of agreements',
                'ordering': ('agreement', 'item__position', '-entered_at'),
            },
        ),
        migrations.CreateModel(
            name='ClauseEvidenceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('kind', models.CharField(choices=[('LINK', 'A page or document elsewhere'), ('MEASURE', 'A security measure'), ('CERTIFICATE', 'A certificate of erasure'), ('INSTRUCTION', 'An instruction in the log'), ('DOCUMENT', 'A paper that is kept with the agreement'), ('NOTE', 'A statement')], max_length=12, verbose_name='kind')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('entered_by', models.CharField(choices=[('PROCESSOR', 'The processor'), ('CONTROLLER', 'The party it acts for'), ('OFFICE', "VoIPGRID's privacy officers")], max_length=10, verbose_name='entered by')),
                ('agreement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.agreement', verbose_name='agreement')),
                ('document', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.agreementdocument', verbose_name='paper')),
                ('instruction', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.instruction', verbose_name='instruction')),
                ('item', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.clauseitem', verbose_name='item')),
                ('measure', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.measure', verbose_name='measure')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roles.clauseevidence')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='clauseevidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', True), ('instruction__isnull', True), ('kind', 'MEASURE'), ('measure__isnull', False)), models.Q(('document__isnull', True), ('instruction__isnull', False), ('kind', 'INSTRUCTION'), ('measure__isnull', True)), models.Q(('document__isnull', False), ('instruction__isnull', True), ('kind', 'DOCUMENT'), ('measure__isnull', True)), models.Q(('document__isnull', True), ('instruction__isnull', True), ('kind__in', ('LINK', 'CERTIFICATE', 'NOTE')), ('measure__isnull', True)), _connector='OR'), name='clause_evidence_of_its_kind', violation_error_code='evidence_unfit', violation_error_message='Give what the kind of evidence names, and only that.'),
        ),
        migrations.AddConstraint(
            model_name='clauseevidence',
            constraint=models.CheckConstraint(condition=models.Q(('entered_by__in', ['PROCESSOR', 'CONTROLLER', 'OFFICE']), ('kind__in', ['LINK', 'MEASURE', 'CERTIFICATE', 'INSTRUCTION', 'DOCUMENT', 'NOTE'])), name='clause_evidence_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clauseevidence',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_clauseevidenceevent" ("agreement_id", "document_id", "entered_at", "entered_by", "id", "instruction_id", "item_id", "kind", "measure_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."agreement_id", NEW."document_id", NEW."entered_at", NEW."entered_by", NEW."id", NEW."instruction_id", NEW."item_id", NEW."kind", NEW."measure_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='4bdb1b3709597a91db8a1dd84aaa9c8b33a17e95', operation='INSERT', pgid='pgtrigger_insert_insert_dc8ee', table='roles_clauseevidence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clauseevidence',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."agreement_id" IS DISTINCT FROM (NEW."agreement_id") OR OLD."document_id" IS DISTINCT FROM (NEW."document_id") OR OLD."entered_at" IS DISTINCT FROM (NEW."entered_at") OR OLD."entered_by" IS DISTINCT FROM (NEW."entered_by") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."instruction_id" IS DISTINCT FROM (NEW."instruction_id") OR OLD."item_id" IS DISTINCT FROM (NEW."item_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."measure_id" IS DISTINCT FROM (NEW."measure_id"))', func='INSERT INTO "roles_clauseevidenceevent" ("agreement_id", "document_id", "entered_at", "entered_by", "id", "instruction_id", "item_id", "kind", "measure_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."agreement_id", NEW."document_id", NEW."entered_at", NEW."entered_by", NEW."id", NEW."instruction_id", NEW."item_id", NEW."kind", NEW."measure_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id"); RETURN NULL;', hash='4ab2f5de3a88bb3250ee7cca19b92a28e48a0481', operation='UPDATE', pgid='pgtrigger_update_update_25b0d', table='roles_clauseevidence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clauseevidence',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_clauseevidenceevent" ("agreement_id", "document_id", "entered_at", "entered_by", "id", "instruction_id", "item_id", "kind", "measure_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."agreement_id", OLD."document_id", OLD."entered_at", OLD."entered_by", OLD."id", OLD."instruction_id", OLD."item_id", OLD."kind", OLD."measure_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='31a36437358401331d9bb82ef3d9433883ab6423', operation='DELETE', pgid='pgtrigger_delete_delete_26c10', table='roles_clauseevidence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clauseevidenceevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='aaca06e2eeabb16ce2651c67abf110622c8d4f5b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_400a9', table='roles_clauseevidenceevent', when='BEFORE')),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        rls.tenant_table(
            "roles_clauseevidence",
            see=of_agreement("roles_clauseevidence"),
            add=of_agreement("roles_clauseevidence", ENTERS),
        ),
        rls.tenant_table("roles_clauseevidenceevent", see=of_agreement("roles_clauseevidenceevent")),
        rls.history_by_owner(),
    ]

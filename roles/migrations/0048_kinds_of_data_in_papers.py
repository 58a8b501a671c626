"""Papers name kinds of data by the kind itself; those that are there keep what they named."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models

from roles.findings.marking import marking
from voipgrid_privacy.kernel import rls

# What papers called a kind of data when they were made: by its name of now, or one that it had before.
BEFORE = """
INSERT INTO roles_papercategory (id, document_id, category_id, label)
SELECT gen_random_uuid(), found.document, found.category, found.label FROM (
    SELECT DISTINCT ON (d.id, k.id) d.id AS document, k.id AS category, row ->> 0 AS label
    FROM roles_agreementdocument d
    JOIN jsonb_array_elements(d.data -> 'annexes' -> 0 -> 'rows') row ON true
    JOIN (SELECT c.id, c.name, 0 AS before FROM roles_datacategory c
          UNION ALL SELECT e.id, e.name, 1 FROM roles_datacategoryevent e
          JOIN roles_datacategory c ON c.id = e.id) k
      ON k.name ->> d.language = row ->> 0
    WHERE d.kind = 'GENERATED'
    ORDER BY d.id, k.id, k.before) found;
"""
# Written with the draft, as the paper calls it; it goes only with a paper that goes.
GUARD = """
CREATE FUNCTION paper_category_guard() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM roles_agreementdocument d
            WHERE d.id = OLD.document_id AND d.state NOT IN ('WITHDRAWN', 'SUPERSEDED')) THEN
        RETURN OLD;
    END IF;
    IF TG_OP <> 'INSERT' OR NOT EXISTS (
        SELECT 1 FROM roles_agreementdocument d,
            jsonb_array_elements(d.data -> 'annexes' -> 0 -> 'rows') row
        WHERE d.id = NEW.document_id AND d.kind = 'GENERATED' AND d.state = 'DRAFT'
          AND row ->> 0 = NEW.label) THEN
        PERFORM agreement_refuse('agreement_document_fixed');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER paper_category_guard BEFORE INSERT OR UPDATE OR DELETE ON roles_papercategory
    FOR EACH ROW EXECUTE FUNCTION paper_category_guard();
"""
UNGUARD = "DROP FUNCTION paper_category_guard() CASCADE;"
OF_PAPER = "EXISTS (SELECT 1 FROM roles_agreementdocument d WHERE d.id = {table}.document_id)"
# Whoever makes the paper: who processes, and who has a supplier.
MINE = f"= ANY ({rls.PARTIES})"
MAKES = (
    "EXISTS (SELECT 1 FROM roles_agreementdocument d JOIN roles_agreement a ON a.id = d.agreement_id"
    f" WHERE d.id = roles_papercategory.document_id AND (a.processor_id {MINE}"
    f" OR a.controller_id {MINE}))"
)
ENDS = ("processor_id", "controller_id")
OF_ENDS = (
    "SELECT a.{end}, false FROM {{rows}} r JOIN roles_agreementdocument d ON d.id = r.document_id"
    " JOIN roles_agreement a ON a.id = d.agreement_id"
)


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0047_acts_of_law'),
    ]

    operations = [
        migrations.CreateModel(
            name='PaperCategory',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('label', models.CharField(max_length=200, verbose_name='as the paper calls it')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.datacategory', verbose_name='data category')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='named', to='roles.agreementdocument', verbose_name='paper')),
            ],
            options={
                'verbose_name': 'kind of data in a paper',
                'verbose_name_plural': 'kinds of data in papers',
                'ordering': ('document', 'label'),
            },
        ),
        migrations.CreateModel(
            name='PaperCategoryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('label', models.CharField(max_length=200, verbose_name='as the paper calls it')),
                ('category', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.datacategory', verbose_name='data category')),
                ('document', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='roles.agreementdocument', verbose_name='paper')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='roles.papercategory')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='papercategory',
            constraint=models.UniqueConstraint(fields=('document', 'category'), name='paper_category_once_a_paper'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='papercategory',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_papercategoryevent" ("category_id", "document_id", "id", "label", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."category_id", NEW."document_id", NEW."id", NEW."label", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='90e64cf52699a17246548fadfd0e02a479d22439', operation='INSERT', pgid='pgtrigger_insert_insert_73916', table='roles_papercategory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='papercategory',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "roles_papercategoryevent" ("category_id", "document_id", "id", "label", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."category_id", NEW."document_id", NEW."id", NEW."label", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id"); RETURN NULL;', hash='e1bcc778ff4ef61087efd25ebe3738b25038251f', operation='UPDATE', pgid='pgtrigger_update_update_53b76', table='roles_papercategory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='papercategory',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_papercategoryevent" ("category_id", "document_id", "id", "label", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."category_id", OLD."document_id", OLD."id", OLD."label", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='9708734a8b5824dfac90807e123df30df848def5', operation='DELETE', pgid='pgtrigger_delete_delete_ee23b', table='roles_papercategory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='papercategoryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6bcb632f5a6f05583159aeff1cb39fa2b37ec1e0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c8af1', table='roles_papercategoryevent', when='BEFORE')),
        ),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD, UNGUARD),
        rls.tenant_table(
            "roles_papercategory", see=OF_PAPER.format(table="roles_papercategory"), add=MAKES
        ),
        rls.tenant_table(
            "roles_papercategoryevent", see=OF_PAPER.format(table="roles_papercategoryevent")
        ),
        rls.history_by_owner(),
        marking("roles_papercategory", *(OF_ENDS.format(end=end) for end in ENDS)),
    ]

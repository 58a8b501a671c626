"""A line of the log tells which of the two entered it, and the database dates it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from voipgrid_privacy.kernel import rls
from voipgrid_privacy.kernel.tenancy import PARTNER_ROLE

GUARD = """
CREATE FUNCTION instruction_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.given_on > legal_today() THEN
        PERFORM agreement_refuse('instruction_later');
    END IF;
    NEW.entered_at := now();
    RETURN NEW;
END $$;
CREATE TRIGGER instruction_in_time BEFORE INSERT ON roles_instruction
    FOR EACH ROW EXECUTE FUNCTION instruction_in_time();
"""
UNGUARD = "DROP FUNCTION instruction_in_time() CASCADE;"
AGREEMENT = "EXISTS (SELECT 1 FROM roles_agreement a WHERE a.id = roles_instruction.agreement_id AND ({}))"
MINE = f"= ANY ({rls.PARTIES})"
ABOVE = (
    f"a.controller_id {MINE} AND (kind <> 'INFRINGES' OR EXISTS ("
    "SELECT 1 FROM roles_party p WHERE p.id = a.processor_id AND p.kind = 'SUPPLIER'))"
)
BELOW = f"a.processor_id {MINE} AND roles_serves(a.controller_id)"


def adds(above: str, below: str) -> str:
    """Return what lets the party above say its own, and whoever records enter what was said."""
    condition = AGREEMENT.format(f"({above}) OR ({below})")
    return (
        f"ALTER POLICY partner_adds ON roles_instruction TO {PARTNER_ROLE} WITH CHECK ({condition})"
    )


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0034_signed_after_it_was_made'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='instruction',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='instruction',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='instruction',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='instruction',
            name='instruction_known',
        ),
        migrations.AddField(
            model_name='instruction',
            name='entered_by',
            field=models.CharField(choices=[('PROCESSOR', 'The processor'), ('CONTROLLER', 'The party it acts for'), ('OFFICE', "VoIPGRID's privacy officers")], default='OFFICE', max_length=10, verbose_name='entered by'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='instructionevent',
            name='entered_by',
            field=models.CharField(choices=[('PROCESSOR', 'The processor'), ('CONTROLLER', 'The party it acts for'), ('OFFICE', "VoIPGRID's privacy officers")], default='OFFICE', max_length=10, verbose_name='entered by'),
            preserve_default=False,
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_instructionevent" ("about_id", "agreement_id", "channel", "entered_at", "entered_by", "given_on", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."about_id", NEW."agreement_id", NEW."channel", NEW."entered_at", NEW."entered_by", NEW."given_on", NEW."id", NEW."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='729e16dd0a4933343f45c4a1e0dbfed6a071942e', operation='INSERT', pgid='pgtrigger_insert_insert_dc4d9', table='roles_instruction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."about_id" IS DISTINCT FROM (NEW."about_id") OR OLD."agreement_id" IS DISTINCT FROM (NEW."agreement_id") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."entered_at" IS DISTINCT FROM (NEW."entered_at") OR OLD."entered_by" IS DISTINCT FROM (NEW."entered_by") OR OLD."given_on" IS DISTINCT FROM (NEW."given_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind"))', func='INSERT INTO "roles_instructionevent" ("about_id", "agreement_id", "channel", "entered_at", "entered_by", "given_on", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."about_id", NEW."agreement_id", NEW."channel", NEW."entered_at", NEW."entered_by", NEW."given_on", NEW."id", NEW."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id"); RETURN NULL;', hash='ce0bddaab081f8520de75ddd255a4ea8b67c23e2', operation='UPDATE', pgid='pgtrigger_update_update_8f349', table='roles_instruction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instruction',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_instructionevent" ("about_id", "agreement_id", "channel", "entered_at", "entered_by", "given_on", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."about_id", OLD."agreement_id", OLD."channel", OLD."entered_at", OLD."entered_by", OLD."given_on", OLD."id", OLD."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='41ec70ae3dfa4d212ae970ba42ca73801b55c877', operation='DELETE', pgid='pgtrigger_delete_delete_a29e6', table='roles_instruction', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='instruction',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['REGISTER', 'EMAIL', 'LETTER', 'SPOKEN']), ('entered_by__in', ['PROCESSOR', 'CONTROLLER', 'OFFICE']), ('kind__in', ['GIVEN', 'INFRINGES', 'UPHELD', 'WITHDRAWN'])), name='instruction_known'),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        # Each in its own name.
        migrations.RunSQL(
            adds(
                f"entered_by = 'CONTROLLER' AND {ABOVE}", f"entered_by = 'PROCESSOR' AND {BELOW}"
            ),
            adds(ABOVE, BELOW),
        ),
        rls.history_by_owner(),
    ]

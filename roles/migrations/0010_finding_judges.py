"""Who judged a finding: what an officer decided is not a partner's to overrule."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from voipgrid_privacy.kernel import rls
from voipgrid_privacy.kernel.tenancy import PARTNER_ROLE

OWN = "owner = 'PARTNER' AND roles_serves(party_id)"
POLICY = f"""
GRANT UPDATE (judged_by) ON roles_finding TO {PARTNER_ROLE};
ALTER POLICY partner_changes ON roles_finding TO {PARTNER_ROLE}
    USING ({OWN} AND CASE state WHEN 'OPEN' THEN true WHEN 'REOPENED' THEN judged_by <> 'OFFICER'
        WHEN 'ACCEPTED' THEN judged_by = 'PARTNER' ELSE false END)
    WITH CHECK ({OWN} AND ((state = 'ACCEPTED' AND judged_by = 'PARTNER')
        OR (state = 'REOPENED' AND judged_by = '')));
"""
UNDO_POLICY = f"""
ALTER POLICY partner_changes ON roles_finding TO {PARTNER_ROLE}
    USING ({OWN} AND state <> 'RESOLVED') WITH CHECK ({OWN} AND state IN ('ACCEPTED', 'REOPENED'));
REVOKE UPDATE (judged_by) ON roles_finding FROM {PARTNER_ROLE};
"""
# What returns after it was resolved is reopened by the computation; by hand, only what was accepted.
STEPS = r"""
CREATE FUNCTION roles_finding_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'ACCEPTED' AND (OLD.state NOT IN ('OPEN', 'REOPENED', 'ACCEPTED')
            OR btrim(NEW.reason, E' \t\r\n') = '')
        OR NEW.state = 'REOPENED' AND (OLD.state NOT IN ('ACCEPTED', 'RESOLVED', 'REOPENED')
            OR NEW.reason <> '' OR NEW.settled_on IS NOT NULL) THEN
        RAISE EXCEPTION 'finding_steps' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'finding_steps', TABLE = 'roles_finding';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER roles_finding_steps BEFORE UPDATE ON roles_finding
    FOR EACH ROW EXECUTE FUNCTION roles_finding_steps();
"""
UNDO_STEPS = """
DROP TRIGGER roles_finding_steps ON roles_finding;
DROP FUNCTION roles_finding_steps();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0009_supplier_agreements'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='finding',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='finding',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='finding',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='finding',
            name='judged_by',
            field=models.CharField(blank=True, choices=[('OFFICER', 'Privacy officer'), ('PARTNER', 'Partner')], default='', max_length=10, verbose_name='judged by'),
        ),
        migrations.AddField(
            model_name='findingevent',
            name='judged_by',
            field=models.CharField(blank=True, choices=[('OFFICER', 'Privacy officer'), ('PARTNER', 'Partner')], default='', max_length=10, verbose_name='judged by'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_findingevent" ("category_id", "code", "contract_id", "found_on", "id", "judged_by", "key", "number", "owner", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "settled_on", "severity", "shown_publicly", "state") VALUES (NEW."category_id", NEW."code", NEW."contract_id", NEW."found_on", NEW."id", NEW."judged_by", NEW."key", NEW."number", NEW."owner", NEW."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."settled_on", NEW."severity", NEW."shown_publicly", NEW."state"); RETURN NULL;', hash='9ec2f7686083dd60e983fe2a2a1b877ce3ddd1e5', operation='INSERT', pgid='pgtrigger_insert_insert_7c4c6', table='roles_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."category_id" IS DISTINCT FROM (NEW."category_id") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."contract_id" IS DISTINCT FROM (NEW."contract_id") OR OLD."found_on" IS DISTINCT FROM (NEW."found_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."judged_by" IS DISTINCT FROM (NEW."judged_by") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."owner" IS DISTINCT FROM (NEW."owner") OR OLD."party_id" IS DISTINCT FROM (NEW."party_id") OR OLD."settled_on" IS DISTINCT FROM (NEW."settled_on") OR OLD."severity" IS DISTINCT FROM (NEW."severity") OR OLD."shown_publicly" IS DISTINCT FROM (NEW."shown_publicly") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "roles_findingevent" ("category_id", "code", "contract_id", "found_on", "id", "judged_by", "key", "number", "owner", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "settled_on", "severity", "shown_publicly", "state") VALUES (NEW."category_id", NEW."code", NEW."contract_id", NEW."found_on", NEW."id", NEW."judged_by", NEW."key", NEW."number", NEW."owner", NEW."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."settled_on", NEW."severity", NEW."shown_publicly", NEW."state"); RETURN NULL;', hash='e58065be861f86502c88e35e194d998bcd5755b6', operation='UPDATE', pgid='pgtrigger_update_update_10b8f', table='roles_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_findingevent" ("category_id", "code", "contract_id", "found_on", "id", "judged_by", "key", "number", "owner", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "settled_on", "severity", "shown_publicly", "state") VALUES (OLD."category_id", OLD."code", OLD."contract_id", OLD."found_on", OLD."id", OLD."judged_by", OLD."key", OLD."number", OLD."owner", OLD."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."settled_on", OLD."severity", OLD."shown_publicly", OLD."state"); RETURN NULL;', hash='cce9aaecee4da91b8bcafa0833fc37b8d6b23ddb', operation='DELETE', pgid='pgtrigger_delete_delete_3c160', table='roles_finding', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('judged_by__in', ['', 'OFFICER', 'PARTNER'])), name='finding_judge_known'),
        ),
        rls.history_by_owner(),
        migrations.RunSQL(POLICY, UNDO_POLICY),
        migrations.RunSQL(STEPS, UNDO_STEPS),
    ]

"""The yearly report of turnover to the ACM, recorded by whoever is registered."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from voipgrid_privacy.kernel import rls

# A provider says that it reported, and changes nothing else of what officers looked up.
REPORTED = """
CREATE FUNCTION roles_turnover_reported(registration uuid, of_year int) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE roles_acmregistration a SET turnover_reported_for = of_year WHERE a.id = registration
        AND of_year BETWEEN 2000 AND extract(year FROM legal_today())::int + 1
        AND (current_setting('role') <> 'voipgrid_privacy_partner' OR roles_serves(a.party_id));
    RETURN FOUND;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0044_webhooks_tenancy'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='acmregistration',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='acmregistration',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='acmregistration',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='outgoingmail',
            name='mail_kind_known',
        ),
        migrations.AddField(
            model_name='acmregistration',
            name='turnover_reported_for',
            field=models.PositiveSmallIntegerField(blank=True, help_text='The year in which the turnover was last reported to the ACM.', null=True, verbose_name='turnover reported for'),
        ),
        migrations.AddField(
            model_name='acmregistrationevent',
            name='turnover_reported_for',
            field=models.PositiveSmallIntegerField(blank=True, help_text='The year in which the turnover was last reported to the ACM.', null=True, verbose_name='turnover reported for'),
        ),
        migrations.AlterField(
            model_name='outgoingmail',
            name='kind',
            field=models.CharField(choices=[('NOTICE', 'Notice of a new sub-processor'), ('REMINDER', 'Reminder of a notice'), ('OBJECTION', 'An objection was made'), ('SETTLED', 'An objection was settled'), ('WITHDRAWN', 'The change is called off'), ('ACTIVE', 'The change has taken effect'), ('TO_SIGN', 'An agreement waits for a signature'), ('EXPIRY', 'An agreement is about to end'), ('TURNOVER', 'Turnover is to be reported to the ACM'), ('FOLLOW', 'To an address that was left to follow the list'), ('NEWS', 'News for a follower of the list'), ('SCAN', 'A scan shows something new'), ('WEBHOOK', 'A webhook was switched off')], max_length=10, verbose_name='kind'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='acmregistration',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_acmregistrationevent" ("checked_on", "evidence", "id", "name_matches", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "turnover_reported_for", "valid_during") VALUES (NEW."checked_on", NEW."evidence", NEW."id", NEW."name_matches", NEW."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."turnover_reported_for", NEW."valid_during"); RETURN NULL;', hash='6be22d263c1af88b4438241d5adcdab98f9c4063', operation='INSERT', pgid='pgtrigger_insert_insert_da9df', table='roles_acmregistration', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='acmregistration',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."checked_on" IS DISTINCT FROM (NEW."checked_on") OR OLD."evidence" IS DISTINCT FROM (NEW."evidence") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name_matches" IS DISTINCT FROM (NEW."name_matches") OR OLD."party_id" IS DISTINCT FROM (NEW."party_id") OR OLD."turnover_reported_for" IS DISTINCT FROM (NEW."turnover_reported_for") OR OLD."valid_during" IS DISTINCT FROM (NEW."valid_during"))', func='INSERT INTO "roles_acmregistrationevent" ("checked_on", "evidence", "id", "name_matches", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "turnover_reported_for", "valid_during") VALUES (NEW."checked_on", NEW."evidence", NEW."id", NEW."name_matches", NEW."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."turnover_reported_for", NEW."valid_during"); RETURN NULL;', hash='82ebb348ad454f4b908a5835eb1f95a64f06bd90', operation='UPDATE', pgid='pgtrigger_update_update_0819d', table='roles_acmregistration', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='acmregistration',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "roles_acmregistrationevent" ("checked_on", "evidence", "id", "name_matches", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "turnover_reported_for", "valid_during") VALUES (OLD."checked_on", OLD."evidence", OLD."id", OLD."name_matches", OLD."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."turnover_reported_for", OLD."valid_during"); RETURN NULL;', hash='d48faf9cccf70bab2188793b0ba253c2bdb54644', operation='DELETE', pgid='pgtrigger_delete_delete_de5bc', table='roles_acmregistration', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='outgoingmail',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['NOTICE', 'REMINDER', 'OBJECTION', 'SETTLED', 'WITHDRAWN', 'ACTIVE', 'TO_SIGN', 'EXPIRY', 'TURNOVER', 'FOLLOW', 'NEWS', 'SCAN', 'WEBHOOK'])), name='mail_kind_known'),
        ),
        migrations.RunSQL([REPORTED], ["DROP FUNCTION roles_turnover_reported(uuid, int)"]),
        rls.history_by_owner(),
    ]

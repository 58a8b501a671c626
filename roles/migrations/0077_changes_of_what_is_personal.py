"""History keeps that a personal field of a party and its rows changed, and not what it held."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

from voipgrid_privacy.kernel import rls


class Migration(migrations.Migration):
    dependencies = [
        ("roles", "0076_numbers_elsewhere_touched"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="acmregistration",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contact",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="finding",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="party",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="webhookendpoint",
            name="update_update",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="acmregistration",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (((OLD."checked_on" IS DISTINCT FROM (NEW."checked_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name_matches" IS DISTINCT FROM (NEW."name_matches") OR OLD."party_id" IS DISTINCT FROM (NEW."party_id") OR OLD."turnover_reported_for" IS DISTINCT FROM (NEW."turnover_reported_for") OR OLD."valid_during" IS DISTINCT FROM (NEW."valid_during"))) OR (((OLD."evidence" IS DISTINCT FROM (NEW."evidence") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."registered_name" IS DISTINCT FROM (NEW."registered_name"))) AND NOT coalesce(current_setting(\'register.erasing\', true), \'\') = \'on\'))',
                    func='INSERT INTO "roles_acmregistrationevent" ("checked_on", "id", "name_matches", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "turnover_reported_for", "valid_during") VALUES (NEW."checked_on", NEW."id", NEW."name_matches", NEW."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."turnover_reported_for", NEW."valid_during"); RETURN NULL;',
                    hash="712c31dc7180514d7ddb914e9940e8c0b90cd6bf",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0819d",
                    table="roles_acmregistration",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roles_contactevent" ("id", "kind", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."id", new_values."kind", new_values."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (((old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."party_id" IS DISTINCT FROM (new_values."party_id"))) OR (((old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."phone" IS DISTINCT FROM (new_values."phone"))) AND NOT coalesce(current_setting(\'register.erasing\', true), \'\') = \'on\')) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="cb55633e62949eb7d48591ecca7c7801e19c7021",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4817e",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="roles_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="finding",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (((OLD."category_id" IS DISTINCT FROM (NEW."category_id") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."contract_id" IS DISTINCT FROM (NEW."contract_id") OR OLD."found_on" IS DISTINCT FROM (NEW."found_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."judged_by" IS DISTINCT FROM (NEW."judged_by") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."owner" IS DISTINCT FROM (NEW."owner") OR OLD."party_id" IS DISTINCT FROM (NEW."party_id") OR OLD."settled_on" IS DISTINCT FROM (NEW."settled_on") OR OLD."severity" IS DISTINCT FROM (NEW."severity") OR OLD."shown_publicly" IS DISTINCT FROM (NEW."shown_publicly") OR OLD."state" IS DISTINCT FROM (NEW."state"))) OR ((OLD."reason" IS DISTINCT FROM (NEW."reason")) AND NOT coalesce(current_setting(\'register.erasing\', true), \'\') = \'on\'))',
                    func='INSERT INTO "roles_findingevent" ("category_id", "code", "contract_id", "found_on", "id", "judged_by", "key", "number", "owner", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "settled_on", "severity", "shown_publicly", "state") VALUES (NEW."category_id", NEW."code", NEW."contract_id", NEW."found_on", NEW."id", NEW."judged_by", NEW."key", NEW."number", NEW."owner", NEW."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."settled_on", NEW."severity", NEW."shown_publicly", NEW."state"); RETURN NULL;',
                    hash="1dd160ba6e2428c7aa59f61521306b9af920860d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_10b8f",
                    table="roles_finding",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="party",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roles_partyevent" ("country", "id", "is_model", "is_public", "kind", "legal_form", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "registered_by_id") SELECT new_values."country", new_values."id", new_values."is_model", new_values."is_public", new_values."kind", new_values."legal_form", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."registered_by_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (((old_values."country" IS DISTINCT FROM (new_values."country") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_model" IS DISTINCT FROM (new_values."is_model") OR old_values."is_public" IS DISTINCT FROM (new_values."is_public") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."legal_form" IS DISTINCT FROM (new_values."legal_form") OR old_values."registered_by_id" IS DISTINCT FROM (new_values."registered_by_id"))) OR (((old_values."kvk_number" IS DISTINCT FROM (new_values."kvk_number") OR old_values."name" IS DISTINCT FROM (new_values."name"))) AND NOT coalesce(current_setting(\'register.erasing\', true), \'\') = \'on\')) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="60ae1a36a55a17ac93e7a36c62d80a8ecd3070f2",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_aa34a",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="roles_party",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="webhookendpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (((OLD."event_types" IS DISTINCT FROM (NEW."event_types") OR OLD."failing_since" IS DISTINCT FROM (NEW."failing_since") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."off_because" IS DISTINCT FROM (NEW."off_because") OR OLD."party_id" IS DISTINCT FROM (NEW."party_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."url" IS DISTINCT FROM (NEW."url"))) OR ((OLD."description" IS DISTINCT FROM (NEW."description")) AND NOT coalesce(current_setting(\'register.erasing\', true), \'\') = \'on\'))',
                    func='INSERT INTO "roles_webhookendpointevent" ("event_types", "failing_since", "id", "made_at", "off_because", "party_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "url") VALUES (NEW."event_types", NEW."failing_since", NEW."id", NEW."made_at", NEW."off_because", NEW."party_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."state", NEW."url"); RETURN NULL;',
                    hash="e830e99802e37f1585662b4c303865881f3e1ebc",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_64828",
                    table="roles_webhookendpoint",
                    when="AFTER",
                ),
            ),
        ),
        rls.history_by_owner(),
    ]

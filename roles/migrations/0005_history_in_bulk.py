"""History of parties, contracts and their features, once a statement instead of once a row."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from voipgrid_privacy.kernel import rls


class Migration(migrations.Migration):
    dependencies = [
        ("roles", "0004_chain_in_bulk"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="contract",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contract",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contract",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contractfeature",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contractfeature",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contractfeature",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="party",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="party",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="party",
            name="delete_delete",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contract",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roles_contractevent" ("acquirer_id", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_id", "reference", "service_id", "source_id", "valid_during") SELECT new_values."acquirer_id", new_values."id", new_values."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."provider_id", new_values."reference", new_values."service_id", new_values."source_id", new_values."valid_during" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="00f5d1e4b5e2cd515fae53fdea21450fe674f749",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_448fa",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="roles_contract",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contract",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roles_contractevent" ("acquirer_id", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_id", "reference", "service_id", "source_id", "valid_during") SELECT new_values."acquirer_id", new_values."id", new_values."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."provider_id", new_values."reference", new_values."service_id", new_values."source_id", new_values."valid_during" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="393594e731f63e89a77ee298be6416ad56e8b1de",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_25a69",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="roles_contract",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contract",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roles_contractevent" ("acquirer_id", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_id", "reference", "service_id", "source_id", "valid_during") SELECT old_values."acquirer_id", old_values."id", old_values."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."provider_id", old_values."reference", old_values."service_id", old_values."source_id", old_values."valid_during" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="a016265146050bb83f195f15364ec6bd58844ddd",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1e4bc",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="roles_contract",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contractfeature",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roles_contractfeatureevent" ("contract_id", "feature_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "valid_during") SELECT new_values."contract_id", new_values."feature_id", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."source_id", new_values."valid_during" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="caf5e17a32857b974846128ca595a1f0229ecc15",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c1cb1",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="roles_contractfeature",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contractfeature",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roles_contractfeatureevent" ("contract_id", "feature_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "valid_during") SELECT new_values."contract_id", new_values."feature_id", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."source_id", new_values."valid_during" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="dbaa7f1921d17a98216801566e6cbaee0c868e5e",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_78553",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="roles_contractfeature",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contractfeature",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roles_contractfeatureevent" ("contract_id", "feature_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "valid_during") SELECT old_values."contract_id", old_values."feature_id", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."source_id", old_values."valid_during" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="3611ac5a32ac1c8d7f039d0edcdba9c41bdb82c1",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_67e80",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="roles_contractfeature",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="party",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roles_partyevent" ("country", "id", "is_model", "is_public", "kind", "legal_form", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "registered_by_id") SELECT new_values."country", new_values."id", new_values."is_model", new_values."is_public", new_values."kind", new_values."legal_form", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."registered_by_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="525941b975ff5f316cd5856bbec2360d227e376f",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6df0f",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="roles_party",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="party",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roles_partyevent" ("country", "id", "is_model", "is_public", "kind", "legal_form", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "registered_by_id") SELECT new_values."country", new_values."id", new_values."is_model", new_values."is_public", new_values."kind", new_values."legal_form", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."registered_by_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."country" IS DISTINCT FROM (new_values."country") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_model" IS DISTINCT FROM (new_values."is_model") OR old_values."is_public" IS DISTINCT FROM (new_values."is_public") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."legal_form" IS DISTINCT FROM (new_values."legal_form") OR old_values."registered_by_id" IS DISTINCT FROM (new_values."registered_by_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="a52a9f07f1b7e703de33b4c3c2115b083246c1f6",
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
            model_name="party",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roles_partyevent" ("country", "id", "is_model", "is_public", "kind", "legal_form", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "registered_by_id") SELECT old_values."country", old_values."id", old_values."is_model", old_values."is_public", old_values."kind", old_values."legal_form", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."registered_by_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="2df331f6e37c5d38741b4135a64456e7c8803b62",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_934e1",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="roles_party",
                    when="AFTER",
                ),
            ),
        ),
        rls.history_by_owner(),
        migrations.AlterField(  # the primary key begins with it
            model_name="partyscope",
            name="viewer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sees",
                to="roles.party",
            ),
        ),
    ]

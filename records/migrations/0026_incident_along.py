"""Along whom a party is told stands in rows, each its own party's; what waits goes with a reason."""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from voipgrid_privacy.kernel import rls

_FIRST = import_module("records.migrations.0017_incident_guards")

# What was said before this; the constraints are checked at once, or the table could not be altered.
FILL = """
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO records_affectedalong (id, incident_id, affected_id, party_id)
SELECT gen_random_uuid(), a.incident_id, a.id, t.party
FROM records_affectedparty a, LATERAL (SELECT DISTINCT unnest(a.through) AS party) t;
SET CONSTRAINTS ALL DEFERRED;
"""
BOUND = """
DROP POLICY partner_sees ON records_affectedparty;
"""
BOUND_BEFORE = f"""
CREATE POLICY partner_sees ON records_affectedparty FOR SELECT TO {rls.PARTNER_ROLE}
    USING ({_FIRST.AFFECTED});
"""
OWN = f"d.party_id {_FIRST.MINE}"
ALONG = (
    f"(records_affectedalong.party_id {_FIRST.MINE} OR EXISTS ("
    "SELECT 1 FROM records_incidentdossier k"
    f" WHERE k.party_id = records_affectedalong.party_id AND k.keeper_id {_FIRST.MINE}))"
    f" AND {_FIRST.knows('records_affectedalong', OWN)}"
)
AFFECTED = (
    "EXISTS (SELECT 1 FROM records_affectedalong l WHERE l.affected_id = records_affectedparty.id"
    f" AND l.party_id {_FIRST.MINE}) AND {_FIRST.knows('records_affectedparty', OWN)}"
)

# A notice that waits goes only when why is put on record too, before the transaction is over.
REASONED = f"""
CREATE FUNCTION records_incidentnotice_reasoned() RETURNS trigger LANGUAGE plpgsql {_FIRST.DEFINER} AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM records_incidentstep s
        JOIN records_incidentdossier d ON d.id = s.dossier_id
        JOIN records_incident i ON i.id = d.incident_id AND i.registrant_id = d.party_id
        WHERE d.incident_id = OLD.incident_id AND s.kind = 'DROPPED'
        AND s.entered_at >= transaction_timestamp()) THEN
        PERFORM incident_refuse('incident_reasonless');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER records_incidentnotice_reasoned AFTER DELETE ON records_incidentnotice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION records_incidentnotice_reasoned();
"""


class Migration(migrations.Migration):
    """A table of its own, with row-level security, and a guard."""

    dependencies = [
        ("records", "0025_searched_by_what"),
        ("roles", "0061_requests_are_told"),
    ]

    operations = [
        migrations.CreateModel(
            name="AffectedAlong",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "affected",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="along",
                        to="records.affectedparty",
                        verbose_name="party touched",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.incident",
                        verbose_name="incident",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="roles.party",
                        verbose_name="party",
                    ),
                ),
            ],
            options={
                "verbose_name": "party through which others are told",
                "verbose_name_plural": "parties through which others are told",
                "ordering": ("affected", "party"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("affected", "party"), name="affected_along_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(BOUND, BOUND_BEFORE),
        migrations.RemoveField(model_name="affectedparty", name="through"),
        rls.append_only("records_affectedalong"),
        rls.tenant_table("records_affectedalong", see=ALONG),
        rls.tenant_table("records_affectedparty", see=AFFECTED),
        migrations.RunSQL(
            REASONED,
            "DROP TRIGGER records_incidentnotice_reasoned ON records_incidentnotice;"
            " DROP FUNCTION records_incidentnotice_reasoned();",
        ),
    ]

"""Proof of a closed incident and the number of a released hold can be emptied."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

GUARD = """
CREATE OR REPLACE FUNCTION records_incidentevidence_only_added() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    {unless}
    RAISE EXCEPTION 'records_incidentevidence is only ever added to' USING ERRCODE = 'check_violation';
END $$;
"""
CLOSED = """IF TG_OP = 'UPDATE' AND NEW.name = '' AND octet_length(NEW.content) = 0
       AND to_jsonb(OLD) - ARRAY['name', 'content'] = to_jsonb(NEW) - ARRAY['name', 'content']
       AND (OLD.added_at AT TIME ZONE 'Europe/Amsterdam') < legal_today() - interval '1 year'
       AND incident_long_closed(OLD.dossier_id) THEN
        RETURN NEW;
    END IF;"""
# A year is the least, whatever the term of the register is; what history knows is no typed date.
LEAST = """
CREATE FUNCTION incident_long_closed(asked uuid) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT incident_closed(asked) AND NOT EXISTS (
        SELECT 1 FROM records_incidentstep s JOIN records_incidentstepevent e ON e.pgh_obj_id = s.id
        WHERE s.dossier_id = asked AND s.kind IN ('CLOSED', 'REOPENED')
        AND e.pgh_created_at AT TIME ZONE 'Europe/Amsterdam' >= legal_today() - interval '1 year')
$$;
"""
GONE = "DROP FUNCTION incident_long_closed(uuid);"
REACHES = (
    Q(party__isnull=False)
    | ~Q(number="")
    | Q(store__isnull=False)
    | Q(period__isnull=False)
    | Q(restriction__isnull=False)
    | Q(released_at__isnull=False)
)


class Migration(migrations.Migration):
    dependencies = [("records", "0039_clocks_planned_once")]
    operations = [
        migrations.RunSQL(
            LEAST + GUARD.format(unless=CLOSED), GUARD.format(unless="") + GONE
        ),
        migrations.RemoveConstraint("legalhold", "legal_hold_reaches_something"),
        AddConstraintNotValid(
            "legalhold",
            models.CheckConstraint(
                condition=REACHES,
                name="legal_hold_reaches_something",
                violation_error_code="hold_reaches_nothing",
            ),
        ),
    ]

"""Whether a clock of an incident runs is asked of the database, and planned once."""

from django.db import migrations

# In plpgsql, which keeps its plan; every page asks. Whoever asks sees by its own policies which
# clocks, steps and assessments there are. Each clock is answered by steps of its law; that a risk
# is unlikely answers one only while the latest assessment says so.
MADE = """
CREATE FUNCTION incident_clock_runs(of_clock uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    clock public.records_incidentclock;
BEGIN
    SELECT c.* INTO clock FROM public.records_incidentclock c WHERE c.id = of_clock;
    IF clock.kind = 'GDPR' THEN
        RETURN NOT EXISTS (SELECT 1 FROM public.records_incidentstep s
            WHERE s.dossier_id = clock.dossier_id AND s.regime = 'GDPR'
              AND (s.kind = 'NOTIFIED' OR 'UNLIKELY' = (
                  SELECT a.risk FROM public.records_severityassessment a
                  WHERE a.dossier_id = clock.dossier_id ORDER BY a.number DESC LIMIT 1)));
    ELSIF clock.kind = 'TELECOM_FIRST' THEN
        RETURN NOT EXISTS (SELECT 1 FROM public.records_incidentstep s
            WHERE s.dossier_id = clock.dossier_id AND s.regime = 'TELECOM');
    ELSIF clock.kind = 'TELECOM_SECOND' THEN
        RETURN NOT EXISTS (SELECT 1 FROM public.records_incidentstep s
            WHERE s.dossier_id = clock.dossier_id AND s.regime = 'TELECOM'
              AND (s.kind = 'NOTIFIED' AND s.done_at > clock.started_at
                   OR s.kind = 'REASONED' OR s.phase = 'COMPLETE'));
    END IF;
    RETURN false;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0038_steps_seen_one_by_one")]
    operations = [migrations.RunSQL(MADE, "DROP FUNCTION incident_clock_runs(uuid)")]

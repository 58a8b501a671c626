"""How an end of service stands is asked of the database once per end, and planned once."""

from django.db import migrations

# In plpgsql, which keeps its plan: written out in a query the same is planned in each place anew,
# with its policies. Whoever asks sees by its own policies which steps there are. Who renames
# a column that a body names makes the function anew.
MADE = """
CREATE FUNCTION end_of_service_last(of_end uuid) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT s.kind FROM public.roles_endstep s WHERE s.end_id = of_end
            ORDER BY s.number DESC LIMIT 1);
END $$;
CREATE FUNCTION end_of_service_kept_until(of_end uuid) RETURNS date LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT min(o.until) FROM public.roles_endoutcome o WHERE o.outcome = 'KEPT' AND o.step_id = (
        SELECT s.id FROM public.roles_endstep s WHERE s.end_id = of_end AND s.kind = 'STATED'
        ORDER BY s.number DESC LIMIT 1));
END $$;
"""
GONE = "DROP FUNCTION end_of_service_kept_until(uuid); DROP FUNCTION end_of_service_last(uuid);"


class Migration(migrations.Migration):
    dependencies = [("roles", "0070_mail_of_digests_checked")]
    operations = [migrations.RunSQL(MADE, GONE)]

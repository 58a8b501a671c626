"""An end of service lapses where the service goes on, or ended earlier."""

from django.db import migrations, models

DEFINER = "SECURITY DEFINER SET search_path = public, pg_temp"
LAPSED = "('CONTINUED', 'EARLIER')"

# A partner's session asks only about its own, also where the first end of a chain is not.
OWN = """
    current_setting('role') <> 'voipgrid_privacy_partner' OR EXISTS (
        SELECT 1 FROM roles_endofservice o JOIN roles_agreement a ON a.id = o.agreement_id
        WHERE o.id = of_end AND (a.processor_id = ANY (tenancy_parties())
                                 OR a.controller_id = ANY (tenancy_parties())))
"""
# Why an end is none any more, as its first one's agreement and contracts say now: EARLIER where the
# service ended before that day, CONTINUED where it is delivered and agreed on that day; else empty. A
# service that begins again later ended all the same, and what was confirmed did.
WHY = f"""
CREATE FUNCTION end_of_service_lapses(of_end uuid) RETURNS text LANGUAGE sql STABLE
    COST 1000 {DEFINER} AS $$
    WITH RECURSIVE up AS (
        SELECT e.id, e.above_id, e.agreement_id, e.ended_on FROM roles_endofservice e
        WHERE e.id = of_end AND ({OWN})
        UNION SELECT e.id, e.above_id, e.agreement_id, e.ended_on
        FROM roles_endofservice e JOIN up ON e.id = up.above_id
    ), first AS (
        SELECT up.ended_on, a.*, agreement_service_end(a.id) AS ends_now, (
            SELECT s.kind FROM roles_endstep s WHERE s.end_id = up.id
            ORDER BY s.number DESC LIMIT 1) AS last
        FROM up JOIN roles_agreement a ON a.id = up.agreement_id WHERE up.above_id IS NULL
    )
    SELECT CASE
        WHEN f.last IN {LAPSED} THEN f.last
        WHEN f.last = 'CONFIRMED' OR f.ends_now = f.ended_on THEN ''
        WHEN f.ends_now < f.ended_on THEN 'EARLIER'
        WHEN EXISTS (
            SELECT 1 FROM roles_contract c
            WHERE c.provider_id = f.processor_id AND c.acquirer_id = f.controller_id
              AND (f.contract_id IS NULL OR f.contract_id = c.id) AND c.valid_during @> f.ended_on
        ) AND EXISTS (
            SELECT 1 FROM roles_agreement b
            WHERE b.processor_id = f.processor_id AND b.controller_id = f.controller_id
              AND (b.contract_id IS NULL OR b.contract_id = f.contract_id)
              AND b.processor_signed_on IS NOT NULL AND b.controller_signed_on IS NOT NULL
              AND b.valid_during @> f.ended_on
        ) THEN 'CONTINUED'
        ELSE '' END
    FROM first f
$$;
"""


def open_below(closed: str) -> str:
    """Return what tells whether something below an end waits: its last step is none of those."""
    return f"""
CREATE OR REPLACE FUNCTION end_of_service_open_below(of_end uuid) RETURNS boolean LANGUAGE sql STABLE
    COST 1000 {DEFINER} AS $$
    WITH RECURSIVE below(id) AS (
        SELECT e.id FROM roles_endofservice e WHERE e.above_id = of_end AND ({OWN})
        UNION SELECT e.id FROM roles_endofservice e JOIN below ON e.above_id = below.id
    )
    SELECT EXISTS (SELECT 1 FROM below WHERE coalesce((
        SELECT s.kind FROM roles_endstep s WHERE s.end_id = below.id
        ORDER BY s.number DESC LIMIT 1), '') NOT IN {closed})
$$;
"""


# The register alone notes that an end lapsed, and only where it did; nothing else can follow then.
# Fires before the guard of the other steps, whose rules are about what people say.
GUARDS = f"""
CREATE FUNCTION end_step_first() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    last record;
    why text;
BEGIN
    PERFORM 1 FROM roles_endofservice e WHERE e.id = NEW.end_id FOR UPDATE;
    SELECT s.kind, s.number INTO last FROM roles_endstep s WHERE s.end_id = NEW.end_id
        ORDER BY s.number DESC LIMIT 1;
    why := end_of_service_lapses(NEW.end_id);
    IF last.kind IN {LAPSED} OR NEW.kind NOT IN {LAPSED} AND why <> '' AND (
           last.kind IS DISTINCT FROM 'CONFIRMED') THEN
        PERFORM agreement_refuse('end_lapsed');
    END IF;
    IF NEW.kind NOT IN {LAPSED} THEN
        RETURN NEW;
    END IF;
    IF NEW.kind IS DISTINCT FROM why OR last.kind = 'CONFIRMED' THEN
        PERFORM agreement_refuse('end_step_order');
    END IF;
    IF NEW.entered_by <> 'OFFICE' THEN
        PERFORM agreement_refuse('end_other_side');
    END IF;
    NEW.number := coalesce(last.number, 0) + 1;
    NEW.said_on := legal_today();
    NEW.entered_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER end_step_first BEFORE INSERT ON roles_endstep
    FOR EACH ROW EXECUTE FUNCTION end_step_first();
DROP TRIGGER end_step_guard ON roles_endstep;
CREATE TRIGGER end_step_guard BEFORE INSERT ON roles_endstep
    FOR EACH ROW WHEN (NEW.kind NOT IN {LAPSED}) EXECUTE FUNCTION end_step_guard();
CREATE TRIGGER end_step_kept BEFORE UPDATE OR DELETE ON roles_endstep
    FOR EACH ROW EXECUTE FUNCTION end_step_guard();

-- One for each agreement and day, unless it lapsed: the same day may become the end after all.
CREATE FUNCTION end_of_service_once() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    PERFORM 1 FROM roles_agreement a WHERE a.id = NEW.agreement_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM roles_endofservice e WHERE e.agreement_id = NEW.agreement_id
        AND e.above_id IS NULL AND e.ended_on = NEW.ended_on AND coalesce((
            SELECT s.kind FROM roles_endstep s WHERE s.end_id = e.id
            ORDER BY s.number DESC LIMIT 1), '') NOT IN {LAPSED}) THEN
        PERFORM agreement_refuse('end_of_service_once');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER end_of_service_once BEFORE INSERT ON roles_endofservice
    FOR EACH ROW WHEN (NEW.above_id IS NULL) EXECUTE FUNCTION end_of_service_once();
"""
UNDO = """
DROP FUNCTION end_of_service_once() CASCADE; DROP FUNCTION end_step_first() CASCADE;
DROP TRIGGER end_step_guard ON roles_endstep; DROP TRIGGER end_step_kept ON roles_endstep;
CREATE TRIGGER end_step_guard BEFORE INSERT OR UPDATE OR DELETE ON roles_endstep
    FOR EACH ROW EXECUTE FUNCTION end_step_guard();
DROP FUNCTION end_of_service_lapses(uuid);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0053_statements_that_can_be'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='endofservice',
            name='end_of_service_once',
        ),
        migrations.RemoveConstraint(
            model_name='endstep',
            name='end_step_of_its_kind',
        ),
        migrations.AlterField(
            model_name='endstep',
            name='kind',
            field=models.CharField(choices=[('CHOSEN', 'Chosen'), ('STATED', 'Carried out'), ('CONFIRMED', 'Confirmed'), ('DISPUTED', 'Disputed'), ('CONTINUED', 'Lapsed: the service goes on'), ('EARLIER', 'Lapsed: the service ended earlier')], max_length=10, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='endstepevent',
            name='kind',
            field=models.CharField(choices=[('CHOSEN', 'Chosen'), ('STATED', 'Carried out'), ('CONFIRMED', 'Confirmed'), ('DISPUTED', 'Disputed'), ('CONTINUED', 'Lapsed: the service goes on'), ('EARLIER', 'Lapsed: the service ended earlier')], max_length=10, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='endstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('about', None), ('choice__in', ['RETURN', 'DELETE', 'BOTH']), ('kind', 'CHOSEN'), ('parts', 0)), models.Q(('about', None), ('choice', ''), ('kind', 'STATED'), ('parts__gte', 1)), models.Q(('about__isnull', False), ('choice', ''), ('kind__in', ('CONFIRMED', 'DISPUTED')), ('parts', 0)), models.Q(('about', None), ('choice', ''), ('kind__in', ('CONTINUED', 'EARLIER')), ('parts', 0)), _connector='OR'), name='end_step_of_its_kind'),
        ),
        migrations.RunSQL([WHY + GUARDS], [UNDO]),
        migrations.RunSQL(
            [open_below("('CONFIRMED', 'CONTINUED', 'EARLIER')")], [open_below("('CONFIRMED')")]
        ),
    ]

"""What both agreed about an end is entered by both, before it; nobody overrules its customer."""

from importlib import import_module

from django.db import migrations

_FIRST = import_module("roles.migrations.0049_ends_of_service")
DEFINER = _FIRST.DEFINER

# A term counts where both say so: entered by both alike, by officers for two others, or by the one
# of the two that has an account here. What is entered once the service has ended never counts.
TERMS = f"""
CREATE FUNCTION end_term_agreed(of_term uuid, before date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM roles_endterm t JOIN roles_agreement a ON a.id = t.agreement_id
        JOIN roles_party p ON p.id = CASE t.entered_by WHEN 'PROCESSOR' THEN a.controller_id
            ELSE a.processor_id END  -- the other side
        WHERE t.id = of_term
        AND (before IS NULL OR (t.entered_at AT TIME ZONE 'Europe/Amsterdam')::date < before)
        AND (t.entered_by = 'OFFICE' OR p.kind NOT IN ('PLATFORM', 'PARTNER', 'RESELLER') OR EXISTS (
            SELECT 1 FROM roles_endterm o WHERE o.agreement_id = t.agreement_id
            AND o.entered_by NOT IN (t.entered_by, 'OFFICE') AND o.days = t.days
            AND o.otherwise = t.otherwise AND o.agreed_on = t.agreed_on
            AND (before IS NULL OR (o.entered_at AT TIME ZONE 'Europe/Amsterdam')::date < before))))
$$;
CREATE FUNCTION end_term_of(of_agreement uuid, of_end date) RETURNS uuid LANGUAGE sql STABLE
    COST 1000 AS $$
    SELECT t.id FROM roles_endterm t WHERE t.agreement_id = of_agreement
    AND t.agreed_on <= of_end AND end_term_agreed(t.id, of_end)
    ORDER BY t.agreed_on DESC, t.entered_at DESC LIMIT 1
$$;
CREATE OR REPLACE FUNCTION end_term_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    agreed record;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM agreement_refuse('end_fixed');
    END IF;
    SELECT a.*, 'PLATFORM' IN (p.kind, c.kind) AS ours INTO agreed FROM roles_agreement a
        JOIN roles_party p ON p.id = a.processor_id JOIN roles_party c ON c.id = a.controller_id
        WHERE a.id = NEW.agreement_id;
    IF NEW.entered_by = 'OFFICE' AND agreed.ours THEN  -- there they are one of the two
        PERFORM agreement_refuse('end_other_side');
    END IF;
    IF NEW.agreed_on > legal_today() THEN
        PERFORM agreement_refuse('end_later');
    END IF;
    IF NEW.agreed_on < least(lower(agreed.valid_during), agreed.processor_signed_on,
                             agreed.controller_signed_on) THEN
        PERFORM agreement_refuse('end_term_early');
    END IF;
    IF agreement_service_end(NEW.agreement_id) <= legal_today() THEN
        PERFORM agreement_refuse('end_term_late');
    END IF;
    NEW.entered_at := clock_timestamp();
    RETURN NEW;
END $$;
"""
STEPS = f"""
CREATE OR REPLACE FUNCTION end_step_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    erasable text[] := ARRAY['text', 'name'];
    ended record;
    last record;
    stated uuid;
    accounts text[] := ARRAY['PLATFORM', 'PARTNER', 'RESELLER'];
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF TG_OP = 'DELETE' OR to_jsonb(OLD) - erasable <> to_jsonb(NEW) - erasable
           OR NEW.text NOT IN (OLD.text, '') OR NEW.name NOT IN (OLD.name, '') THEN
            PERFORM agreement_refuse('end_fixed');
        END IF;
        RETURN NEW;
    END IF;
    SELECT e.*, p.kind AS processor, c.kind AS controller INTO ended FROM roles_endofservice e
        JOIN roles_agreement a ON a.id = e.agreement_id
        JOIN roles_party p ON p.id = a.processor_id JOIN roles_party c ON c.id = a.controller_id
        WHERE e.id = NEW.end_id FOR UPDATE OF e;  -- whoever else takes a step waits
    SELECT s.kind, s.number INTO last FROM roles_endstep s WHERE s.end_id = NEW.end_id
        ORDER BY s.number DESC LIMIT 1;
    SELECT s.id INTO stated FROM roles_endstep s WHERE s.end_id = NEW.end_id AND s.kind = 'STATED'
        ORDER BY s.number DESC LIMIT 1;
    IF btrim(NEW.name) = '' THEN
        PERFORM agreement_refuse('end_nameless');
    END IF;
    IF NEW.said_on > legal_today() THEN
        PERFORM agreement_refuse('end_later');
    END IF;
    IF NEW.entered_by <> 'CONTROLLER' AND NEW.kind <> 'STATED' AND (
           ended.controller = ANY (accounts) OR NEW.entered_by = 'PROCESSOR' AND NEW.kind = 'CONFIRMED')
       OR NEW.entered_by <> 'PROCESSOR' AND NEW.kind = 'STATED' AND ended.processor = ANY (accounts)
    THEN
        PERFORM agreement_refuse('end_other_side');
    END IF;
    -- Of a customer its seller never changes what the customer itself or an officer entered.
    IF NEW.entered_by = 'PROCESSOR' AND (
           NEW.kind = 'DISPUTED' AND last.kind = 'CONFIRMED'
           OR NEW.kind = 'CHOSEN' AND 'PROCESSOR' <> (
               SELECT s.entered_by FROM roles_endstep s WHERE s.end_id = NEW.end_id
               AND s.kind = 'CHOSEN' ORDER BY s.number DESC LIMIT 1)) THEN
        PERFORM agreement_refuse('end_said_for_it');
    END IF;
    IF NEW.kind = 'CHOSEN' AND coalesce(last.kind, 'CHOSEN') NOT IN ('CHOSEN', 'DISPUTED')
       OR NEW.kind = 'STATED' AND last.kind = 'CONFIRMED'
       OR NEW.kind = 'CONFIRMED' AND coalesce(last.kind, '') NOT IN ('STATED', 'DISPUTED')
       OR NEW.kind = 'DISPUTED' AND coalesce(last.kind, '') NOT IN ('STATED', 'CONFIRMED') THEN
        PERFORM agreement_refuse('end_step_order');
    END IF;
    IF NEW.kind = 'STATED' AND last.kind IS NULL AND coalesce((
        SELECT t.otherwise FROM roles_endterm t
        WHERE t.id = end_term_of(ended.agreement_id, ended.ended_on)), '') = ''
    THEN
        PERFORM agreement_refuse('end_unchosen');
    END IF;
    IF NEW.about_id IS NOT NULL AND NEW.about_id IS DISTINCT FROM stated THEN
        PERFORM agreement_refuse('end_other_statement');
    END IF;
    IF NEW.kind = 'DISPUTED' AND btrim(NEW.text) = '' THEN
        PERFORM agreement_refuse('end_reasonless');
    END IF;
    IF NEW.kind = 'STATED' AND NEW.document_id IS NULL AND btrim(NEW.text) = '' THEN
        PERFORM agreement_refuse('end_unproven');
    END IF;
    IF NEW.document_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM roles_agreementdocument d WHERE d.id = NEW.document_id
        AND d.agreement_id = ended.agreement_id AND d.sha256 = NEW.document_hash) THEN
        PERFORM agreement_refuse('end_of_others');
    END IF;
    NEW.number := coalesce(last.number, 0) + 1;
    NEW.entered_at := clock_timestamp();
    RETURN NEW;
END $$;
"""


def again(sql: str, function: str) -> str:
    """Return the definition of a function in earlier SQL, to put it back."""
    found = sql[sql.index(f"CREATE FUNCTION {function}()") :]
    found = found[: found.index("END $$;") + len("END $$;")]
    return found.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


UNDO = (
    again(_FIRST.GUARDS, "end_step_guard")
    + again(_FIRST.GUARDS, "end_term_guard")
    + "DROP FUNCTION end_term_of(uuid, date); DROP FUNCTION end_term_agreed(uuid, date);"
)


def adds(condition: str) -> str:
    """Return the policy under which a partner adds a term."""
    shown = _FIRST.AGREEMENT.format(table="roles_endterm", more=condition)
    return (
        "DROP POLICY partner_adds ON roles_endterm;"
        f"CREATE POLICY partner_adds ON roles_endterm FOR INSERT TO voipgrid_privacy_partner"
        f" WITH CHECK ({shown})"
    )


class Migration(migrations.Migration):
    dependencies = [("roles", "0051_acts_of_law_that_count")]

    operations = [
        migrations.RunSQL([TERMS + STEPS], [UNDO]),
        migrations.RunSQL(
            adds(_FIRST.own("roles_endterm.entered_by")), adds(_FIRST.RECORDS)
        ),
    ]

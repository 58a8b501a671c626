"""Requests of data subjects: what the database keeps to, and whom it shows what."""

from django.db import migrations

from voipgrid_privacy.kernel import rls

DEFINER = "SECURITY DEFINER SET search_path = public, pg_temp"

# What a session sees: parts that reached one of its parties, and what those parties received. The
# functions look as the application, so that the policies of these tables do not go round in circles.
SEEN = f"""
CREATE FUNCTION records_parts_seen() RETURNS SETOF uuid LANGUAGE sql STABLE {DEFINER} AS $$
    SELECT p.id FROM records_requestduty d JOIN records_requestpart p ON p.id = d.part_id
    WHERE d.party_id = ANY (tenancy_parties()) AND d.reached_at IS NOT NULL
      AND p.dropped_at IS NULL AND p.kind <> 'WITHHELD'
$$;
CREATE FUNCTION records_requests_seen() RETURNS SETOF uuid LANGUAGE sql STABLE {DEFINER} AS $$
    SELECT r.id FROM records_subjectrequest r WHERE r.received_by_id = ANY (tenancy_parties())
    UNION SELECT p.request_id FROM records_requestpart p
    WHERE p.id IN (SELECT records_parts_seen())
$$;
"""
GUARDS = f"""
-- Numbered per party that received it and per year of receipt; the legal day is Amsterdam's.
CREATE FUNCTION subject_request_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM agreement_refuse('request_fixed');
    END IF;
    IF NEW.received_at > clock_timestamp() THEN
        PERFORM agreement_refuse('request_received_later');
    END IF;
    NEW.received_on := (NEW.received_at AT TIME ZONE 'Europe/Amsterdam')::date;
    NEW.year := extract(year FROM NEW.received_on);
    PERFORM pg_advisory_xact_lock(hashtext('request ' || NEW.received_by_id || NEW.year));
    SELECT coalesce(max(r.number), 0) + 1 INTO NEW.number FROM records_subjectrequest r
        WHERE r.received_by_id = NEW.received_by_id AND r.year = NEW.year;
    NEW.reference := 'AVG-' || NEW.year || '-' || lpad(NEW.number::text, 4, '0');
    NEW.entered_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER subject_request_guard BEFORE INSERT OR UPDATE OR DELETE ON records_subjectrequest
    FOR EACH ROW EXECUTE FUNCTION subject_request_guard();

CREATE FUNCTION request_part_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.derived_at := clock_timestamp();
        NEW.dropped_at := NULL;
    ELSIF TG_OP = 'DELETE' OR OLD.dropped_at IS NOT NULL OR NEW.dropped_at IS NULL
       OR to_jsonb(OLD) - 'dropped_at' <> to_jsonb(NEW) - 'dropped_at' THEN
        PERFORM agreement_refuse('request_fixed');
    ELSE
        NEW.dropped_at := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER request_part_guard BEFORE INSERT OR UPDATE OR DELETE ON records_requestpart
    FOR EACH ROW EXECUTE FUNCTION request_part_guard();

-- It has reached whoever received it, and the platform, whose officers see all; others once a step
-- says that it was forwarded to them.
CREATE FUNCTION request_duty_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.reached_at := CASE WHEN EXISTS (
            SELECT 1 FROM records_requestpart p JOIN records_subjectrequest r ON r.id = p.request_id
            WHERE p.id = NEW.part_id AND r.received_by_id = NEW.party_id) OR EXISTS (
            SELECT 1 FROM roles_party o WHERE o.id = NEW.party_id AND o.kind = 'PLATFORM')
            THEN clock_timestamp() END;
    ELSIF TG_OP = 'DELETE' OR OLD.reached_at IS NOT NULL OR NEW.reached_at IS NULL
       OR to_jsonb(OLD) - 'reached_at' <> to_jsonb(NEW) - 'reached_at' THEN
        PERFORM agreement_refuse('request_fixed');
    ELSE
        NEW.reached_at := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER request_duty_guard BEFORE INSERT OR UPDATE OR DELETE ON records_requestduty
    FOR EACH ROW EXECUTE FUNCTION request_duty_guard();

-- One after another; each says only what is its own to say, and nothing once it is over.
CREATE FUNCTION request_step_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    erasable text[] := ARRAY['text', 'name'];
    received record;
    concerned record;
    over boolean;
    settled boolean;
    last_number integer;
    needed text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF TG_OP = 'DELETE' OR to_jsonb(OLD) - erasable <> to_jsonb(NEW) - erasable
           OR NEW.text NOT IN (OLD.text, '') OR NEW.name NOT IN (OLD.name, '') THEN
            PERFORM agreement_refuse('request_fixed');
        END IF;
        RETURN NEW;
    END IF;
    SELECT r.* INTO received FROM records_subjectrequest r WHERE r.id = NEW.request_id FOR UPDATE;
    SELECT coalesce(max(s.number), 0) INTO last_number FROM records_requeststep s
        WHERE s.request_id = NEW.request_id;
    SELECT s.kind <> 'REOPENED' INTO over FROM records_requeststep s
        WHERE s.request_id = NEW.request_id AND s.kind IN ('WITHDRAWN', 'CLOSED', 'REOPENED')
        ORDER BY s.number DESC LIMIT 1;
    over := coalesce(over, false);
    IF over AND NEW.kind <> 'REOPENED' THEN
        PERFORM agreement_refuse('request_over');
    END IF;
    IF NEW.kind = 'REOPENED' AND NOT over THEN
        PERFORM agreement_refuse('request_step_order');
    END IF;
    IF NEW.said_on > legal_today() THEN
        PERFORM agreement_refuse('request_step_later');
    END IF;
    IF NEW.said_on < received.received_on THEN
        PERFORM agreement_refuse('request_step_earlier');
    END IF;
    IF NEW.kind IN ('EXTENDED', 'REFUSED') AND btrim(NEW.text) = '' THEN
        PERFORM agreement_refuse('request_reasonless');
    END IF;
    IF NEW.part_id IS NOT NULL THEN
        SELECT p.* INTO concerned FROM records_requestpart p WHERE p.id = NEW.part_id;
        IF concerned.request_id IS DISTINCT FROM NEW.request_id THEN
            PERFORM agreement_refuse('request_of_others');
        END IF;
        IF concerned.kind = 'WITHHELD' OR concerned.dropped_at IS NOT NULL THEN
            PERFORM agreement_refuse('request_withheld');
        END IF;
        needed := CASE NEW.kind WHEN 'FORWARDED' THEN 'FORWARD' WHEN 'ASSISTED' THEN 'ASSIST'
            ELSE 'ANSWER' END;
        IF NEW.kind <> 'ASSIST_ASKED' AND NOT EXISTS (
            SELECT 1 FROM records_requestduty d WHERE d.part_id = NEW.part_id
            AND d.party_id = NEW.party_id AND d.duty = needed AND d.reached_at IS NOT NULL) THEN
            PERFORM agreement_refuse('request_not_its_duty');
        END IF;
        SELECT EXISTS (SELECT 1 FROM records_requeststep s WHERE s.part_id = NEW.part_id
            AND s.kind IN ('ANSWERED', 'REFUSED') AND s.number > coalesce((
                SELECT max(o.number) FROM records_requeststep o
                WHERE o.request_id = NEW.request_id AND o.kind = 'REOPENED'), 0)) INTO settled;
        IF settled THEN
            PERFORM agreement_refuse('request_part_settled');
        END IF;
        IF NEW.kind = 'EXTENDED' AND EXISTS (SELECT 1 FROM records_requeststep s
            WHERE s.part_id = NEW.part_id AND s.kind = 'EXTENDED') THEN
            PERFORM agreement_refuse('request_extended_already');
        END IF;
        IF NEW.kind = 'FORWARDED' THEN
            IF EXISTS (SELECT 1 FROM records_requeststep s WHERE s.part_id = NEW.part_id
                AND s.kind = 'FORWARDED' AND s.party_id = NEW.party_id) THEN
                PERFORM agreement_refuse('request_forwarded_already');
            END IF;
            IF NOT EXISTS (SELECT 1 FROM records_requestduty d WHERE d.part_id = NEW.part_id
                AND d.party_id = NEW.party_id AND d.duty = 'FORWARD'
                AND d.reached_at IS NOT NULL AND d.upstream_id = NEW.other_id) THEN
                PERFORM agreement_refuse('request_of_others');
            END IF;
            UPDATE records_requestduty d SET reached_at = clock_timestamp()
                WHERE d.part_id = NEW.part_id AND d.party_id = NEW.other_id
                AND d.reached_at IS NULL;
        ELSIF NEW.kind = 'ASSIST_ASKED' THEN
            UPDATE records_requestduty d SET reached_at = clock_timestamp()
                WHERE d.part_id = NEW.part_id AND d.party_id = NEW.other_id
                AND d.duty = 'ASSIST' AND d.reached_at IS NULL;
        END IF;
    END IF;
    NEW.number := last_number + 1;
    NEW.entered_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER request_step_guard BEFORE INSERT OR UPDATE OR DELETE ON records_requeststep
    FOR EACH ROW EXECUTE FUNCTION request_step_guard();

-- Who had a task keeps it; that it was done is noted once.
CREATE FUNCTION request_task_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.entered_at := clock_timestamp();
        NEW.done_at := NULL;
    ELSIF OLD.done_at IS NOT NULL OR NEW.done_at IS NULL
       OR to_jsonb(OLD) - 'done_at' <> to_jsonb(NEW) - 'done_at' THEN
        PERFORM agreement_refuse('request_fixed');
    ELSE
        NEW.done_at := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER request_task_guard BEFORE INSERT OR UPDATE ON records_requesttask
    FOR EACH ROW EXECUTE FUNCTION request_task_guard();
"""
UNDO = """
DROP FUNCTION request_task_guard() CASCADE; DROP FUNCTION request_step_guard() CASCADE;
DROP FUNCTION request_duty_guard() CASCADE; DROP FUNCTION request_part_guard() CASCADE;
DROP FUNCTION subject_request_guard() CASCADE;
"""
UNSEEN = "DROP FUNCTION records_requests_seen(); DROP FUNCTION records_parts_seen();"
MINE = f"= ANY ({rls.PARTIES})"
REQUESTS = "IN (SELECT records_requests_seen())"
PARTS = "IN (SELECT records_parts_seen())"
KNOWN = "({table}.other_id IS NULL OR {table}.other_id IN (SELECT k.id FROM roles_party k))"
STEP = (
    "({table}.part_id IS NULL AND {table}.request_id " + REQUESTS + " OR {table}.part_id " + PARTS
    + ") AND " + KNOWN
)
# In its own name; a customer has no account, so whoever provides for it enters what it did.
STEPS = STEP + (
    " AND ({table}.party_id " + MINE + " AND {table}.entered_by = 'PARTY'"
    " OR {table}.entered_by = 'PROVIDER' AND EXISTS (SELECT 1 FROM roles_party c"
    " WHERE c.id = {table}.party_id AND c.kind = 'CUSTOMER') AND EXISTS ("
    "SELECT 1 FROM records_requestduty d WHERE d.part_id = {table}.part_id"
    " AND d.upstream_id = {table}.party_id AND d.party_id " + MINE + "))"
)
DUTY = "{table}.party_id " + MINE + " AND {table}.reached_at IS NOT NULL AND {table}.part_id " + PARTS


def bound(name: str, see: str, history: bool = True, **more: str):
    """Bind a table, and its history, which nobody adds to, to what a session sees."""
    table = f"records_{name}"
    yield rls.tenant_table(
        table, see=see.format(table=table), **{k: v.format(table=table) for k, v in more.items()}
    )
    if history:
        yield rls.tenant_table(f"{table}event", see=see.format(table=f"{table}event"))


INSIDE = "{table}.party_id " + MINE
HANDED = INSIDE + " AND {table}.request_id " + REQUESTS


class Migration(migrations.Migration):
    dependencies = [("records", "0012_requests")]
    operations = [
        migrations.RunSQL(SEEN, UNSEEN),
        migrations.RunSQL(GUARDS, UNDO),
        *bound("subjectrequest", "{table}.id " + REQUESTS),
        *bound("requestcontent", "{table}.request_id " + REQUESTS, history=False),
        *bound("requestperson", "{table}.request_id " + REQUESTS, history=False),
        *bound("requestidentifier", "{table}.request_id " + REQUESTS, history=False),
        *bound("requestpart", "{table}.id " + PARTS),
        *bound("requestduty", DUTY),
        *bound("requeststep", STEP, add=STEPS),
        *bound("requestpractice", INSIDE, add=INSIDE, change=INSIDE),
        *bound("requestnote", INSIDE, history=False, add=HANDED),
        *bound("requesttask", INSIDE, history=False, add=HANDED, change=HANDED),
        rls.history_by_owner(),
    ]

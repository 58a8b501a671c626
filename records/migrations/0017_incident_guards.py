"""What nobody can do to incidents, and who sees what of them."""

from django.db import migrations

from roles.findings.marking import marking
from voipgrid_privacy.kernel import rls

DEFINER = "SECURITY DEFINER SET search_path = public, pg_temp"

# What a party still has to do before its file can be closed; services name these to people.
OPEN_DUTIES = """
CREATE FUNCTION incident_open_duties(of_dossier uuid) RETURNS text[] LANGUAGE sql STABLE
    COST 1000 AS $$
    WITH d AS (SELECT * FROM records_incidentdossier WHERE id = of_dossier
    ), f AS (
        SELECT * FROM records_incidentfacts WHERE dossier_id = of_dossier ORDER BY number DESC LIMIT 1
    ), c AS (SELECT kind FROM records_incidentclock WHERE dossier_id = of_dossier
    ), s AS (SELECT * FROM records_incidentstep WHERE dossier_id = of_dossier
    ), decided AS (SELECT * FROM s WHERE kind = 'DECIDED' ORDER BY number DESC LIMIT 1
    ), duty(place, code, is_open) AS (VALUES
        (1, 'FACTS', NOT EXISTS (SELECT 1 FROM f WHERE what <> '' AND consequences <> ''
                                 AND measures <> '')),
        (2, 'NOTICES', EXISTS (SELECT 1 FROM records_incidentnotice n JOIN d
            ON n.incident_id = d.incident_id AND n.sender_id = d.party_id WHERE n.told_at IS NULL)),
        (3, 'ASSESSMENT', EXISTS (SELECT 1 FROM c) AND NOT EXISTS (
            SELECT 1 FROM records_severityassessment a WHERE a.dossier_id = of_dossier)),
        (4, 'GDPR', EXISTS (SELECT 1 FROM c WHERE kind = 'GDPR') AND NOT EXISTS (
            SELECT 1 FROM s WHERE regime = 'GDPR' AND (phase = 'COMPLETE' OR kind = 'REASONED'))),
        (5, 'TELECOM', EXISTS (SELECT 1 FROM c WHERE kind LIKE 'TELECOM%') AND NOT EXISTS (
            SELECT 1 FROM s WHERE regime = 'TELECOM' AND (phase = 'COMPLETE' OR kind = 'REASONED'))),
        (6, 'DECISION', EXISTS (SELECT 1 FROM c) AND NOT EXISTS (SELECT 1 FROM decided)),
        (7, 'TOLD', EXISTS (SELECT 1 FROM decided WHERE decision IN ('TELL', 'PUBLIC')
            AND NOT EXISTS (SELECT 1 FROM s WHERE s.kind = 'TOLD'
                            AND (decided.decision <> 'PUBLIC' OR s.means = 'PUBLIC')))),
        (8, 'LESSONS', NOT EXISTS (SELECT 1 FROM f WHERE lessons <> ''))
    )
    SELECT coalesce(array_agg(code ORDER BY place) FILTER (WHERE is_open), '{}') FROM duty
$$;
CREATE FUNCTION incident_closed(of_dossier uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT kind = 'CLOSED' FROM records_incidentstep WHERE dossier_id = of_dossier
        AND kind IN ('CLOSED', 'REOPENED') ORDER BY number DESC LIMIT 1), false)
$$;
CREATE FUNCTION incident_refuse(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', name USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = name;
END $$;
"""


def versioned(table: str, erasable: tuple[str, ...], more: str = "", *, reopens: bool = False) -> str:
    """Number and date what is added to a file, and refuse every other change but emptying."""
    fields = ", ".join(f"'{field}'" for field in erasable)
    emptied = " OR ".join(f"NEW.{f} NOT IN (OLD.{f}, '')" for f in erasable)
    closed = "" if reopens else "PERFORM incident_refuse('incident_closed');"
    return f"""
CREATE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    erasable text[] := ARRAY[{fields}];
    dossier record;
    first boolean;
    ends timestamptz;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF TG_OP = 'DELETE' OR to_jsonb(OLD) - erasable <> to_jsonb(NEW) - erasable OR {emptied} THEN
            PERFORM incident_refuse('incident_fixed');
        END IF;
        RETURN NEW;
    END IF;
    -- whoever else adds to the file waits
    SELECT * INTO dossier FROM records_incidentdossier WHERE id = NEW.dossier_id FOR UPDATE;
    IF incident_closed(NEW.dossier_id) THEN {closed or "NULL;"} END IF;
    IF btrim(NEW.name) = '' THEN PERFORM incident_refuse('incident_nameless'); END IF;
    {more}
    NEW.number := 1 + coalesce(
        (SELECT max(x.number) FROM {table} x WHERE x.dossier_id = NEW.dossier_id), 0);
    NEW.entered_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER {table}_guard BEFORE INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_guard();
"""


STEP = """
    IF incident_closed(NEW.dossier_id) AND NEW.kind <> 'REOPENED' THEN
        PERFORM incident_refuse('incident_closed');
    END IF;
    IF NEW.kind = 'REOPENED' AND NOT incident_closed(NEW.dossier_id) THEN
        PERFORM incident_refuse('incident_not_closed');
    END IF;
    IF NEW.done_at > clock_timestamp() + interval '1 minute' THEN
        PERFORM incident_refuse('incident_later');
    END IF;
    IF NEW.done_at < dossier.aware_at THEN PERFORM incident_refuse('incident_earlier'); END IF;
    IF NEW.evidence_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM records_incidentevidence e
        WHERE e.id = NEW.evidence_id AND e.dossier_id = NEW.dossier_id) THEN
        PERFORM incident_refuse('incident_of_others');
    END IF;
    IF NEW.kind IN ('REASONED', 'DECIDED', 'REOPENED') AND btrim(NEW.text) = '' THEN
        PERFORM incident_refuse('incident_reasonless');
    END IF;
    IF NEW.kind = 'NOTIFIED' THEN
        first := NOT EXISTS (SELECT 1 FROM records_incidentstep s WHERE s.kind = 'NOTIFIED'
            AND s.dossier_id = NEW.dossier_id AND s.regime = NEW.regime);
        SELECT c.ends_at INTO ends FROM records_incidentclock c WHERE c.dossier_id = NEW.dossier_id
            AND c.kind = CASE WHEN NEW.regime = 'GDPR' THEN 'GDPR'
                              WHEN first THEN 'TELECOM_FIRST' ELSE 'TELECOM_SECOND' END;
        IF (first OR NEW.regime = 'TELECOM') AND NEW.done_at > ends AND btrim(NEW.delay) = '' THEN
            PERFORM incident_refuse('incident_delay_reasonless');
        END IF;
    END IF;
    -- Art. 33(1): only where a risk is unlikely; Reg. 611/2013 Art. 2(1) knows no such exception.
    IF NEW.kind = 'REASONED' AND NEW.regime = 'GDPR' AND 'UNLIKELY' IS DISTINCT FROM (
        SELECT a.risk FROM records_severityassessment a WHERE a.dossier_id = NEW.dossier_id
        ORDER BY a.number DESC LIMIT 1) THEN
        PERFORM incident_refuse('incident_risk_not_unlikely');
    END IF;
    IF NEW.kind = 'DECIDED' AND NEW.decision = 'NOT_HIGH' AND coalesce((
        SELECT a.risk FROM records_severityassessment a WHERE a.dossier_id = NEW.dossier_id
        ORDER BY a.number DESC LIMIT 1), 'HIGH') = 'HIGH' THEN
        PERFORM incident_refuse('incident_risk_high');
    END IF;
    IF NEW.kind = 'CLOSED' AND cardinality(incident_open_duties(NEW.dossier_id)) > 0 THEN
        PERFORM incident_refuse('incident_duties_open');
    END IF;
"""
FACTS = ("what", "consequences", "measures", "advice", "abroad", "lessons", "name")
GUARDS = (
    versioned("records_incidentfacts", FACTS)
    + versioned("records_severityassessment", ("reasons", "name"))
    + versioned(
        "records_incidentstep", ("delay", "text", "reference", "name"), STEP, reopens=True
    )
    + f"""
-- A file is opened once: its clock starts when its party knew, and nobody moves that.
CREATE FUNCTION records_incidentdossier_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF TG_OP = 'DELETE' OR to_jsonb(OLD) - 'aware_name' <> to_jsonb(NEW) - 'aware_name'
           OR NEW.aware_name NOT IN (OLD.aware_name, '') THEN
            PERFORM incident_refuse('incident_fixed');
        END IF;
        RETURN NEW;
    END IF;
    NEW.opened_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER records_incidentdossier_guard BEFORE INSERT OR UPDATE OR DELETE
    ON records_incidentdossier FOR EACH ROW EXECUTE FUNCTION records_incidentdossier_guard();

-- Until it is sent a notice follows the facts; then it stays as it was told.
CREATE FUNCTION records_incidentnotice_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    erasable text[] := ARRAY['text', 'consequences', 'measures', 'reference'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.told_at IS NOT NULL THEN PERFORM incident_refuse('incident_notice_unsent'); END IF;
        RETURN NEW;
    END IF;
    IF OLD.told_at IS NOT NULL THEN
        IF TG_OP = 'DELETE' OR to_jsonb(OLD) - erasable <> to_jsonb(NEW) - erasable
           OR NEW.text NOT IN (OLD.text, '') OR NEW.consequences NOT IN (OLD.consequences, '')
           OR NEW.measures NOT IN (OLD.measures, '') OR NEW.reference NOT IN (OLD.reference, '') THEN
            PERFORM incident_refuse('incident_fixed');
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF (NEW.incident_id, NEW.sender_id, NEW.recipient_id, NEW.number)
       <> (OLD.incident_id, OLD.sender_id, OLD.recipient_id, OLD.number) THEN
        PERFORM incident_refuse('incident_fixed');
    END IF;
    IF NEW.told_at IS NOT NULL THEN
        NEW.sent_at := clock_timestamp();
        IF NEW.told_at > NEW.sent_at THEN PERFORM incident_refuse('incident_later'); END IF;
        IF NOT EXISTS (SELECT 1 FROM records_incidentdossier d WHERE d.incident_id = NEW.incident_id
            AND d.party_id = NEW.sender_id AND d.aware_at <= NEW.told_at) THEN
            PERFORM incident_refuse('incident_earlier');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER records_incidentnotice_guard BEFORE INSERT OR UPDATE OR DELETE
    ON records_incidentnotice FOR EACH ROW EXECUTE FUNCTION records_incidentnotice_guard();

CREATE FUNCTION records_incident_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM incident_refuse('incident_fixed'); END IF;
    NEW.opened_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER records_incident_guard BEFORE INSERT OR UPDATE OR DELETE
    ON records_incident FOR EACH ROW EXECUTE FUNCTION records_incident_guard();
"""
)
UNDO = """
DROP FUNCTION records_incident_guard() CASCADE; DROP FUNCTION records_incidentnotice_guard() CASCADE;
DROP FUNCTION records_incidentdossier_guard() CASCADE;
DROP FUNCTION records_incidentstep_guard() CASCADE;
DROP FUNCTION records_severityassessment_guard() CASCADE;
DROP FUNCTION records_incidentfacts_guard() CASCADE; DROP FUNCTION incident_refuse(text);
DROP FUNCTION incident_closed(uuid); DROP FUNCTION incident_open_duties(uuid);
"""
MINE = f"= ANY ({rls.PARTIES})"
KEPT = f"({{row}}.party_id {MINE} OR {{row}}.keeper_id {MINE})"


def of_dossier(table: str, more: str = "") -> str:
    """Return: the row is of a file that the session keeps."""
    kept = KEPT.format(row="d")
    return (
        "EXISTS (SELECT 1 FROM records_incidentdossier d"
        f" WHERE d.id = {table}.dossier_id AND {kept}{more})"
    )


def in_own_name(table: str) -> str:
    """Return: a party enters as itself, or as who delivers to one without an account."""
    return of_dossier(
        table,
        f" AND (d.party_id {MINE} AND {table}.entered_by = 'PARTY'"
        f" OR d.keeper_id {MINE} AND {table}.entered_by = 'SELLER')",
    )


def knows(table: str, party: str) -> str:
    """Return: a party of the session keeps a file of the incident."""
    return (
        "EXISTS (SELECT 1 FROM records_incidentdossier d"
        f" WHERE d.incident_id = {table}.incident_id AND {party})"
    )


def notice(table: str) -> str:
    """Return: received and told, or sent by who knows itself."""
    sender = f"d.party_id = {table}.sender_id AND d.party_id {MINE}"
    received = f"{table}.recipient_id {MINE} AND {table}.told_at IS NOT NULL"
    return f"({received}) OR {knows(table, sender)}"


def incident(table: str) -> str:
    """Return: the session keeps a file of it."""
    kept = KEPT.format(row="d")
    return (
        "EXISTS (SELECT 1 FROM records_incidentdossier d"
        f" WHERE d.incident_id = {table}.id AND {kept})"
    )


AFFECTED = (
    f"records_affectedparty.through && {rls.PARTIES} AND "
    + knows("records_affectedparty", f"d.party_id {MINE}")
)
VERSIONS = ("records_incidentfacts", "records_severityassessment", "records_incidentstep")


class Migration(migrations.Migration):
    """Guards, row-level security, marks for the findings."""

    dependencies = [("records", "0016_incidents"), ("roles", "0060_breaches")]

    operations = [
        migrations.RunSQL(OPEN_DUTIES + GUARDS, UNDO),
        rls.append_only("records_incidentclock"),
        rls.append_only("records_affectedparty"),
        rls.append_only("records_incidentevidence"),
        rls.tenant_table(
            "records_incidentdossier", see=KEPT.format(row="records_incidentdossier")
        ),
        rls.tenant_table("records_incident", see=incident("records_incident")),
        rls.tenant_table("records_incidentevent", see=incident("records_incidentevent")),
        rls.tenant_table("records_incidentclock", see=of_dossier("records_incidentclock")),
        rls.tenant_table("records_affectedparty", see=AFFECTED),
        rls.tenant_table("records_incidentnotice", see=notice("records_incidentnotice")),
        rls.tenant_table("records_incidentnoticeevent", see=notice("records_incidentnoticeevent")),
        rls.tenant_table(
            "records_incidentevidence",
            see=of_dossier("records_incidentevidence"),
            add=of_dossier("records_incidentevidence"),
        ),
        *(
            operation
            for table in VERSIONS
            for operation in (
                rls.tenant_table(table, see=of_dossier(table), add=in_own_name(table)),
                rls.tenant_table(f"{table}event", see=of_dossier(f"{table}event")),
            )
        ),
        marking(
            "records_incidentstep",
            "SELECT d.party_id, false FROM {rows} r"
            " JOIN records_incidentdossier d ON d.id = r.dossier_id",
        ),
        marking("records_incidentnotice", "SELECT r.sender_id, false FROM {rows} r"),
        rls.history_by_owner(),
    ]

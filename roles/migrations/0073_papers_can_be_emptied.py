"""A paper can be emptied once what it is of is over; its hash stays, and goes on to say what it was.

Nobody empties one before: the database asks when the agreement ended, or what it belongs to, and
when it was told so. A year is the least, whatever the term of the register is.
"""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION agreement_document_guard() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    open_ended text[] := ARRAY['state', 'sent_at', 'content', 'data', 'name'];
    {declared}
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state NOT IN ('DRAFT', 'FILED') OR NEW.sent_at IS NOT NULL {empty}OR (
            NEW.kind = 'GENERATED' AND NOT EXISTS (
                SELECT 1 FROM roles_agreementtemplate t
                WHERE t.id = NEW.template_id AND t.published_on <= NEW.asof
                AND (t.withdrawn_on IS NULL OR t.withdrawn_on > NEW.asof)))
        THEN
            PERFORM agreement_refuse('agreement_document_begins');
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.state IN ('WITHDRAWN', 'SUPERSEDED') THEN
            RETURN OLD;
        END IF;
        PERFORM agreement_refuse('agreement_document_fixed');
    END IF;
    {asked}
    IF {changed}
       OR NEW.name NOT IN (OLD.name, '')
       OR to_jsonb(OLD) - open_ended <> to_jsonb(NEW) - open_ended THEN
        PERFORM agreement_refuse('agreement_document_fixed');
    END IF;
    IF (OLD.state, NEW.state) NOT IN (
           ('DRAFT', 'SENT'), ('DRAFT', 'WITHDRAWN'), ('DRAFT', 'SUPERSEDED'), ('SENT', 'WITHDRAWN'),
           ('SENT', 'SUPERSEDED'), ('SENT', 'SIGNED')) AND OLD.state <> NEW.state
       OR (OLD.sent_at IS DISTINCT FROM NEW.sent_at
           AND NOT (OLD.state = 'DRAFT' AND NEW.state = 'SENT'))
       OR (NEW.state = 'SENT' AND NEW.sent_at IS NULL) THEN
        PERFORM agreement_refuse('agreement_document_state');
    END IF;
    IF NEW.state = 'SIGNED' AND OLD.state <> 'SIGNED' AND 2 <> (
        SELECT count(*) FROM roles_agreementsignature s
        WHERE s.document_id = NEW.id AND s.lapsed_at IS NULL) THEN
        PERFORM agreement_refuse('agreement_document_state');
    END IF;
    RETURN NEW;
END $$;
"""
# An agreement for everything between two parties is over once no contract between them runs. What
# the register was told later than a year ago, or a paper of later, stays: a date can be typed.
LEAST = """
CREATE FUNCTION agreement_long_over(asked uuid) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH between_them AS (
        SELECT c.id, c.valid_during FROM roles_agreement a
        JOIN roles_contract c ON c.id = a.contract_id
            OR (a.contract_id IS NULL AND (c.provider_id, c.acquirer_id) IN (
                (a.processor_id, a.controller_id), (a.controller_id, a.processor_id)))
        WHERE a.id = asked
    )
    SELECT coalesce(upper(a.valid_during) <= year.ago, (
            SELECT bool_and(coalesce(upper(b.valid_during) <= year.ago, false))
            FROM between_them b
        ), false)
        AND NOT EXISTS (SELECT 1 FROM roles_agreementevent e
            WHERE e.pgh_obj_id = a.id
            AND e.pgh_created_at AT TIME ZONE 'Europe/Amsterdam' >= year.ago)
        AND NOT EXISTS (SELECT 1 FROM between_them b
            JOIN roles_contractevent e ON b.id = e.pgh_obj_id
            WHERE (upper_inf(a.valid_during) OR b.id = a.contract_id)
            AND e.pgh_created_at AT TIME ZONE 'Europe/Amsterdam' >= year.ago)
    FROM roles_agreement a,
        (SELECT (legal_today() - interval '1 year')::date AS ago) year
    WHERE a.id = asked
$$;
REVOKE EXECUTE ON FUNCTION agreement_long_over(uuid) FROM PUBLIC;
"""
OVER = """emptied := octet_length(NEW.content) = 0 AND NEW.data = '{}' AND NEW.name = ''
        AND (OLD.made_at AT TIME ZONE 'Europe/Amsterdam') < legal_today() - interval '1 year'
        AND agreement_long_over(OLD.agreement_id);"""
CHANGED = "OLD.content <> NEW.content OR OLD.data <> NEW.data"
GUARDED = GUARD.format(
    declared="emptied boolean;",
    empty="OR octet_length(NEW.content) = 0\n           ",
    asked=OVER,
    changed=f"NOT emptied AND ({CHANGED})",
)
AS_BEFORE = GUARD.format(declared="", empty="", asked="", changed=CHANGED)

# What holds of a paper holds of one that is there; what was written before is read in 0074.
KEPT = {
    (
        "roles_agreementdocument",
        "agreement_document_hash",
    ): "sha256 = encode(sha256(content), 'hex')",
    ("roles_agreementdocument", "agreement_document_pdf"): (
        "substring(content FROM 1 FOR 5) = '%PDF-'::bytea"
    ),
    ("roles_transferdocument", "transfer_document_hash"): "sha256 = encode(sha256(content), 'hex')",
}


def checks(condition: str) -> str:
    """Return the statements that make each check anew, without reading the table."""
    return "\n".join(
        f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name}"
        f" CHECK ({condition.format(rule)}) NOT VALID;"
        for (table, name), rule in KEPT.items()
    )


class Migration(migrations.Migration):
    dependencies = [("roles", "0072_transfers_planned_once")]
    operations = [
        migrations.RunSQL(checks("octet_length(content) = 0 OR {}"), checks("{}")),
        migrations.RunSQL(LEAST + GUARDED, AS_BEFORE + "DROP FUNCTION agreement_long_over(uuid);"),
    ]

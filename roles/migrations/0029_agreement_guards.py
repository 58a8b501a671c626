"""Wordings that are whole and fixed, papers that stay as they are, and one truth about signatures."""

from django.db import migrations

from voipgrid_privacy.kernel import rls

DEFINER = "SECURITY DEFINER SET search_path = public, pg_temp"
MOST = 10 * 1024 * 1024

REFUSE = """
CREATE FUNCTION agreement_refuse(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', name USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = name;
END $$;
"""

# Published once, with a clause of two languages for everything that the law asks that day. Then only
# the day from which it is not used any more may be set.
TEMPLATE = """
CREATE FUNCTION agreement_template_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    open_ended text[] := ARRAY['withdrawn_on'];
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.published_on IS NOT NULL AND (
        TG_OP = 'DELETE' OR to_jsonb(OLD) - open_ended <> to_jsonb(NEW) - open_ended) THEN
        PERFORM agreement_refuse('agreement_template_fixed');
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.published_on IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.published_on IS NULL) AND (
        NOT EXISTS (SELECT 1 FROM roles_clauseitem i WHERE i.valid_during @> NEW.published_on)
        OR EXISTS (
            SELECT 1 FROM roles_clauseitem i WHERE i.valid_during @> NEW.published_on
            AND NOT EXISTS (
                SELECT 1 FROM roles_templateclause c
                WHERE c.template_id = NEW.id AND c.item_id = i.id
                AND btrim(c.text ->> 'nl') <> '' AND btrim(c.text ->> 'en') <> '')))
    THEN
        PERFORM agreement_refuse('agreement_template_incomplete');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_template_guard BEFORE INSERT OR UPDATE OR DELETE ON roles_agreementtemplate
    FOR EACH ROW EXECUTE FUNCTION agreement_template_guard();

CREATE FUNCTION template_clause_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ours uuid[] := ARRAY[]::uuid[];
BEGIN
    IF TG_OP <> 'INSERT' THEN ours := ours || OLD.template_id; END IF;
    IF TG_OP <> 'DELETE' THEN ours := ours || NEW.template_id; END IF;
    -- Whoever publishes waits for us, or we for it.
    PERFORM 1 FROM roles_agreementtemplate t WHERE t.id = ANY (ours) FOR SHARE;
    IF EXISTS (SELECT 1 FROM roles_agreementtemplate t
               WHERE t.id = ANY (ours) AND t.published_on IS NOT NULL) THEN
        PERFORM agreement_refuse('agreement_template_fixed');
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER template_clause_guard BEFORE INSERT OR UPDATE OR DELETE ON roles_templateclause
    FOR EACH ROW EXECUTE FUNCTION template_clause_guard();
"""

# A paper is what its bytes are. Signed by both is what the signatures say, never what somebody types.
DOCUMENT = f"""
ALTER TABLE roles_agreementdocument
    ADD CONSTRAINT agreement_document_hash CHECK (sha256 = encode(sha256(content), 'hex')),
    ADD CONSTRAINT agreement_document_pdf CHECK (substring(content FROM 1 FOR 5) = '%PDF-'::bytea),
    ADD CONSTRAINT agreement_document_size CHECK (octet_length(content) <= {MOST});

CREATE FUNCTION agreement_document_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    open_ended text[] := ARRAY['state', 'sent_at', 'content', 'data', 'name'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state NOT IN ('DRAFT', 'FILED') OR NEW.sent_at IS NOT NULL OR (
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
    IF OLD.content <> NEW.content OR OLD.data <> NEW.data
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
CREATE TRIGGER agreement_document_guard BEFORE INSERT OR UPDATE OR DELETE ON roles_agreementdocument
    FOR EACH ROW EXECUTE FUNCTION agreement_document_guard();

-- What one of the two signed and was then withdrawn is signed by nobody any more.
CREATE FUNCTION agreement_document_lapsed() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    UPDATE roles_agreementsignature s SET lapsed_at = now()
        WHERE s.document_id = NEW.id AND s.lapsed_at IS NULL;
    UPDATE roles_agreement a SET
        processor_signed_on = (SELECT s.signed_on FROM roles_agreementsignature s
            WHERE s.agreement_id = a.id AND s.side = 'PROCESSOR' AND s.lapsed_at IS NULL),
        controller_signed_on = (SELECT s.signed_on FROM roles_agreementsignature s
            WHERE s.agreement_id = a.id AND s.side = 'CONTROLLER' AND s.lapsed_at IS NULL)
        WHERE a.id = NEW.agreement_id;
    RETURN NULL;
END $$;
CREATE TRIGGER agreement_document_lapsed AFTER UPDATE OF state ON roles_agreementdocument
    FOR EACH ROW WHEN (OLD.state = 'SENT' AND NEW.state IN ('WITHDRAWN', 'SUPERSEDED'))
    EXECUTE FUNCTION agreement_document_lapsed();
"""

SIGNATURE = f"""
CREATE FUNCTION agreement_signature_guard() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    erasable text[] := ARRAY['lapsed_at', 'name', 'function', 'signed_by'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.lapsed_at IS NOT NULL OR NOT EXISTS (
            SELECT 1 FROM roles_agreement a WHERE a.id = NEW.agreement_id AND NEW.party_id =
            CASE NEW.side WHEN 'PROCESSOR' THEN a.processor_id ELSE a.controller_id END) THEN
            PERFORM agreement_refuse('agreement_signature_of_others');
        END IF;
        IF NEW.way = 'HERE' THEN
            IF NOT EXISTS (
                SELECT 1 FROM roles_agreementdocument d
                WHERE d.id = NEW.document_id AND d.agreement_id = NEW.agreement_id
                AND d.state = 'SENT' AND d.sha256 = NEW.document_hash FOR UPDATE) THEN
                PERFORM agreement_refuse('agreement_signature_other_paper');
            END IF;
            IF btrim(NEW.name) = '' THEN
                PERFORM agreement_refuse('agreement_signature_named');
            END IF;
            NEW.signed_at := now();
            NEW.signed_on := legal_today();
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.way = 'PAPER' AND OLD.lapsed_at IS NULL THEN
        erasable := erasable || ARRAY['signed_on'];
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - erasable <> to_jsonb(NEW) - erasable
       OR NEW.name NOT IN (OLD.name, '') OR NEW.function NOT IN (OLD.function, '')
       OR (OLD.lapsed_at IS NOT NULL AND NEW.lapsed_at IS DISTINCT FROM OLD.lapsed_at)
       OR (NEW.signed_by IS NOT NULL AND NEW.signed_by IS DISTINCT FROM OLD.signed_by) THEN
        PERFORM agreement_refuse('agreement_signature_fixed');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_signature_guard BEFORE INSERT OR UPDATE OR DELETE ON roles_agreementsignature
    FOR EACH ROW EXECUTE FUNCTION agreement_signature_guard();

-- From a signature to the agreement, and to its paper once both have signed.
CREATE FUNCTION agreement_signature_counts() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    UPDATE roles_agreement a SET
        processor_signed_on =
            CASE NEW.side WHEN 'PROCESSOR' THEN NEW.signed_on ELSE a.processor_signed_on END,
        controller_signed_on =
            CASE NEW.side WHEN 'CONTROLLER' THEN NEW.signed_on ELSE a.controller_signed_on END
        WHERE a.id = NEW.agreement_id AND NEW.signed_on IS DISTINCT FROM
            CASE NEW.side WHEN 'PROCESSOR' THEN a.processor_signed_on ELSE a.controller_signed_on END;
    UPDATE roles_agreementdocument d SET state = 'SIGNED'
        WHERE d.id = NEW.document_id AND d.state = 'SENT' AND 2 = (
            SELECT count(*) FROM roles_agreementsignature s
            WHERE s.document_id = d.id AND s.lapsed_at IS NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER agreement_signature_counts AFTER INSERT OR UPDATE OF signed_on
    ON roles_agreementsignature FOR EACH ROW WHEN (NEW.lapsed_at IS NULL)
    EXECUTE FUNCTION agreement_signature_counts();

-- From a day that is recorded on the agreement to the signature that it stands for.
CREATE FUNCTION agreement_signing_days() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT * FROM (VALUES
        ('PROCESSOR', NEW.processor_id, NEW.processor_signed_on),
        ('CONTROLLER', NEW.controller_id, NEW.controller_signed_on)) given(side, party, day) LOOP
        IF one.day IS NULL AND EXISTS (
            SELECT 1 FROM roles_agreementsignature s WHERE s.agreement_id = NEW.id
            AND s.side = one.side AND s.lapsed_at IS NULL) THEN
            PERFORM agreement_refuse('agreement_signature_fixed');
        ELSIF one.day IS NOT NULL THEN
            UPDATE roles_agreementsignature s SET signed_on = one.day WHERE s.agreement_id = NEW.id
                AND s.side = one.side AND s.lapsed_at IS NULL AND s.signed_on <> one.day;
            INSERT INTO roles_agreementsignature
                (id, agreement_id, side, party_id, way, signed_on, document_id, document_hash, name,
                 function)
            SELECT gen_random_uuid(), NEW.id, one.side, one.party, 'PAPER', one.day, d.id,
                coalesce(d.sha256, ''), '', ''
            FROM (VALUES (1)) once LEFT JOIN roles_agreementdocument d
                ON d.agreement_id = NEW.id AND d.state = 'SENT'  -- by hand, under what was sent
            WHERE NOT EXISTS (
                SELECT 1 FROM roles_agreementsignature s WHERE s.agreement_id = NEW.id
                AND s.side = one.side AND s.lapsed_at IS NULL);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
"""
SIGNED_DAYS = """
CREATE TRIGGER agreement_signing_days AFTER INSERT OR UPDATE OF processor_signed_on,
    controller_signed_on ON roles_agreement FOR EACH ROW EXECUTE FUNCTION agreement_signing_days();
"""
# What was recorded until now, once more by row; a wording without clauses was never whole.
BEFORE = """
UPDATE roles_agreementtemplate t SET published_on = NULL WHERE NOT EXISTS (
    SELECT 1 FROM roles_templateclause c WHERE c.template_id = t.id);
INSERT INTO roles_agreementsignature
    (id, agreement_id, side, party_id, way, signed_on, document_hash, name, function)
SELECT gen_random_uuid(), a.id, given.side, given.party, 'PAPER', given.day, '', '', ''
FROM roles_agreement a, LATERAL (VALUES
    ('PROCESSOR', a.processor_id, a.processor_signed_on),
    ('CONTROLLER', a.controller_id, a.controller_signed_on)) given(side, party, day)
WHERE given.day IS NOT NULL;
"""

UNDO = """
DROP FUNCTION agreement_signing_days() CASCADE; DROP FUNCTION agreement_signature_counts() CASCADE;
DROP FUNCTION agreement_signature_guard() CASCADE; DROP FUNCTION agreement_document_lapsed() CASCADE;
DROP FUNCTION agreement_document_guard() CASCADE; DROP FUNCTION template_clause_guard() CASCADE;
DROP FUNCTION agreement_template_guard() CASCADE; DROP FUNCTION agreement_refuse(text);
"""

MINE = f"= ANY ({rls.PARTIES})"


def of_agreement(table: str, more: str = "") -> str:
    """Return: the row is about an agreement that the session may see, and of which ``more`` holds."""
    return f"EXISTS (SELECT 1 FROM roles_agreement a WHERE a.id = {table}.agreement_id{more})"


# Whoever records an agreement makes its papers: who processes, and who has a supplier.
RECORDS = (
    f" AND ((a.processor_id {MINE} AND roles_serves(a.controller_id)) OR (a.controller_id {MINE}"
    " AND EXISTS (SELECT 1 FROM roles_contract c JOIN roles_party p ON p.id = c.provider_id"
    " WHERE p.kind = 'SUPPLIER' AND c.kind = 'SUPPLY' AND c.provider_id = a.processor_id"
    " AND c.acquirer_id = a.controller_id)))"
)
# A signature is given in one's own name, for one's own party.
SIGNS = (
    f"way = 'HERE' AND party_id {MINE} AND {of_agreement('roles_agreementsignature')}"
    " AND coalesce(signed_by::text, '') = coalesce(current_setting('tenancy.actor', true), '')"
)


class Migration(migrations.Migration):
    dependencies = [("roles", "0028_agreement_papers"), ("kernel", "0002_legal_today")]
    operations = [
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
        migrations.RunSQL(
            [REFUSE + TEMPLATE + DOCUMENT + SIGNATURE + SIGNED_DAYS],
            [
                UNDO,
                "ALTER TABLE roles_agreementdocument DROP CONSTRAINT agreement_document_hash,"
                " DROP CONSTRAINT agreement_document_pdf, DROP CONSTRAINT agreement_document_size",
            ],
        ),
        rls.readable(
            "roles_clauseitem",
            "roles_clauseitemevent",
            "roles_templateclause",
            "roles_templateclauseevent",
        ),
        *(
            rls.tenant_table(
                table,
                see=of_agreement(table),
                add=None if table.endswith("event") else of_agreement(table, RECORDS),
                change=None if table.endswith("event") else of_agreement(table, RECORDS),
            )
            for table in ("roles_agreementdocument", "roles_agreementdocumentevent")
        ),
        rls.tenant_table(
            "roles_agreementsignature", see=of_agreement("roles_agreementsignature"), add=SIGNS
        ),
        rls.tenant_table(
            "roles_agreementsignatureevent", see=of_agreement("roles_agreementsignatureevent")
        ),
        rls.history_by_owner(),
    ]

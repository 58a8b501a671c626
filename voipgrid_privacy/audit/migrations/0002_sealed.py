"""Entries are sealed by the database: whoever writes, in its chain or not at all."""

from django.db import migrations

from voipgrid_privacy.kernel import rls

FORMAT = "voipgrid-audit-1"

# What a transaction noted waits here until it commits, and is never seen by another. It is no log of
# its own, so it may be lost in a crash: then the transaction that noted is lost as well.
PENDING = """
CREATE UNLOGGED TABLE audit_pending (
    id bigint GENERATED ALWAYS AS IDENTITY, party_id uuid, at timestamptz NOT NULL DEFAULT now(),
    kind text NOT NULL, actor text NOT NULL, action text NOT NULL,
    about_kind text NOT NULL, about text NOT NULL, detail jsonb NOT NULL);
ALTER TABLE audit_pending ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION audit_note(party uuid, kind text, actor text, action text, about_kind text, about text, detail jsonb)
    RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF current_setting('role') = 'voipgrid_privacy_partner'
       AND (party IS NULL OR NOT party = ANY (tenancy_parties())) THEN
        RAISE EXCEPTION 'a session notes in chains of its own parties only'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO audit_pending (party_id, kind, actor, action, about_kind, about, detail)
        VALUES (party, kind, actor, action, about_kind, about, detail);
END $$;

CREATE FUNCTION audit_seal() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- In the order of the chains, which is the order in which their rows are locked.
    WITH gone AS (DELETE FROM audit_pending RETURNING *)
    INSERT INTO audit_auditentry (chain, party_id, at, kind, actor, action, about_kind, about, detail,
                                  number, body, digest, hash)
        SELECT coalesce(party_id::text, 'register'), party_id, at, kind, actor, action, about_kind, about,
               detail, 0, '', '', ''
        FROM gone ORDER BY 1, id;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER audit_seal AFTER INSERT ON audit_pending
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_seal();
"""
PENDING_UNDO = """
DROP TABLE audit_pending; DROP FUNCTION audit_seal();
DROP FUNCTION audit_note(uuid, text, text, text, text, text, jsonb);
"""

SEALED = f"""
CREATE FUNCTION audit_entry_sealed() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE last record;
BEGIN
    NEW.chain := coalesce(NEW.party_id::text, 'register');
    INSERT INTO audit_auditchain (chain, party_id, length, head)
        VALUES (NEW.chain, NEW.party_id, 0, sha256(convert_to('{FORMAT}:' || NEW.chain, 'UTF8')))
        ON CONFLICT DO NOTHING;
    SELECT length, head INTO last FROM audit_auditchain WHERE chain = NEW.chain FOR UPDATE;
    NEW.number := last.length + 1;
    NEW.body := jsonb_build_object('chain', NEW.chain, 'number', NEW.number, 'kind', NEW.kind,
        'at', to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'actor', NEW.actor, 'action', NEW.action, 'about_kind', NEW.about_kind, 'about', NEW.about,
        'detail', NEW.detail)::text;
    NEW.digest := sha256(convert_to(NEW.body, 'UTF8'));
    NEW.hash := sha256(last.head || int8send(NEW.number) || NEW.digest);
    UPDATE audit_auditchain SET length = NEW.number, head = NEW.hash WHERE chain = NEW.chain;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_entry_sealed BEFORE INSERT ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_sealed();

-- A chain is moved by its entries, and by nothing else.
CREATE FUNCTION audit_chain_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR pg_trigger_depth() < 2 OR NEW.chain <> OLD.chain
       OR NEW.length <> OLD.length + 1 THEN
        RAISE EXCEPTION 'a chain of the logbook only grows' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_chain_only_grows BEFORE UPDATE OR DELETE ON audit_auditchain
    FOR EACH ROW EXECUTE FUNCTION audit_chain_only_grows();

-- What a cut covers may go; nothing else of an entry ever changes.
CREATE FUNCTION audit_entry_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM audit_auditcut c
                                    WHERE c.chain = OLD.chain AND c.number >= OLD.number) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'audit_auditentry is only ever added to' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_kept();

-- A cut is made at a head that was signed, and takes nothing whose term has not ended.
CREATE FUNCTION audit_cut_after_its_term() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE term integer;
BEGIN
    SELECT months INTO term FROM audit_auditterm WHERE valid_during @> legal_today();
    IF term IS NULL OR NEW.before::date > (now() - make_interval(months => term))::date
       OR NOT EXISTS (SELECT 1 FROM audit_audithead h WHERE h.chain = NEW.chain AND h.day = NEW.day
                      AND h.number = NEW.number AND h.hash = NEW.hash)
       OR EXISTS (SELECT 1 FROM audit_auditentry e WHERE e.chain = NEW.chain
                  AND e.number <= NEW.number AND e.at >= NEW.before) THEN
        RAISE EXCEPTION 'the logbook is cut at a signed head, after its term'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_cut_after_its_term BEFORE INSERT ON audit_auditcut
    FOR EACH ROW EXECUTE FUNCTION audit_cut_after_its_term();
"""
SEALED_UNDO = "".join(
    f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();"
    for name, table in (
        ("audit_cut_after_its_term", "audit_auditcut"),
        ("audit_entry_kept", "audit_auditentry"),
        ("audit_chain_only_grows", "audit_auditchain"),
        ("audit_entry_sealed", "audit_auditentry"),
    )
)

# Our own decision, and not a term of any law: long enough to look back at a full year and the one
# before it, and to prove what was done (GDPR Art. 5(2), 24(1), 32(1)); not longer (Art. 5(1)(e)).
TERM = """
INSERT INTO audit_auditterm (id, valid_during, months, reason) VALUES
    ('7c0d5f0e-6a55-4d0c-9f3e-0a3a4a1d2b10', '[2026-01-01,)', 24,
     'Besluit van VoIPGRID, 28 november 2026: een vol jaar en het jaar daarvoor blijven na te gaan (AVG art. 5 lid 2, 24 lid 1, 32 lid 1); langer is niet nodig (art. 5 lid 1 onder e).');
"""
OWN = f"party_id = ANY ({rls.PARTIES})"
OF_PARTIES = ("audit_auditentry", "audit_auditchain", "audit_audithead", "audit_auditcut")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_logbook"), ("kernel", "0002_legal_today")]
    operations = [
        migrations.RunSQL(PENDING, PENDING_UNDO),
        migrations.RunSQL(SEALED, SEALED_UNDO),
        rls.append_only("audit_audithead"),
        rls.append_only("audit_auditcut"),
        *(rls.tenant_table(table, see=OWN) for table in OF_PARTIES),
        rls.readable("audit_auditterm"),
        rls.history_by_owner(),
        migrations.RunSQL(TERM, migrations.RunSQL.noop),
        rls.never_emptied("audit", but=("audit_pending",)),
    ]

"""Who reads and writes statements, what the database numbers and dates, and what reaches findings."""

from django.db import migrations

from roles.findings.marking import marking
from voipgrid_privacy.kernel import rls

OWN = f"party_id = ANY ({rls.PARTIES})"
PUBLISHED = (
    "EXISTS (SELECT 1 FROM statements_statementpublication p"
    " WHERE p.proposal_id = statements_statementproposal.id)"
)

# The hash is of the text, and the moment the database's, whoever writes.
PROPOSAL = """
CREATE FUNCTION statement_proposal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.made_at := clock_timestamp();
    NEW.hash := encode(sha256(convert_to(NEW.body, 'UTF8')), 'hex');
    RETURN NEW;
END $$;
CREATE TRIGGER statement_proposal_guard BEFORE INSERT ON statements_statementproposal
    FOR EACH ROW EXECUTE FUNCTION statement_proposal_guard();
"""
# One at a time per party: two that publish at once get two numbers, and the second sees the first.
PUBLICATION = """
CREATE FUNCTION statement_refused(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', name USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = name;
END $$;
CREATE FUNCTION statement_publication_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said record; latest record; platform boolean;
BEGIN
    SELECT p.party_id, p.made_by, p.by_itself INTO said
        FROM statements_statementproposal p WHERE p.id = NEW.proposal_id;
    IF NOT FOUND OR said.party_id <> NEW.party_id THEN
        PERFORM statement_refused('statement_of_others');
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('statements.' || NEW.party_id::text));
    SELECT p.number, p.effective_on, p.slug INTO latest
        FROM statements_statementpublication p WHERE p.party_id = NEW.party_id
        ORDER BY p.number DESC LIMIT 1;
    NEW.number := coalesce(latest.number, 0) + 1;
    NEW.published_at := clock_timestamp();
    IF NEW.effective_on < legal_today() THEN
        PERFORM statement_refused('statement_in_the_past');
    END IF;
    IF latest.effective_on > NEW.effective_on THEN
        PERFORM statement_refused('statement_before_the_last');
    END IF;
    IF latest.slug <> NEW.slug THEN
        PERFORM statement_refused('statement_address_fixed');
    END IF;
    IF EXISTS (SELECT 1 FROM statements_statementpublication p
               WHERE p.slug = NEW.slug AND p.party_id <> NEW.party_id) THEN
        PERFORM statement_refused('statement_address_taken');
    END IF;
    SELECT r.kind = 'PLATFORM' INTO platform FROM roles_party r WHERE r.id = NEW.party_id;
    IF platform AND NOT said.by_itself AND (
        said.made_by IS NULL OR NEW.approved_by IS NULL OR said.made_by = NEW.approved_by) THEN
        PERFORM statement_refused('statement_needs_second_person');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER statement_publication_guard BEFORE INSERT ON statements_statementpublication
    FOR EACH ROW EXECUTE FUNCTION statement_publication_guard();
"""
UNDO = """
DROP TRIGGER statement_publication_guard ON statements_statementpublication;
DROP FUNCTION statement_publication_guard();
DROP FUNCTION statement_refused(text);
DROP TRIGGER statement_proposal_guard ON statements_statementproposal;
DROP FUNCTION statement_proposal_guard();
"""
OF_PARTY = "SELECT r.party_id, false FROM {rows} r"


class Migration(migrations.Migration):
    dependencies = [("statements", "0001_statements"), ("kernel", "0002_legal_today")]
    operations = [
        migrations.RunSQL(PROPOSAL + PUBLICATION, UNDO),
        rls.append_only("statements_statementproposal"),
        rls.append_only("statements_statementpublication"),
        rls.append_only("statements_statementnews"),
        rls.tenant_table("statements_privacystatement", see=OWN, add=OWN, change=OWN),
        rls.tenant_table("statements_privacystatementevent", see=OWN),
        rls.tenant_table("statements_statementproposal", see=f"{OWN} OR {PUBLISHED}", add=OWN),
        rls.tenant_table("statements_statementpublication", see="true", add=OWN),
        rls.never_emptied("statements"),
        marking("statements_statementproposal", OF_PARTY),
        marking("statements_statementpublication", OF_PARTY),
        rls.history_by_owner(),
    ]

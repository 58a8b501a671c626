"""What the register proposes by itself has nobody's new words in it, or takes a second person."""

from django.db import migrations

# What a person wrote or declared: the same as ``services.publishing`` compares.
WORDS = """
CREATE FUNCTION statement_words(body text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object(
        'colour', body::jsonb -> 'colour', 'on_colour', body::jsonb -> 'on_colour',
        'parts', (
            SELECT jsonb_agg(jsonb_build_array(
                part -> 'code', part -> 'title', part -> 'intro',
                CASE WHEN part ->> 'code' IN ('obliged', 'automated') THEN part -> 'facts' END
            ) ORDER BY place)
            FROM jsonb_array_elements(body::jsonb -> 'parts') WITH ORDINALITY AS p(part, place)))
$$;
"""
PUBLICATION = """
CREATE OR REPLACE FUNCTION statement_publication_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said record; latest record; platform boolean;
BEGIN
    SELECT p.party_id, p.made_by, p.by_itself, p.body INTO said
        FROM statements_statementproposal p WHERE p.id = NEW.proposal_id;
    IF NOT FOUND OR said.party_id <> NEW.party_id THEN
        PERFORM statement_refused('statement_of_others');
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('statements.' || NEW.party_id::text));
    SELECT p.number, p.effective_on, p.slug, q.body INTO latest
        FROM statements_statementpublication p
        JOIN statements_statementproposal q ON q.id = p.proposal_id WHERE p.party_id = NEW.party_id
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
    IF platform AND (CASE WHEN said.by_itself
        THEN statement_words(said.body) IS DISTINCT FROM statement_words(latest.body)
        ELSE said.made_by IS NULL OR NEW.approved_by IS NULL OR said.made_by = NEW.approved_by
        END) THEN
        PERFORM statement_refused('statement_needs_second_person');
    END IF;
    RETURN NEW;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION statement_publication_guard() RETURNS trigger LANGUAGE plpgsql AS $$
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
DROP FUNCTION statement_words(text);
"""


class Migration(migrations.Migration):
    dependencies = [("statements", "0002_guards")]
    operations = [migrations.RunSQL(WORDS + PUBLICATION, BEFORE)]

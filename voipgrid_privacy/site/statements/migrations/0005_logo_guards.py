"""A logo stays as it was and is shown by its own party alone; who changes it, changes words."""

from django.db import migrations

from voipgrid_privacy.kernel import rls

OWN = f"party_id = ANY ({rls.PARTIES})"
# The hash is of the bytes, whoever writes. A foreign key is checked past row-level security.
LOGO = """
CREATE FUNCTION statement_logo_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.hash := encode(sha256(NEW.content), 'hex');
    RETURN NEW;
END $$;
CREATE TRIGGER statement_logo_guard BEFORE INSERT ON statements_statementlogo
    FOR EACH ROW EXECUTE FUNCTION statement_logo_guard();
CREATE FUNCTION statement_logo_owned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.logo_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM statements_statementlogo l
        WHERE l.id = NEW.logo_id AND l.party_id = NEW.party_id) THEN
        PERFORM statement_refused('statement_logo_of_others');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER statement_logo_owned BEFORE INSERT OR UPDATE ON statements_privacystatement
    FOR EACH ROW EXECUTE FUNCTION statement_logo_owned();
"""
UNDO_LOGO = """
DROP TRIGGER statement_logo_owned ON statements_privacystatement;
DROP FUNCTION statement_logo_owned();
DROP TRIGGER statement_logo_guard ON statements_statementlogo;
DROP FUNCTION statement_logo_guard();
"""
# What a person wrote, declared or chose: the same as ``services.publishing`` compares.
WORDS = """
CREATE OR REPLACE FUNCTION statement_words(body text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object(
        'colour', body::jsonb -> 'colour', 'on_colour', body::jsonb -> 'on_colour',{logo}
        'parts', (
            SELECT jsonb_agg(jsonb_build_array(
                part -> 'code', part -> 'title', part -> 'intro',
                CASE WHEN part ->> 'code' IN ('obliged', 'automated') THEN part -> 'facts' END
            ) ORDER BY place)
            FROM jsonb_array_elements(body::jsonb -> 'parts') WITH ORDINALITY AS p(part, place)))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("statements", "0004_logo")]
    operations = [
        migrations.RunSQL(LOGO, UNDO_LOGO),
        migrations.RunSQL(
            WORDS.replace("{logo}", " 'logo', body::jsonb -> 'logo',"), WORDS.replace("{logo}", "")
        ),
        rls.append_only("statements_statementlogo"),
        rls.tenant_table("statements_statementlogo", see=OWN, add=OWN),
        rls.history_by_owner(),
    ]

"""Nobody signs a paper before it was made; who signs waits for who withdraws, and cannot lock it out."""

from django.db import migrations

PLACE = "        IF NEW.way = 'HERE' THEN\n"
HELD = PLACE + (
    "            -- Whoever changes the agreement holds it first too: in one order nobody waits in a"
    " circle.\n"
    "            PERFORM 1 FROM roles_agreement a WHERE a.id = NEW.agreement_id"
    " FOR NO KEY UPDATE;\n"
)
GUARD = """
CREATE FUNCTION agreement_signature_in_time() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM roles_agreementdocument d WHERE d.id = NEW.document_id
               AND NEW.signed_on < (d.made_at AT TIME ZONE 'Europe/Amsterdam')::date) THEN
        PERFORM agreement_refuse('agreement_signature_before_paper');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_signature_in_time BEFORE INSERT OR UPDATE OF signed_on
    ON roles_agreementsignature FOR EACH ROW
    WHEN (NEW.way = 'PAPER' AND NEW.document_id IS NOT NULL)
    EXECUTE FUNCTION agreement_signature_in_time();
"""
UNGUARD = "DROP FUNCTION agreement_signature_in_time() CASCADE;"


def rewritten(old: str, new: str) -> str:
    """Return what puts ``new`` where ``old`` is in the guard of signatures."""
    return f"""
    DO $do$ DECLARE found text; BEGIN
        found := pg_get_functiondef('agreement_signature_guard()'::regprocedure);
        IF strpos(found, $part${old}$part$) = 0 THEN
            RAISE EXCEPTION 'the guard of signatures is not what it was';
        END IF;
        EXECUTE replace(found, $part${old}$part$, $part${new}$part$);
    END $do$;
    """


class Migration(migrations.Migration):
    dependencies = [("roles", "0033_instructions")]
    operations = [
        migrations.RunSQL(rewritten(PLACE, HELD), rewritten(HELD, PLACE)),
        migrations.RunSQL(GUARD, UNGUARD),
    ]

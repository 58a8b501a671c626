"""A mandate rests on an agreement between the two that give and hold it, whoever writes."""

from django.db import migrations

# Foreign keys are checked past row-level security: without this, a mandate could hang on another's
# agreement and end with it. A partner's session is told no more of a hidden one than of none.
BETWEEN_ITS_PARTIES = """
CREATE FUNCTION roles_mandate_of_others() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM roles_agreement a WHERE a.id = NEW.agreement_id
        AND (a.processor_id, a.controller_id) IN (
            (NEW.holder_id, NEW.giver_id), (NEW.giver_id, NEW.holder_id))
    ) THEN
        RAISE EXCEPTION 'mandate_of_others' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'mandate_of_others', TABLE = 'roles_mandate';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER roles_mandate_of_others BEFORE INSERT OR UPDATE OF
    agreement_id, giver_id, holder_id ON roles_mandate
    FOR EACH ROW WHEN (NEW.agreement_id IS NOT NULL) EXECUTE FUNCTION roles_mandate_of_others();
"""
UNDO = """
DROP TRIGGER roles_mandate_of_others ON roles_mandate;
DROP FUNCTION roles_mandate_of_others();
"""


class Migration(migrations.Migration):
    dependencies = [("roles", "0010_finding_judges")]
    operations = [migrations.RunSQL(BETWEEN_ITS_PARTIES, UNDO)]

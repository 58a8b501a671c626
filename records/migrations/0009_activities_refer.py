from django.db import migrations

# What a version refers to is in the register: elements and features of their category and service,
# retention rules. The rest of what makes a section one of ours, services say in words.
REFERS = """
CREATE FUNCTION records_activityversion_refers() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    said jsonb := NEW.body::jsonb;
BEGIN
    IF EXISTS (SELECT 1 FROM jsonb_array_elements(said -> 'data') d, jsonb_array_elements_text(d -> 'elements') x
               WHERE NOT EXISTS (SELECT 1 FROM roles_dataelement e JOIN roles_datacategory c ON c.id = e.category_id
                                 WHERE e.code = x AND c.code = d ->> 'category'))
       OR EXISTS (SELECT 1 FROM jsonb_array_elements(said -> 'retention') r
               WHERE NOT EXISTS (SELECT 1 FROM roles_datacategory c WHERE c.code = r ->> 'category')
               OR (r ->> 'rule' IS NULL) = (coalesce(r -> 'term', 'null') = 'null')
               OR (r ->> 'rule' IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM records_retentionrule k WHERE k.code = r ->> 'rule'))
               OR (r ->> 'element' IS NOT NULL AND NOT EXISTS (
                   SELECT 1 FROM roles_dataelement e JOIN roles_datacategory c ON c.id = e.category_id
                   WHERE e.code = r ->> 'element' AND c.code = r ->> 'category')))
       OR (said ? 'covers' AND NOT EXISTS (
               SELECT 1 FROM roles_datacategory c WHERE c.code = said -> 'covers' ->> 'category'))
       OR EXISTS (SELECT 1 FROM jsonb_array_elements_text(said -> 'covers' -> 'features') f
               WHERE NOT EXISTS (SELECT 1 FROM roles_servicefeature s WHERE s.code = f))
       OR EXISTS (SELECT 1 FROM jsonb_array_elements(said -> 'recipients') r
               WHERE (r ->> 'kind') NOT IN ('PROCESSOR', 'CONTROLLER', 'STATUTORY', 'INTERNAL')
               OR ((r ->> 'secret')::boolean AND r ->> 'kind' <> 'STATUTORY'))
       OR (said ? 'transfers' AND (said -> 'transfers' ->> 'none')::boolean
               <> (jsonb_array_length(said -> 'transfers' -> 'to') = 0))
    THEN
        RAISE EXCEPTION 'a version refers to what is not there' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER records_activityversion_refers BEFORE INSERT ON records_activityversion
    FOR EACH ROW EXECUTE FUNCTION records_activityversion_refers();
"""
UNREFERRED = """
DROP TRIGGER records_activityversion_refers ON records_activityversion;
DROP FUNCTION records_activityversion_refers();
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0008_written_anew"), ("roles", "0012_measures")]
    operations = [migrations.RunSQL(REFERS, UNREFERRED)]

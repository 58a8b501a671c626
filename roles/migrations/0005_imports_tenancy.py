"""Who reads and writes imports; and how a cell is read as a day."""

from django.db import migrations

from voipgrid_privacy.kernel import rls

# ISO or Dutch; null for anything that is no day. Asked once for each different text.
DAY = r"""
CREATE FUNCTION roles_import_day(value text) RETURNS date LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE dutch text[] := regexp_match(value, '^(\d{1,2})-(\d{1,2})-(\d{4})$');
BEGIN
    IF dutch IS NOT NULL THEN
        RETURN make_date(dutch[3]::int, dutch[2]::int, dutch[1]::int);
    ELSIF value ~ '^\d{4}-\d{2}-\d{2}$' THEN
        RETURN value::date;
    END IF;
    RETURN NULL;
EXCEPTION WHEN datetime_field_overflow OR invalid_datetime_format THEN RETURN NULL;
END $$;
"""
MINE = f"party_id = ANY ({rls.PARTIES})"
OF_MINE = "EXISTS (SELECT 1 FROM roles_import i WHERE i.id = batch_id)"


class Migration(migrations.Migration):
    dependencies = [("roles", "0004_agreements_tenancy")]
    operations = [
        migrations.RunSQL(DAY, "DROP FUNCTION roles_import_day(text)"),
        rls.tenant_table("roles_import", see=MINE, add=MINE, change=MINE),
        rls.tenant_table("roles_importevent", see=MINE),
        rls.tenant_table("roles_importpart", see=OF_MINE, add=OF_MINE),
        *(
            rls.tenant_table(f"roles_{t}", see=OF_MINE)
            for t in ("importsheet", "importprogress", "stagedrow", "judgedrow")
        ),
    ]

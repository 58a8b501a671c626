"""The legal date of today, as constraints see it: what was notified on a day was written that day."""

from django.db import migrations

# A function of its own, so that a rule reads as the law does; it has no parameter and reads no
# setting, so that whoever writes cannot choose the day.
MADE = """
CREATE FUNCTION legal_today() RETURNS date LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp AS
    $$ SELECT (now() AT TIME ZONE 'Europe/Amsterdam')::date $$;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_partner_role")]
    operations = [migrations.RunSQL(MADE, "DROP FUNCTION legal_today();")]

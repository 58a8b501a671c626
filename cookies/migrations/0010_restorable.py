"""A dump can be put back: whoever restores has no search path, and the check of colours used it."""

from django.db import migrations

BODY = """
CREATE OR REPLACE FUNCTION cookies_contrast(one text, other text) RETURNS float8
    IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT (greatest(a, b) + 0.05) / (least(a, b) + 0.05)
    FROM (SELECT {schema}cookies_luminance(one) AS a, {schema}cookies_luminance(other) AS b) l
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cookies", "0009_exemption_tenancy")]
    operations = [
        migrations.RunSQL(BODY.format(schema="public."), BODY.format(schema="")),
    ]

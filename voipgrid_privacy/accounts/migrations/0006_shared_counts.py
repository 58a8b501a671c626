"""Where the processes count attempts to log in together: the table of Django's own cache."""

from django.db import migrations

MADE = """
CREATE TABLE accounts_sharedcount (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX accounts_sharedcount_expires ON accounts_sharedcount (expires);
ALTER TABLE accounts_sharedcount ENABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_invitations")]
    operations = [migrations.RunSQL(MADE, "DROP TABLE accounts_sharedcount;")]

"""Whoever goes takes its summaries along: what did not leave yet is emptied, however it goes.

The row that says what somebody wants goes with the membership. Whoever writes a summary holds that
row, so its mail is there, and found, before the row can go. No partner's session deletes any.
"""

from django.db import migrations

GONE = """
    CREATE FUNCTION digests_gone() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE roles_outgoingmail SET address = '', reply_to = '', subject = '', body = ''
            WHERE kind = 'DIGEST' AND about = OLD.membership_id AND (address, body) <> ('', '');
        RETURN NULL;
    END $$;
    CREATE TRIGGER digests_gone AFTER DELETE ON digests_digestchoice
        FOR EACH ROW EXECUTE FUNCTION digests_gone();
"""


class Migration(migrations.Migration):
    dependencies = [("digests", "0001_choices"), ("roles", "0070_mail_of_digests_checked")]
    operations = [
        migrations.RunSQL(
            GONE,
            "DROP TRIGGER digests_gone ON digests_digestchoice; DROP FUNCTION digests_gone();",
        )
    ]

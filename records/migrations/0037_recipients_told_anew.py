"""Who does not know a change after all is told of it once more."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

_FIRST = import_module("records.migrations.0027_recipients_are_told")
BEFORE = _FIRST.GUARD[: _FIRST.GUARD.index("CREATE TRIGGER")].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
# Whoever was told of a change is told once more only in place of what it was told last, and only
# where that mail came back, was a reason why not, or the data were restricted since. One at a time.
ANEW = BEFORE.replace(
    "    erasable text[] := ARRAY['text', 'name'];",
    "    erasable text[] := ARRAY['text', 'name'];\n    last records_recipientnotice;",
).replace(
    "        NEW.entered_at := clock_timestamp();",
    """        PERFORM 1 FROM records_requestpart p WHERE p.id = NEW.part_id FOR NO KEY UPDATE;
        SELECT a.* INTO last FROM records_recipientnotice a
            WHERE (a.part_id, a.change, a.called) = (NEW.part_id, NEW.change, NEW.called)
              AND a.recipient_id IS NOT DISTINCT FROM NEW.recipient_id
            ORDER BY a.entered_at DESC, a.id LIMIT 1;
        IF NOT EXISTS (SELECT 1 FROM records_recipientnotice a
            WHERE (a.part_id, a.change, a.called) = (NEW.part_id, NEW.change, NEW.called)
              AND a.recipient_id IS NOT DISTINCT FROM NEW.recipient_id
              AND a.means <> 'NOT_TOLD') THEN
            IF NEW.after_id IS NOT NULL THEN
                PERFORM agreement_refuse('request_recipient_told');
            END IF;
        ELSIF NEW.after_id IS DISTINCT FROM last.id OR NOT (last.means = 'NOT_TOLD'
              OR EXISTS (SELECT 1 FROM roles_outgoingmail m WHERE m.about = last.id
                         AND m.kind = 'RECIPIENTS' AND m.returned_at IS NOT NULL)
              OR (last.change IN ('RESTRICTED', 'LIFTED')
                  AND EXISTS (SELECT 1 FROM records_restriction r WHERE r.part_id = last.part_id
                              AND r.entered_at > last.entered_at))) THEN
            PERFORM agreement_refuse('request_recipient_told');
        END IF;
        NEW.entered_at := clock_timestamp();""",
)

# Step by step and each on its own, so that nobody waits: an index is made beside the one of before.
# Each can be done again, after a crash too: what a broken try left is taken away first.
TABLE = "records_recipientnotice"
COLUMNS = "(part_id, change, recipient_id, called) NULLS NOT DISTINCT"
BACK = f"""
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM {TABLE} WHERE after_id IS NOT NULL) THEN
        RAISE EXCEPTION 'Recipients were told anew, which the version before cannot keep.';
    END IF;
END $$;
"""
STEPS = (
    (
        f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS after_id uuid",
        f"ALTER TABLE {TABLE} DROP COLUMN after_id",
    ),
    (
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'recipient_notice_after')"
        f" THEN ALTER TABLE {TABLE} ADD CONSTRAINT recipient_notice_after FOREIGN KEY (after_id)"
        f" REFERENCES {TABLE} (id) DEFERRABLE INITIALLY DEFERRED NOT VALID; END IF; END $$",
        f"ALTER TABLE {TABLE} DROP CONSTRAINT recipient_notice_after",
    ),
    (f"ALTER TABLE {TABLE} VALIDATE CONSTRAINT recipient_notice_after", migrations.RunSQL.noop),
    ("DROP INDEX CONCURRENTLY IF EXISTS request_recipient_told_anew", migrations.RunSQL.noop),
    (
        "CREATE UNIQUE INDEX CONCURRENTLY request_recipient_told_anew"
        f" ON {TABLE} (after_id)",
        "DROP INDEX CONCURRENTLY IF EXISTS request_recipient_told_anew",
    ),
    ("DROP INDEX CONCURRENTLY IF EXISTS request_recipient_told_first", migrations.RunSQL.noop),
    (
        "CREATE UNIQUE INDEX CONCURRENTLY request_recipient_told_first"
        f" ON {TABLE} {COLUMNS} WHERE means <> 'NOT_TOLD' AND after_id IS NULL",
        "DROP INDEX CONCURRENTLY IF EXISTS request_recipient_told_first",
    ),
    (
        "DROP INDEX CONCURRENTLY IF EXISTS request_recipient_told",
        "CREATE UNIQUE INDEX CONCURRENTLY request_recipient_told"
        f" ON {TABLE} {COLUMNS} WHERE means <> 'NOT_TOLD'",
    ),
    (migrations.RunSQL.noop, "DROP INDEX CONCURRENTLY IF EXISTS request_recipient_told"),
    (ANEW, BEFORE),
    (migrations.RunSQL.noop, BACK),
)


class Migration(migrations.Migration):

    atomic = False
    dependencies = [
        ('records', '0036_letters_follow'),
        ('roles', '0067_mail_that_came_back_checked'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(step, back) for step, back in STEPS],
            state_operations=[
                migrations.RemoveConstraint(
                    model_name='recipientnotice',
                    name='request_recipient_told',
                ),
                migrations.AddField(
                    model_name='recipientnotice',
                    name='after',
                    field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='anew', to='records.recipientnotice', verbose_name='in place of'),
                ),
                migrations.AddConstraint(
                    model_name='recipientnotice',
                    constraint=models.UniqueConstraint(condition=Q(Q(('means', 'NOT_TOLD'), _negated=True), ('after', None)), fields=('part', 'change', 'recipient', 'called'), name='request_recipient_told_first', nulls_distinct=False),
                ),
            ],
        ),
    ]

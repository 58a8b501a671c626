"""Who does not know a change after all is told of it once more."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

_FIRST = import_module("records.migrations.0027_recipients_are_told")
BEFORE = _FIRST.GUARD[: _FIRST.GUARD.index("CREATE TRIGGER")].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
# Of the same change to the same data, to the same recipient; and only where the mail came back, a
# reason why not was given up, or the data were restricted since.
ANEW = BEFORE.replace(
    "        NEW.entered_at := clock_timestamp();",
    """        IF NEW.after_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM records_recipientnotice a WHERE a.id = NEW.after_id
                AND (a.part_id, a.change, a.called) = (NEW.part_id, NEW.change, NEW.called)
                AND a.recipient_id IS NOT DISTINCT FROM NEW.recipient_id
                AND (a.means = 'NOT_TOLD'
                     OR EXISTS (SELECT 1 FROM roles_outgoingmail m WHERE m.about = a.id
                                AND m.kind = 'RECIPIENTS' AND m.returned_at IS NOT NULL)
                     OR (a.change IN ('RESTRICTED', 'LIFTED')
                         AND EXISTS (SELECT 1 FROM records_restriction r WHERE r.part_id = a.part_id
                                     AND r.entered_at > a.entered_at)))) THEN
            PERFORM agreement_refuse('request_recipient_told');
        END IF;
        NEW.entered_at := clock_timestamp();""",
)

# Step by step and each on its own, so that nobody waits: an index is made beside the one of before.
TABLE = "records_recipientnotice"
COLUMNS = "(part_id, change, recipient_id, called) NULLS NOT DISTINCT"
STEPS = (
    (
        f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS after_id uuid",
        f"ALTER TABLE {TABLE} DROP COLUMN after_id",
    ),
    (
        f"ALTER TABLE {TABLE} ADD CONSTRAINT recipient_notice_after FOREIGN KEY (after_id)"
        f" REFERENCES {TABLE} (id) DEFERRABLE INITIALLY DEFERRED NOT VALID",
        f"ALTER TABLE {TABLE} DROP CONSTRAINT recipient_notice_after",
    ),
    (f"ALTER TABLE {TABLE} VALIDATE CONSTRAINT recipient_notice_after", migrations.RunSQL.noop),
    (
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS request_recipient_told_anew"
        f" ON {TABLE} (after_id)",
        "DROP INDEX CONCURRENTLY IF EXISTS request_recipient_told_anew",
    ),
    (
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS request_recipient_told_first"
        f" ON {TABLE} {COLUMNS} WHERE means <> 'NOT_TOLD' AND after_id IS NULL",
        "DROP INDEX CONCURRENTLY IF EXISTS request_recipient_told_first",
    ),
    (
        "DROP INDEX CONCURRENTLY IF EXISTS request_recipient_told",
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS request_recipient_told"
        f" ON {TABLE} {COLUMNS} WHERE means <> 'NOT_TOLD'",
    ),
    (ANEW, BEFORE),
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

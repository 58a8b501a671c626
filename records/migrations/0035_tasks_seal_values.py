"""What a task says to write stands sealed in it, and goes once it is done."""

from django.db import migrations, models


def guard(more: str) -> str:
    """Return the guard of tasks; ``more`` may change beside what says that it was done."""
    return f"""
CREATE OR REPLACE FUNCTION request_task_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.entered_at := clock_timestamp();
        NEW.done_at := NULL;
    {more}
    ELSIF OLD.done_at IS NOT NULL OR NEW.done_at IS NULL
       OR to_jsonb(OLD) - 'done_at' - 'right_values' <> to_jsonb(NEW) - 'done_at' - 'right_values' THEN
        PERFORM agreement_refuse('request_fixed');
    ELSE
        NEW.done_at := clock_timestamp();
        {"NEW.right_values := '{}';" if more else ""}
    END IF;
    RETURN NEW;
END $$;
"""


ROTATED = """ELSIF OLD.done_at IS NULL AND NEW.done_at IS NULL
       AND to_jsonb(OLD) - 'right_values' = to_jsonb(NEW) - 'right_values'
       AND OLD.right_values <> '{}' AND NEW.right_values <> '{}' THEN
        NULL;  -- sealed anew, under another key"""


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0034_restrictions'),
        ('roles', '0064_mail_of_hosts'),
    ]

    operations = [
        migrations.AddField(
            model_name='requesttask',
            name='right_values',
            field=models.JSONField(blank=True, default=dict, verbose_name='right values'),
        ),
        migrations.AddConstraint(
            model_name='requesttask',
            constraint=models.CheckConstraint(condition=models.Q(('right_values', {}), ('right_values__has_keys', ['key_id', 'nonce', 'ciphertext']), _connector='OR'), name='request_task_values_sealed'),
        ),
        migrations.RunSQL(guard(ROTATED), guard("")),
    ]

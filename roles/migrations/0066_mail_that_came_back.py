"""A mail that a server took and sent back did not arrive: what it was to tell was not told."""

from importlib import import_module

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

_GUARDS = import_module("roles.migrations.0025_notices_that_arrive_guards")
BEFORE = _GUARDS.MAY_BEGIN + _GUARDS.MAIL


# Who was not told, was not told: the window of a notice that came back never opened. Whoever
# answered knows of it, whatever a mail server reports.
MAY_BEGIN = _GUARDS.MAY_BEGIN.replace(
    "AND m.replaced_by_id IS NULL\n",
    "AND m.replaced_by_id IS NULL\n            AND (m.returned_at IS NULL OR n.consented_on IS NOT NULL\n"
    "                 OR EXISTS (SELECT 1 FROM roles_objection o WHERE o.notice_id = n.id))\n",
)
# What came back is written once, only on what had left, and within days: no server tries longer.
MAIL = _GUARDS.MAIL.replace(
    "'replaced_by_id']", "'replaced_by_id', 'returned_at', 'returned_why']"
).replace(
    "       OR (OLD.replaced_by_id IS NOT NULL AND NEW.sent_at",
    """       OR ((NEW.returned_at, NEW.returned_why) IS DISTINCT FROM (OLD.returned_at, OLD.returned_why)
           AND (OLD.returned_at IS NOT NULL OR OLD.sent_at IS NULL
                OR NEW.returned_at > OLD.sent_at + interval '30 days'))
       OR (OLD.replaced_by_id IS NOT NULL AND NEW.sent_at""",
)


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0065_whose_by_the_legal_day'),
    ]

    operations = [
        migrations.AddField(
            model_name='outgoingmail',
            name='returned_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='came back at'),
        ),
        migrations.AddField(
            model_name='outgoingmail',
            name='returned_why',
            field=models.CharField(blank=True, db_default='', max_length=9, verbose_name='reason of coming back'),
        ),
        AddConstraintNotValid(
            model_name='outgoingmail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('returned_at', None), ('returned_why', '')), models.Q(('returned_at__gte', models.F('sent_at')), ('returned_at__isnull', False), ('sent_at__isnull', False), models.Q(('returned_why', ''), _negated=True)), _connector='OR'), name='mail_comes_back_after_it_left'),
        ),
        migrations.RunSQL(MAY_BEGIN + MAIL, BEFORE),
    ]

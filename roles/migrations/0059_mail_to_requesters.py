"""Mail to somebody who made a request: to no party, and forgotten once it left."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0058_who_serves_is_planned_once'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='outgoingmail',
            name='mail_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='outgoingmail',
            name='mail_to_a_party_or_a_follower',
        ),
        migrations.AlterField(
            model_name='outgoingmail',
            name='kind',
            field=models.CharField(choices=[('NOTICE', 'Notice of a new sub-processor'), ('REMINDER', 'Reminder of a notice'), ('OBJECTION', 'An objection was made'), ('SETTLED', 'An objection was settled'), ('WITHDRAWN', 'The change is called off'), ('ACTIVE', 'The change has taken effect'), ('TO_SIGN', 'An agreement waits for a signature'), ('EXPIRY', 'An agreement is about to end'), ('END', 'Data is to be returned or deleted'), ('TURNOVER', 'Turnover is to be reported to the ACM'), ('FOLLOW', 'To an address that was left to follow the list'), ('NEWS', 'News for a follower of the list'), ('SCAN', 'A scan shows something new'), ('WEBHOOK', 'A webhook was switched off'), ('INVITATION', 'An invitation to act for a party'), ('REQUESTER', 'To somebody who made a request')], max_length=10, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='outgoingmail',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['NOTICE', 'REMINDER', 'OBJECTION', 'SETTLED', 'WITHDRAWN', 'ACTIVE', 'TO_SIGN', 'EXPIRY', 'END', 'TURNOVER', 'FOLLOW', 'NEWS', 'SCAN', 'WEBHOOK', 'INVITATION', 'REQUESTER'])), name='mail_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='outgoingmail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('FOLLOW', 'NEWS', 'INVITATION', 'REQUESTER')), ('recipient', None)), models.Q(models.Q(('kind__in', ('FOLLOW', 'NEWS', 'INVITATION', 'REQUESTER')), _negated=True), ('recipient__isnull', False)), _connector='OR'), name='mail_to_a_party_or_a_follower'),
        ),
    ]

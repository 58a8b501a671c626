"""A summary of what is to be done may be mailed, to a person: what was written holds to it already."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('roles', '0068_mail_not_arrived'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='outgoingmail',
            name='mail_to_a_party_or_a_follower',
        ),
        migrations.RemoveConstraint(
            model_name='outgoingmail',
            name='mail_kind_known',
        ),
        migrations.AlterField(
            model_name='outgoingmail',
            name='kind',
            field=models.CharField(choices=[('NOTICE', 'Notice of a new sub-processor'), ('REMINDER', 'Reminder of a notice'), ('OBJECTION', 'An objection was made'), ('SETTLED', 'An objection was settled'), ('WITHDRAWN', 'The change is called off'), ('ACTIVE', 'The change has taken effect'), ('TO_SIGN', 'An agreement waits for a signature'), ('EXPIRY', 'An agreement is about to end'), ('END', 'Data is to be returned or deleted'), ('TURNOVER', 'Turnover is to be reported to the ACM'), ('FOLLOW', 'To an address that was left to follow the list'), ('NEWS', 'News for a follower of the list'), ('SCAN', 'A scan shows something new'), ('WEBHOOK', 'A webhook was switched off'), ('INVITATION', 'An invitation to act for a party'), ('REQUESTER', 'To somebody who made a request'), ('BREACH', 'Notice of an incident'), ('BREACH_DUE', 'The clock of an incident is about to end'), ('RIGHTS_DUE', 'A request of a data subject waits for an act'), ('RECIPIENTS', 'To a recipient of data that were changed'), ('HOST', 'The proof of a host is gone'), ('DIGEST', 'Summary of what is to be done')], max_length=10, verbose_name='kind'),
        ),
        AddConstraintNotValid(
            model_name='outgoingmail',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['NOTICE', 'REMINDER', 'OBJECTION', 'SETTLED', 'WITHDRAWN', 'ACTIVE', 'TO_SIGN', 'EXPIRY', 'END', 'TURNOVER', 'FOLLOW', 'NEWS', 'SCAN', 'WEBHOOK', 'INVITATION', 'REQUESTER', 'BREACH', 'BREACH_DUE', 'RIGHTS_DUE', 'RECIPIENTS', 'HOST', 'DIGEST'])), name='mail_kind_known'),
        ),
        AddConstraintNotValid(
            model_name='outgoingmail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('FOLLOW', 'NEWS', 'DIGEST', 'INVITATION', 'REQUESTER')), ('recipient', None)), models.Q(models.Q(('kind__in', ('FOLLOW', 'NEWS', 'DIGEST', 'INVITATION', 'REQUESTER')), _negated=True), ('recipient__isnull', False)), _connector='OR'), name='mail_to_a_party_or_a_follower'),
        ),
    ]

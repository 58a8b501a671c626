"""Two secrets of an API client at once, and when it was used last."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('accounts', '0003_never_emptied')]

    operations = [
        migrations.AddField(
            model_name='apiclient',
            name='former_secret',
            field=models.CharField(blank=True, default='', max_length=255, verbose_name='former secret'),
        ),
        migrations.AddField(
            model_name='apiclient',
            name='former_valid_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='former secret valid until'),
        ),
        migrations.AddField(
            model_name='apiclient',
            name='last_used_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='last used'),
        ),
        migrations.AddConstraint(
            model_name='apiclient',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('former_secret', ''), ('former_valid_until', None)), models.Q(models.Q(('former_secret', ''), _negated=True), ('former_valid_until__isnull', False)), _connector='OR'), name='former_secret_has_an_end'),
        ),
        # Of the new columns a partner's session reads no hash either.
        migrations.RunSQL(
            "GRANT SELECT (former_valid_until, last_used_at)"
            " ON accounts_apiclient TO voipgrid_privacy_partner",
            migrations.RunSQL.noop,
        ),
    ]

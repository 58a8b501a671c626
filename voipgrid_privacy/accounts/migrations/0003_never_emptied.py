"""No table of accounts is emptied at a stroke."""

from django.db import migrations

from voipgrid_privacy.kernel import rls


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_groups_and_tenancy")]
    operations = [rls.never_emptied("accounts")]

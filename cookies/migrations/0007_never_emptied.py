"""No table of cookies and consents is emptied at a stroke."""

from django.db import migrations

from voipgrid_privacy.kernel import rls


class Migration(migrations.Migration):
    dependencies = [("cookies", "0006_scans_tenancy")]
    operations = [rls.never_emptied("cookies")]

"""What a repeated write is answered is not emptied at a stroke."""

from django.db import migrations

from voipgrid_privacy.kernel import rls


class Migration(migrations.Migration):
    dependencies = [("api", "0002_tenancy")]
    operations = [rls.never_emptied("api")]

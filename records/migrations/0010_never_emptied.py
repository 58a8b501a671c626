"""No table of the records is emptied at a stroke; calls are data that is governed, and are."""

from django.db import migrations

from voipgrid_privacy.kernel import rls


class Migration(migrations.Migration):
    dependencies = [("records", "0009_activities_refer")]
    operations = [
        rls.never_emptied("records", but=("records_calldetailrecord", "records_generatedcalls"))
    ]

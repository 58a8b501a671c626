"""No table of the role registry is emptied at a stroke, past what guards its rows."""

from django.db import migrations

from voipgrid_privacy.kernel import rls


class Migration(migrations.Migration):
    dependencies = [("roles", "0022_newcomers_who_do_not_know")]
    operations = [rls.never_emptied("roles")]

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

from voipgrid_privacy.kernel import rls


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [BtreeGistExtension(), rls.create_partner_role()]

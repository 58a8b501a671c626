from django.db import migrations

from voipgrid_privacy.kernel import rls

OWN = f"party = ANY ({rls.PARTIES})"


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial"), ("kernel", "0001_partner_role")]
    operations = [rls.tenant_table("api_answeredwrite", see=OWN, add=OWN)]

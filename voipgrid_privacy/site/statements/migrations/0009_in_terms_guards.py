"""What a version says to machines is everyone's to read, and its party's to add with it."""

from django.db import migrations

from voipgrid_privacy.kernel import rls

OWN = (
    "EXISTS (SELECT 1 FROM statements_statementpublication p"
    f" WHERE p.id = publication_id AND p.party_id = ANY ({rls.PARTIES}))"
)


class Migration(migrations.Migration):
    dependencies = [("statements", "0008_in_terms")]
    operations = [
        rls.append_only("statements_statementinterms"),
        rls.tenant_table("statements_statementinterms", see="true", add=OWN),
    ]

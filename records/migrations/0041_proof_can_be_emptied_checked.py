"""What was written before holds to it as well: asked apart, so that nobody waits."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("records", "0040_proof_can_be_emptied")]
    operations = [ValidateConstraint("legalhold", "legal_hold_reaches_something")]

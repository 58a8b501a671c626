"""What was written before holds to it as well: asked apart, so that nobody waits."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("roles", "0069_mail_of_digests")]
    operations = [
        ValidateConstraint("outgoingmail", "mail_kind_known"),
        ValidateConstraint("outgoingmail", "mail_to_a_party_or_a_follower"),
    ]

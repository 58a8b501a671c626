"""What was written before holds to it as well: asked apart, so that nobody waits."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("roles", "0066_mail_that_came_back")]
    operations = [ValidateConstraint("outgoingmail", "mail_comes_back_after_it_left")]

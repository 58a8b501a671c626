"""What did not arrive is found among the mail of years, made while people work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("roles", "0067_mail_that_came_back_checked")]
    operations = [
        AddIndexConcurrently(
            "outgoingmail",
            models.Index(
                fields=["sender"],
                name="mail_not_arrived",
                condition=Q(("sent_at__isnull", True), ("returned_at__isnull", False), _connector="OR"),
            ),
        )
    ]

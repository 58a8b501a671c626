"""A mandate rests on an agreement between the two that give and hold it, whoever writes."""

from django.db import migrations

from voipgrid_privacy.kernel import rls


class Migration(migrations.Migration):
    dependencies = [("roles", "0010_finding_judges")]
    operations = [
        rls.between_its_parties(
            "roles_mandate",
            link="agreement_id",
            target="roles_agreement",
            one=("processor_id", "holder_id"),
            other=("controller_id", "giver_id"),
        )
    ]

"""Whose a party is follows the legal day, as everything does: not the day of UTC.

In the first hours after midnight these two took a contract that ended yesterday for one in force.
"""

from importlib import import_module

from django.db import migrations

_FREE = import_module("roles.migrations.0058_who_serves_is_planned_once").FAST
_SERVES = import_module("roles.migrations.0062_who_serves_is_asked_shortly").FAST
BEFORE = _SERVES + _FREE[_FREE.index("CREATE OR REPLACE FUNCTION roles_free") :]
BY_THE_LEGAL_DAY = BEFORE.replace("current_date", "today").replace(
    "DECLARE\n", "DECLARE\n    today CONSTANT date := (now() AT TIME ZONE 'Europe/Amsterdam')::date;\n"
)


class Migration(migrations.Migration):
    dependencies = [("roles", "0064_mail_of_hosts")]
    operations = [migrations.RunSQL(BY_THE_LEGAL_DAY, BEFORE)]

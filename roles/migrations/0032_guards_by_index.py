"""The guards of the chain look contracts up by index, however many each party delivers.

Where fifty parties deliver to a thousand each, the planner expects to meet a contract of anybody at
once, and reads the table from its beginning. But who is looked for mostly delivers to nobody: each
new contract cost a reading of all of them, and three thousand more took a minute.
"""

from django.db import migrations

GUARDS = ("roles_refuse_loop", "roles_scope_add", "roles_scope_move", "roles_scope_remove")


def each(action: str) -> str:
    """Return what does ``action`` to every guard."""
    return "".join(f"ALTER FUNCTION {name}() {action};" for name in GUARDS)


class Migration(migrations.Migration):
    dependencies = [("roles", "0031_transfers_tenancy")]
    operations = [
        migrations.RunSQL(each("SET enable_seqscan = off"), each("RESET enable_seqscan")),
    ]

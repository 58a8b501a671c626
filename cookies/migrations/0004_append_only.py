"""What was shown and chosen is only added to; colours can be read; partners see their own."""

from django.db import migrations

from cookies.migrations import _chain_sql as chain_sql
from voipgrid_privacy.kernel import rls

MINE = f"s.party_id = ANY ({rls.PARTIES})"
PUBLIC = "EXISTS (SELECT 1 FROM roles_party p WHERE p.id = s.party_id AND p.is_public)"


def of_site(table: str, condition: str) -> str:
    """Return: the row belongs to a site that meets ``condition``."""
    return f"EXISTS (SELECT 1 FROM cookies_site s WHERE s.id = {table}.site_id AND {condition})"


def guarded(name: str, *, writes: bool = False) -> object:
    """Return the policies of a table: a partner sees, and may write, what is of its own sites."""
    table = f"cookies_{name}"
    see = f"{MINE} OR {PUBLIC}" if name in {"statementversion", "bannersettings", "bannersettingsevent", "bannerbundle"} else MINE
    own = of_site(table, MINE)
    return rls.tenant_table(
        table, see=of_site(table, f"({see})"), add=own if writes else None
    ) if name in {"statementversion", "bannerbundle"} else rls.tenant_table(
        table, see=of_site(table, f"({see})"), add=own if writes else None, change=own if writes else None
    )




class Migration(migrations.Migration):
    dependencies = [("cookies", "0003_findings")]
    operations = [
        migrations.RunSQL(chain_sql.CONTRAST, chain_sql.CONTRAST_UNDO),
        migrations.RunSQL(chain_sql.APPEND_ONLY, chain_sql.APPEND_ONLY_UNDO),
        guarded("statementversion", writes=True),
        guarded("bannersettings", writes=True),
        guarded("bannersettingsevent"),
        guarded("bannerbundle", writes=True),
        guarded("consentchain"),
        guarded("consentrecord"),
        guarded("signedhead"),
    ]

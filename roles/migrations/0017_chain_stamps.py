"""The stamps by which a remembered chain is known to be the chain that the register holds now."""

import django.contrib.postgres.functions
from django.db import migrations, models

from voipgrid_privacy.kernel.triggers import after_change

NOBODY = "'00000000-0000-0000-0000-000000000000'::uuid"


def stamped(parties: str) -> str:
    """Return SQL that gives the parties of a select another stamp, always in the same order."""
    return f"""INSERT INTO roles_chainstamp (party, stamp)
        SELECT s.party, gen_random_uuid() FROM (SELECT DISTINCT x.party FROM ({parties}) x(party)
            WHERE x.party IS NOT NULL ORDER BY 1) s
        ON CONFLICT (party) DO UPDATE SET stamp = excluded.stamp;"""


def stamping(table: str, *selects: str) -> migrations.RunSQL:
    """Stamp, after every change of ``table``, the parties that the selects give of rows ``r``."""
    gone, came = (
        stamped(" UNION ALL ".join(select.format(rows=rows) for select in selects))
        for rows in ("gone", "came")
    )
    return after_change(table, f"stamp_{table}", INSERT=came, UPDATE=gone + came, DELETE=gone)


# Of contracts that go with their parts, the contract has stamped the acquirer itself.
PART = "SELECT c.acquirer_id FROM {rows} r JOIN roles_contract c ON c.id = r.contract_id"
VOCABULARY = ("service", "service_categories", "servicefeature", "datacategory", "purpose")


class Migration(migrations.Migration):
    dependencies = [("roles", "0016_sub_processors_tenancy")]
    operations = [
        migrations.CreateModel(
            name="ChainStamp",
            fields=[
                ("party", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "stamp",
                    models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID()),
                ),
            ],
        ),
        # A chain is walked from acquirer to provider: a new link hangs on its acquirer.
        stamping("roles_contract", "SELECT r.acquirer_id FROM {rows} r"),
        stamping("roles_contractfeature", PART),
        stamping("roles_contractcategory", PART),
        stamping("roles_ownuse", "SELECT r.party_id FROM {rows} r"),
        stamping(
            "roles_jointdetermination",
            "SELECT r.party_id FROM {rows} r",
            "SELECT r.with_party_id FROM {rows} r",
        ),
        # A party that was just entered is in no chain yet, and one that goes is in none any more.
        after_change(
            "roles_party",
            "stamp_roles_party",
            UPDATE=stamped("SELECT r.id FROM came r"),
            DELETE="DELETE FROM roles_chainstamp s USING gone WHERE s.party = gone.id;",
        ),
        *(
            stamping(f"roles_{table}", f"SELECT {NOBODY} FROM {{rows}} r LIMIT 1")
            for table in VOCABULARY
        ),
        migrations.RunSQL(
            stamped(f"SELECT {NOBODY} UNION ALL SELECT acquirer_id FROM roles_contract"),
            migrations.RunSQL.noop,
        ),
    ]

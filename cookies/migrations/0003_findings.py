"""What makes a change of sites, items and providers reach the findings."""

from django.db import migrations

from roles.findings.marking import marking

OWNER = "SELECT r.owner_id, false FROM {rows} r"
ADOPTERS = (
    "SELECT s.party_id, false FROM {rows} r JOIN cookies_adoption a ON a.item_id = r.id"
    " JOIN cookies_site s ON s.id = a.site_id"
)
USERS = "SELECT i.owner_id, false FROM {rows} r JOIN cookies_item i ON i.provider_id = r.id"


class Migration(migrations.Migration):
    dependencies = [("cookies", "0002_tenancy"), ("roles", "0006_findings")]
    operations = [
        marking("cookies_site", "SELECT r.party_id, false FROM {rows} r"),
        marking("cookies_item", OWNER, ADOPTERS),
        marking("cookies_provider", USERS),
        marking(
            "cookies_adoption",
            "SELECT s.party_id, false FROM {rows} r JOIN cookies_site s ON s.id = r.site_id",
        ),
        marking(
            "cookies_claim",
            "SELECT i.owner_id, false FROM {rows} r JOIN cookies_item i ON i.id = r.item_id",
        ),
    ]

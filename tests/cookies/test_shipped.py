"""VoIPGRID's own statement in the register: 21 rows, and its defects as findings."""

from datetime import date

from django.core.management import call_command

from cookies.models import Item
from roles.models import Finding
from roles.services import recompute_findings
from tests.cookies.conftest import TODAY, World
from voipgrid_privacy.kernel.tenancy import SYSTEM


def test_the_21_rows_of_the_statement_are_shipped_complete_and_dated(world: World) -> None:
    rows = Item.objects.filter(site=world.voipgrid).exclude(pattern="vp_consent")
    assert rows.count() == rows.filter(published=True).count() == 21
    counts = [
        rows.filter(category__code=c).count() for c in ("FUNCTIONAL", "ANALYTICS", "TRACKING")
    ]
    assert counts == [2, 6, 13]
    assert all(item.source.code == "voipgrid-privacy-statement" for item in rows)
    assert {c.stated_on for item in rows for c in item.claims.all()} == {date(2026, 11, 23)}


def test_loading_again_changes_nothing(world: World) -> None:
    before = list(Item.objects.order_by("pk").values())
    call_command("load_cookies", verbosity=0)
    assert list(Item.objects.order_by("pk").values()) == before


def test_every_known_defect_of_the_statement_is_a_finding(world: World) -> None:
    recompute_findings(on=TODAY, by=SYSTEM)
    found: dict[str, set[str]] = {}
    for finding in Finding.objects.filter(key__startswith="site=voipgrid/"):
        found.setdefault(finding.code, set()).add(finding.key.partition("/")[2])
    short = {
        code: {key.partition(":")[2].rpartition("@")[0] or key for key in keys}
        for code, keys in found.items()
    }
    assert short["cookie_lifetime_conflict"] == {"_gid", "_gat", "_dc_gtm_UA-#"}
    assert short["cookie_term_garbled"] == {"_gid", "MUIDB"}
    assert short["cookie_lifetime_beyond_browser"] == {
        "_ga",
        "vuid",
        "bcookie",
        "bscookie",
        "MUIDB",
    }
    assert short["cookie_name_retired"] == {"_gid", "_gat", "_dc_gtm_UA-#"}
    assert short["cookie_successor_missing"] == {"_ga_*"}
    assert short["pixel_listed_as_cookie"] == {
        "collect", "ads/ga-audiences", "pagead/1p-user-list/#",
    }  # fmt: skip
    assert short["statement_contradicts_sharing"] == {"no_other_services"}
    assert short["statement_contradicts_anonymity"] == {"not_traceable"}

"""What the rules themselves rest on."""

from collections.abc import Iterator
from datetime import date

from roles.choices import PartyKind
from roles.findings.checking import Found, Scopes, add_check, within
from roles.models import Party
from roles.queries.sources import resting_on_what_no_longer_holds
from voipgrid_privacy.kernel.tenancy import SYSTEM


@add_check
def rules_on_superseded_sources(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report rules that cite what was replaced or has lapsed, and not what came in its place."""
    platform = Party.objects.visible_to(SYSTEM).filter(kind=PartyKind.PLATFORM).first()
    if platform is None or not within(platform.pk, scopes):
        return
    for rule, source in resting_on_what_no_longer_holds(viewer=SYSTEM, on=on):
        key = f"rule={rule.code}/source={source.code}"
        yield Found(platform.pk, "rule_on_superseded_source", key, platform.pk)

"""Two people write in one record at the same moment: both are heard, one after the other."""

from collections.abc import Callable

from records.activities.models import Activity, ActivityVersion
from records.activities.register import load_records
from records.activities.services import add_activity, change_activity
from records.errors import CodeTaken
from records.register import load_retention_register
from tests.at_once import at_once
from tests.records.world import NOON, SHIPPED, TODAY, US, WHOLE
from tests.site.world import build
from voipgrid_privacy.kernel.tenancy import SYSTEM


def test_two_who_say_something_of_one_entry_are_both_heard(transactional_db: None) -> None:
    party = build().parties["Belfabriek"]
    load_retention_register(by=SYSTEM)
    load_records(at=SHIPPED, by=SYSTEM)
    base = Activity.objects.get(code="traffic-and-billing", based_on=None)
    given = {"party": party, "on": TODAY, "at": NOON, "by": SYSTEM}

    def say(**sections: object) -> Callable[[], object]:
        return lambda: change_activity(pk=base.pk, sections=sections, **given)

    said = {"transfers": US, "systems": ["Ons"], "measures": ["firewalls"], "origin": ["NETWORK"]}
    made = at_once(*(say(**{code: value}) for code, value in said.items()))
    assert {type(one) for one in made} == {ActivityVersion}
    versions = ActivityVersion.objects.filter(activity__based_on=base).order_by("number")
    assert [row.number for row in versions] == [1, 2, 3, 4]
    assert versions.last().said == said

    def add() -> object:
        return add_activity(kind="CONTROLLER", code="own", body=WHOLE, **given)

    outcomes = at_once(add, add)
    assert sorted(type(one).__name__ for one in outcomes) == ["ActivityVersion", CodeTaken.__name__]

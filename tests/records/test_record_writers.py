"""Two people write in one record at the same moment: both are heard, one after the other."""

import threading
from collections.abc import Callable

from django.db import connection

from records.activities.models import Activity, ActivityVersion
from records.activities.register import load_records
from records.activities.services import add_activity, change_activity
from records.errors import CodeTaken
from records.register import load_retention_register
from tests.records.world import NOON, SHIPPED, TODAY, US, WHOLE
from tests.site.world import build
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import SYSTEM


def at_once(*asks: Callable[[], object]) -> list[object]:
    """Do all at the same moment on connections of their own; return results and refusals."""
    outcomes: list[object] = [None] * len(asks)
    barrier = threading.Barrier(len(asks))

    def run(number: int) -> None:
        try:
            barrier.wait()
            outcomes[number] = asks[number]()
        except DomainError as refusal:
            outcomes[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(asks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


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

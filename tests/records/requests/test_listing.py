"""A list looks at all that are open, some at a time, and reads whole rows of its page alone."""

from datetime import timedelta

import pytest

from records.requests import listing, services
from tests.records.requests.conftest import RECEIVED, SAID, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(cast, asking):
    """Received on three days, the last entered first; nothing is answered."""
    days = (timedelta(), timedelta(days=-20), timedelta(days=-40))
    return [asking.receive(received_at=RECEIVED + day, about=cast.bakker) for day in days]


def page(cast, olga, asked, number=None):
    found = listing.listed(
        viewer=olga, parties={cast.platform.pk}, on=TODAY, asked=asked, number=number
    )
    return [row.request.pk for row in found.page], {name: n for name, _label, n in found.filters}


def test_the_first_due_stands_first_and_each_filter_has_its_own(cast, olga, three, monkeypatch):
    monkeypatch.setattr(listing, "AT_A_TIME", 2)  # more chunks than one
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    newest, older, oldest = (row.pk for row in three)
    services.ask_identity(request=three[1], by=olga, **SAID)
    services.close_request(request=three[0], by=olga, **SAID)
    assert page(cast, olga, "open") == (
        [oldest, older],
        {"open": 2, "soon": 2, "late": 1, "waiting": 0, "done": 1},
    )
    assert page(cast, olga, "late")[0] == [oldest]
    assert page(cast, olga, "done")[0] == [newest]
    services.reopen_request(request=three[0], by=olga, **SAID)
    assert page(cast, olga, "open", 2)[0] == [newest]


def test_a_list_tells_who_received_what_has_one_number(cast, olga, asking):
    own = asking.receive()
    theirs = asking.receive(cast.belfabriek, about=cast.bakker)
    assert own.reference == theirs.reference == "AVG-2026-0001"
    assert own.listed != theirs.listed
    days = listing.deadlines(viewer=olga, parties={cast.platform.pk}, on=TODAY)
    assert len({each.summary for each in days}) == 2

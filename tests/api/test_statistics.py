"""Statistics through the API: the own months, the same figures however often it is asked."""

from datetime import date

import pytest

from records.models import DataStore, StatisticsRelease
from records.register import load_retention_register
from records.statistics.services import decide_statistics, release_month
from tests.api.conftest import Reseller, token_for
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
PATH = "/statistics-releases"
MONTHS = (date(2025, 3, 1), date(2025, 4, 1))


@pytest.fixture
def counted(belfabriek: Reseller, spraakwerk: Reseller) -> None:
    load_retention_register(by=SYSTEM)
    store = DataStore.objects.get()
    for reseller in (belfabriek, spraakwerk):
        row = decide_statistics(
            party=reseller.party.pk, store=store.pk, on=date(2025, 1, 1), by=SYSTEM
        )
        for month in MONTHS:
            release_month(decision=row.pk, month=month, on=date(2025, 6, 1), by=SYSTEM)


def test_the_own_months_are_listed(counted: None, belfabriek: Reseller) -> None:
    got = belfabriek.get(f"{PATH}?sort=month").json()
    assert got["total_count"] == 2
    assert [row["month"] for row in got["results"]] == ["2025-03", "2025-04"]
    first = got["results"][0]
    for division in ("calls_by_number_called", "calls_by_duration"):
        assert sum(first[division].values()) == first["calls"]
    assert (first["epsilon"], first["delta"], first["store"]) == (1.0, 0.0, "telephony")
    assert first["errors_at_95_percent"]["by_duration"] > first["errors_at_95_percent"]["calls"]
    page = belfabriek.get(f"{PATH}?sort=-month&limit=1").json()
    assert page["results"][0]["month"] == "2025-04"
    assert page["next_cursor"]


def test_one_is_the_same_however_often_it_is_asked(counted: None, belfabriek: Reseller) -> None:
    row = StatisticsRelease.objects.filter(party=belfabriek.party).first()
    got = belfabriek.get(f"{PATH}/{row.pk}")
    assert got.json()["calls"] == row.calls
    assert belfabriek.get(f"{PATH}/{row.pk}").content == got.content
    assert belfabriek.get(f"{PATH}/{row.pk}", if_none_match=got["ETag"]).status_code == 304


def test_another_partners_is_answered_like_nothing(
    counted: None, belfabriek: Reseller, spraakwerk: Reseller, nobody: str
) -> None:
    hers = StatisticsRelease.objects.filter(party=spraakwerk.party).first()
    nothing = belfabriek.get(f"{PATH}/{nobody}").json()
    got = belfabriek.get(f"{PATH}/{hers.pk}")
    assert got.status_code == 404
    assert got.json() | {"instance": ""} == nothing | {"instance": ""}
    assert belfabriek.get(f"{PATH}/what").status_code == 404


def test_it_takes_a_scope(counted: None, belfabriek: Reseller) -> None:
    belfabriek.token = token_for(belfabriek.party, ["roles.read"])
    assert belfabriek.get(PATH).status_code == 403

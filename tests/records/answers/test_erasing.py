"""Erasing what was found: by its rule, past no law and no hold, and nobody else's rows."""

from datetime import date, timedelta
from unittest import mock

import pytest

from records.answers import services
from records.answers.refusals import (
    ErasureNotAsked,
    IdentityOpen,
    NotDecided,
    NothingToErase,
    NotTyped,
    SearchedLongAgo,
)
from records.certificates.services import certify_run
from records.choices import JobState, Technique
from records.engine import planning, run
from records.engine import services as engine
from records.holds.services import place_hold
from records.models import CallDetailRecord, DataStore, StoreTable
from records.requests import services as requests
from records.retention.rules import Term
from records.statistics.queries import erased
from tests.records.answers.conftest import NOW, SAID, World, known
from tests.records.answers.deciding import decide
from tests.records.answers.filling import ANNAS, COLLEAGUES
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)


@pytest.fixture
def erasing(world: World, asking, filled: DataStore) -> World:  # type: ignore[no-untyped-def]
    """She asks for erasure; by Belfabriek's model rule the store elsewhere deletes whole rows."""
    world.request = asking.receive(rights=["ERASURE"], about=world.cast.bakker)
    known(world.request, world.olga)
    requests.forward_part(part=world.part(world.cast.bakker), **SAID, by=world.olga)
    decide(filled)
    return world


def erase(world: World, typed: str = "") -> list:  # type: ignore[type-arg]
    part = world.part(world.cast.bakker)
    world.decided(world.cast.bakker, SYSTEM)
    reference = typed or world.request.reference
    return list(services.erase_found(part=part, typed=reference, on=TODAY, by=SYSTEM))


def whole(number: str) -> int:
    rows = CallDetailRecord.objects.filter(anonymised_on=None)
    return rows.filter(caller=number).count() + rows.filter(callee=number).count()


def test_a_preview_says_what_would_go_and_changes_nothing(erasing: World, server) -> None:  # type: ignore[no-untyped-def]
    part = erasing.part(erasing.cast.bakker)
    erasing.decided(erasing.cast.bakker, SYSTEM)
    before = server.execute("SELECT count(*) FROM cdr")
    seen = services.preview_erasure(part=part, on=TODAY, by=SYSTEM)
    assert [(e.found, e.rows, e.held, e.why_not) for e in seen] == [(1, 1, 0, None)] * 2
    assert {e.technique for e in seen} == {
        str(Technique.DELETE.label),
        str(Technique.GENERALISE.label),
    }
    assert server.execute("SELECT count(*) FROM cdr") == before
    assert whole(ANNAS) == 2


def test_exactly_the_found_rows_go_and_each_run_is_certified(erasing: World, server) -> None:  # type: ignore[no-untyped-def]
    jobs = erase(erasing)
    assert len(jobs) == 2
    for job in jobs:
        while run.anonymise(job.pk):
            pass
        job.refresh_from_db()
        assert (job.state, job.rows_done, job.rows_left) == (JobState.DONE, 1, 0)
        certificate = certify_run(job=job.pk, at=NOW, by=SYSTEM)
        assert certificate is not None
        assert erasing.request.reference in certificate.body
        assert "12345678" not in certificate.body
    assert whole(ANNAS) == 1  # Slager's call to her is another controller's to decide about
    assert whole(COLLEAGUES) == 1
    left = [row[0] for row in server.execute("SELECT src FROM cdr ORDER BY id")]
    assert left == ["0201112233", "0307654321", "=HYPERLINK"]


def test_a_hold_spares_what_it_reaches(erasing: World) -> None:
    place_hold(case="C-1", reason="x", number=ANNAS, by=SYSTEM)
    part = erasing.part(erasing.cast.bakker)
    erasing.decided(erasing.cast.bakker, SYSTEM)
    seen = services.preview_erasure(part=part, on=TODAY, by=SYSTEM)
    assert [(e.rows, e.held) for e in seen] == [(0, 1)] * 2
    with pytest.raises(NothingToErase):
        erase(erasing)


def test_what_a_law_has_kept_stays_and_the_law_is_named(erasing: World, filled: DataStore) -> None:
    decide(filled, code="seven-years", bound="MINIMUM", term=Term(months=84))
    part = erasing.part(erasing.cast.bakker)
    erasing.decided(erasing.cast.bakker, SYSTEM)
    (kept,) = [e for e in services.preview_erasure(part=part, on=TODAY, by=SYSTEM) if e.why_not]
    assert (kept.rows, kept.why_not.code) == (0, "kept_by_law")
    assert [rule.code for rule in kept.minima] == ["seven-years"]
    (job,) = erase(erasing)
    assert job.table is None


def test_who_erases_types_the_reference_and_may_run_retention(erasing: World) -> None:
    with pytest.raises(NotTyped):
        erase(erasing, typed="AVG-0000-0000")
    part = erasing.part(erasing.cast.bakker)
    with pytest.raises(NotAllowed):
        services.erase_found(
            part=part,
            typed=erasing.request.reference,
            on=TODAY,
            by=erasing.manager_of(erasing.cast.belfabriek),
        )


def test_nothing_is_erased_that_nobody_asked_to_erase(world: World) -> None:
    part = world.part(world.cast.bakker)
    world.decided(world.cast.bakker, SYSTEM)
    assert services.preview_erasure(part=part, on=TODAY, by=SYSTEM) == []
    with pytest.raises(ErasureNotAsked):
        services.erase_found(part=part, typed=world.request.reference, on=TODAY, by=SYSTEM)


def test_asked_twice_it_is_planned_once(erasing: World) -> None:
    assert len(erase(erasing)) == 2
    with pytest.raises(NothingToErase):
        erase(erasing)


def test_a_run_by_its_term_goes_on_beside_it(erasing: World) -> None:
    erase(erasing)
    made = set(engine.ring_due(on=date(2027, 1, 1), by=SYSTEM))
    assert len(made) == 4
    assert StoreTable.objects.filter(in_use=True).count() == 1


def erase_as_decided(world: World, on: date = TODAY) -> list:  # type: ignore[type-arg]
    part = world.part(world.cast.bakker)
    reference = world.request.reference
    return list(services.erase_found(part=part, typed=reference, on=on, by=SYSTEM))


def test_nothing_is_erased_of_which_nobody_decided(erasing: World) -> None:
    part = erasing.part(erasing.cast.bakker)
    erasing.search(erasing.cast.bakker, SYSTEM)
    assert services.preview_erasure(part=part, on=TODAY, by=SYSTEM) == []
    with pytest.raises(NotDecided):
        erase_as_decided(erasing)


def test_what_was_left_out_stays(erasing: World) -> None:
    erasing.decided(erasing.cast.bakker, SYSTEM, included=False)
    part = erasing.part(erasing.cast.bakker)
    assert services.preview_erasure(part=part, on=TODAY, by=SYSTEM) == []
    with pytest.raises(NothingToErase):
        erase_as_decided(erasing)


def test_keys_of_long_ago_erase_nothing(erasing: World) -> None:
    search = erasing.decided(erasing.cast.bakker, SYSTEM)
    day = legal_day(search.searched_at)
    with pytest.raises(SearchedLongAgo):
        erase_as_decided(erasing, day + timedelta(days=8))
    assert len(erase_as_decided(erasing, day + timedelta(days=7))) == 2


def test_nothing_is_erased_for_somebody_unknown(world: World, asking, filled: DataStore) -> None:  # type: ignore[no-untyped-def]
    world.request = asking.receive(rights=["ERASURE"], about=world.cast.bakker)
    requests.forward_part(part=world.part(world.cast.bakker), **SAID, by=world.olga)
    decide(filled)
    with pytest.raises(IdentityOpen):
        erase(world)


def test_statistics_know_which_month_misses_what_was_erased(erasing: World) -> None:
    store = DataStore.objects.get(kind="OWN_POSTGRESQL").pk
    months = {"store": store, "month": date(2026, 3, 1)}
    (job,) = [job for job in erase(erasing) if job.table is None]
    assert not erased(party=erasing.cast.belfabriek.pk, **months)
    while run.anonymise(job.pk):
        pass
    assert erased(party=erasing.cast.belfabriek.pk, **months)
    assert not erased(party=erasing.cast.spraakwerk.pk, **months)
    assert not erased(party=erasing.cast.belfabriek.pk, store=store, month=date(2026, 4, 1))


def test_statistics_are_made_before_rows_go_on_request(erasing: World) -> None:
    with mock.patch.object(planning, "release_before") as made:
        erase(erasing)
    (asked,) = made.call_args_list
    assert asked.kwargs["parties"] == {erasing.cast.belfabriek.pk}
    assert asked.kwargs["latest"] == TODAY

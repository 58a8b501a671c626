"""Rectifying what was found: tried, run on exactly these rows, certified, past no law or hold."""

from datetime import date

import pytest

from records.answers import services
from records.answers.refusals import (
    IdentityOpen,
    NothingToRectify,
    NotTyped,
    RectificationNotAsked,
)
from records.answers.services.rectifying import places_to_rectify
from records.certificates.services import certify_run
from records.choices import JobState
from records.engine import run
from records.errors import KeptByLaw
from records.holds.services import place_hold
from records.models import AnonymisationJob, DataStore, StoreTable
from records.requests import services as requests
from records.retention.rules import Term
from tests.records.answers.conftest import NOW, SAID, World, known
from tests.records.answers.deciding import decide
from tests.records.answers.filling import ANNAS
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
TODAY, RIGHT = date(2026, 3, 10), {"src": "0612340000"}


@pytest.fixture
def wrong(world: World, asking, filled: DataStore) -> World:  # type: ignore[no-untyped-def]
    """The store elsewhere has her number wrong, as she says."""
    world.request = asking.receive(rights=["RECTIFICATION"], about=world.cast.bakker)
    known(world.request, world.olga)
    requests.forward_part(part=world.part(world.cast.bakker), **SAID, by=world.olga)
    decide(filled)
    world.decided(world.cast.bakker, SYSTEM)
    return world


def table() -> StoreTable:
    return StoreTable.objects.get(name="cdr")


def rectify(world: World, **more: object) -> AnonymisationJob:
    part = world.part(world.cast.bakker)
    given = {"part": part, "table": table().pk, "values": RIGHT, "on": TODAY, "by": SYSTEM}
    return services.rectify_found(**{**given, "typed": world.request.reference, **more})


def test_only_text_about_the_part_can_be_written_and_trying_changes_nothing(  # type: ignore[no-untyped-def]
    wrong: World, server
) -> None:
    part = wrong.part(wrong.cast.bakker)
    (place,) = places_to_rectify(part=part, by=SYSTEM)
    assert {column.name for column in place.columns} == {"src", "dst"}
    before = server.execute("SELECT src, dst FROM cdr ORDER BY id")
    given = {"part": part, "table": table().pk, "on": TODAY, "by": SYSTEM}
    seen = services.preview_rectification(**given, values=RIGHT)
    assert (seen.rows, seen.held, seen.why_not) == (1, 0, None)
    same = services.preview_rectification(**given, values={"src": "0612345678"})
    assert not same.possible
    other = services.preview_rectification(**given, values={"partner": "x"})
    assert other.why_not is not None
    assert server.execute("SELECT src, dst FROM cdr ORDER BY id") == before


def test_exactly_her_rows_get_the_value_and_the_certificate_does_not_tell_it(  # type: ignore[no-untyped-def]
    wrong: World, server
) -> None:
    job = rectify(wrong)
    assert job.corrections == RIGHT
    while run.anonymise(job.pk):
        pass
    job.refresh_from_db()
    assert (job.state, job.rows_done, job.rows_left) == (JobState.DONE, 1, 0)
    assert job.corrections == {}  # what was written is known where it stands
    left = [row[0] for row in server.execute("SELECT src FROM cdr ORDER BY id")]
    assert left == ["0612340000", "0201112233", "0307654321", "=HYPERLINK"]
    certificate = certify_run(job=job.pk, at=NOW, by=SYSTEM)
    assert certificate is not None
    assert '"rectified_columns":["src"]' in certificate.body
    assert "GDPR Art. 16" in certificate.body
    assert "12340000" not in certificate.body
    with pytest.raises(NothingToRectify):
        rectify(wrong)
    again = rectify(wrong, values={"src": "0612340001"})  # on the same day
    assert again.pk != job.pk
    with pytest.raises(NothingToRectify):  # one after the other
        rectify(wrong, values={"src": "0612340002"})


def test_a_hold_spares_her_row(wrong: World, server) -> None:  # type: ignore[no-untyped-def]
    place_hold(case="C-1", reason="x", number=ANNAS, by=SYSTEM)
    given = {"part": wrong.part(wrong.cast.bakker), "table": table().pk, "on": TODAY, "by": SYSTEM}
    seen = services.preview_rectification(**given, values=RIGHT)
    assert (seen.rows, seen.held) == (0, 1)
    with pytest.raises(NothingToRectify):
        rectify(wrong)


def test_what_a_law_keeps_as_it_is_stays(wrong: World, filled: DataStore) -> None:
    decide(filled, code="kept", bound="MINIMUM", term=Term(months=84))
    with pytest.raises(KeptByLaw):
        rectify(wrong)


def test_who_may_not_did_not_ask_or_did_not_type_is_refused(wrong: World) -> None:
    with pytest.raises(NotAllowed):
        rectify(wrong, by=wrong.manager_of(wrong.cast.belfabriek))
    with pytest.raises(NotTyped):
        rectify(wrong, typed="AVG-1")
    with pytest.raises(NothingToRectify):
        rectify(wrong, values={"src": " "})
    requests.ask_identity(request=wrong.request, **SAID, by=wrong.olga)
    with pytest.raises(IdentityOpen):
        rectify(wrong)


def test_nothing_is_rectified_that_nobody_asked(world: World, filled: DataStore) -> None:
    world.decided(world.cast.bakker, SYSTEM)
    with pytest.raises(RectificationNotAsked):
        rectify(world)

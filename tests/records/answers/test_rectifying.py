"""Rectifying what was found: tried, run on exactly these rows, certified, past no law or hold."""

import logging
from base64 import b64encode
from datetime import date
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from records.answers import services
from records.answers.refusals import (
    IdentityOpen,
    NothingToRectify,
    NotTyped,
    NotYourAnswer,
    RectificationNotAsked,
)
from records.answers.services.rectifying import places_to_rectify
from records.certificates.services import certify_run
from records.choices import JobState
from records.engine import run
from records.engine.corrections import right_values, sealed
from records.errors import KeptByLaw, RightValuesLost
from records.holds.services import place_hold
from records.models import AnonymisationJob, DataStore, StoreTable
from records.requests import services as requests
from records.requests.models import RequestStep, RequestTask
from records.requests.sealed import rotate_task_values, values_of
from records.retention.rules import Term
from tests.records.answers.conftest import NOW, SAID, World, known
from tests.records.answers.deciding import decide
from tests.records.answers.filling import ANNAS
from tests.records.answers.test_kept_nowhere import everything
from voipgrid_privacy.kernel import vault
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
TODAY, RIGHT = date(2026, 3, 10), {"src": "0612340000"}
CANARY = "0687651234"
NEW = f"new:{b64encode(b'n' * 32).decode()}"


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


def test_the_right_value_stands_sealed_until_the_run_is_over_and_nowhere_else(  # type: ignore[no-untyped-def]
    wrong: World, caplog
) -> None:
    caplog.set_level(logging.DEBUG)
    job = rectify(wrong, values={"src": CANARY})
    job.refresh_from_db()
    assert right_values(job) == {"src": CANARY}
    digits = CANARY.removeprefix("0")
    assert [table for table, kept in everything().items() if digits in kept] == []
    moved = sealed({"src": CANARY}, job=uuid4())
    AnonymisationJob.objects.filter(pk=job.pk).update(corrections=moved)
    assert not run.anonymise(job.pk)
    job.refresh_from_db()
    assert (job.state, job.rows_done) == (JobState.FAILED, 0)
    assert digits not in job.problem
    said = [r.getMessage() for r in caplog.records if not r.name.startswith("django.db")]
    assert digits not in "\n".join(said)


def test_values_that_wait_are_sealed_anew_when_keys_rotate_and_open_in_no_other_run(
    wrong: World, settings: Any
) -> None:
    job = rectify(wrong)
    (old,) = vault.keys().items()
    settings.STORE_KEYS = [NEW, f"{old[0]}:{b64encode(old[1]).decode()}"]
    call_command("rotate_store_keys", stdout=StringIO())
    settings.STORE_KEYS = [NEW]
    job.refresh_from_db()
    assert right_values(job) == RIGHT
    job.pk = uuid4()
    with pytest.raises(RightValuesLost):
        right_values(job)


def test_the_database_refuses_a_value_that_can_be_read(wrong: World) -> None:
    job = rectify(wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnonymisationJob.objects.filter(pk=job.pk).update(corrections=RIGHT)


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


def test_a_controller_instructs_the_platform_and_nothing_is_written(wrong: World) -> None:
    manager = wrong.manager_of(wrong.cast.belfabriek)
    part = wrong.part(wrong.cast.bakker)
    wrong.decided(wrong.cast.bakker, manager)
    given = {"part": part, "table": table().pk, "values": RIGHT, "on": TODAY, "at": NOW}
    asked = {**given, "name": "Bella Bel", "typed": wrong.request.reference, "by": manager}
    task = services.instruct_rectification(**asked)
    assert task.party.kind == "PLATFORM"
    assert "0612340000" not in task.text
    task.refresh_from_db()
    assert values_of(task) == {"src": "0612340000"}
    assert [table for table, kept in everything().items() if "12340000" in kept] == []
    assert not AnonymisationJob.objects.exists()
    services.instruct_rectification(**asked)
    (step,) = RequestStep.objects.filter(part=part, kind="ASSIST_ASKED")
    assert "0612340000" not in step.text
    with pytest.raises(NotTyped):
        services.instruct_rectification(**{**asked, "typed": "AVG-1"})
    with pytest.raises(NothingToRectify):
        services.instruct_rectification(**{**asked, "values": {"src": " "}})
    with pytest.raises((NotFound, NotYourAnswer)):
        services.instruct_rectification(**{**asked, "by": wrong.manager_of(wrong.cast.spraakwerk)})


def test_what_a_task_says_to_write_is_sealed_anew_moved_nowhere_and_gone_once_it_is_done(
    wrong: World, settings: Any
) -> None:
    manager, part = wrong.manager_of(wrong.cast.belfabriek), wrong.part(wrong.cast.bakker)
    wrong.decided(wrong.cast.bakker, manager)
    given = {"part": part, "table": table().pk, "values": RIGHT, "on": TODAY, "at": NOW}
    typed = {"name": "Bella", "typed": wrong.request.reference, "by": manager}
    task = services.instruct_rectification(**given, **typed)
    (old,) = vault.keys().items()
    settings.STORE_KEYS = [NEW, f"{old[0]}:{b64encode(old[1]).decode()}"]
    assert rotate_task_values(by=SYSTEM) == 1
    settings.STORE_KEYS = [NEW]
    task.refresh_from_db()
    assert values_of(task) == RIGHT
    with pytest.raises(RightValuesLost):
        values_of(RequestTask(pk=uuid4(), right_values=task.right_values))
    with pytest.raises(IntegrityError), transaction.atomic():
        RequestTask.objects.filter(pk=task.pk).update(right_values=RIGHT)
    requests.finish_task(task=task, at=NOW, by=wrong.olga)
    task.refresh_from_db()
    assert (task.right_values, values_of(task)) == ({}, {})

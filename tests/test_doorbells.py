"""Every task that asks the rows what is due is rung by beat, and beat rings nothing else."""

import inspect

from django.conf import settings

from voipgrid_privacy.celery import app

OURS = ("roles.", "records.", "cookies.", "voipgrid_privacy.")


def takes_nothing(name: str) -> bool:
    return not inspect.signature(app.tasks[name].run).parameters


def test_beat_rings_every_doorbell() -> None:
    app.loader.import_default_modules()
    doorbells = {name for name in app.tasks if name.startswith(OURS) and takes_nothing(name)}
    rung = [ring["task"] for ring in settings.CELERY_BEAT_SCHEDULE.values()]
    assert len(doorbells) >= 5
    assert sorted(rung) == sorted(doorbells)


def test_a_ring_that_nobody_heard_is_not_kept_but_long_enough_to_be_heard() -> None:
    """Else a night without workers leaves thousands of rings in front of any that is about now."""
    for ring in settings.CELERY_BEAT_SCHEDULE.values():
        assert ring["options"]["expires"] == max(60.0, ring["schedule"])
    app.loader.import_default_modules()
    assert {app.tasks[name].expires for name in app.tasks if name.startswith(OURS)} == {60.0}

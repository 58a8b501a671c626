"""What the logs leave out, and what they never leave out."""

import logging
from typing import Any

import pytest
from django.conf import settings

from voipgrid_privacy.kernel.doorbells import LeaveOut

RING, WORK = "roles.tasks.refresh_findings", "records.tasks.run_anonymisation_job"


def line(level: int, args: Any) -> logging.LogRecord:
    return logging.LogRecord("celery.app.trace", level, "", 0, "%s", args, None)


@pytest.mark.parametrize(
    ("level", "args", "read"),
    [
        (logging.INFO, ({"name": RING, "id": "1"},), False),
        (logging.INFO, ("refresh-findings", RING), False),
        (logging.ERROR, ({"name": RING, "id": "1"},), True),
        (logging.INFO, ({"name": WORK, "id": "1"},), True),
        (logging.INFO, (), True),
    ],
)
def test_rings_are_left_out_and_trouble_never(level: int, args: Any, read: bool) -> None:
    assert bool(LeaveOut([RING]).filter(line(level, args))) is read


@pytest.mark.parametrize("name", ["celery.beat", "celery.worker.strategy", "celery.app.trace"])
def test_celery_is_told_to_leave_out_what_beat_rings(name: str) -> None:
    rings = {ring["task"] for ring in settings.CELERY_BEAT_SCHEDULE.values()}
    assert any(
        isinstance(found, LeaveOut) and found.tasks == rings
        for found in logging.getLogger(name).filters
    )

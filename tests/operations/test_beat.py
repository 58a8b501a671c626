"""Clocks jump and beat is away for days: it goes on ringing, and rings once for what it missed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from celery import Celery
from celery.schedules import BaseSchedule
from django.utils import timezone

from voipgrid_privacy.beat import SteadyScheduler

OFTEN = {"often": {"task": "a", "schedule": 2.0}, "hourly": {"task": "b", "schedule": 3600.0}}


class Clock:
    """A clock that can be set, and an app of Celery's that goes by it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = datetime(2026, 6, 1, 12, tzinfo=UTC)
        self.app = Celery(set_as_current=False, backend="disabled://")
        self.app.conf.update(beat_schedule=OFTEN, result_expires=None, timezone="UTC")
        monkeypatch.setattr(BaseSchedule, "now", lambda _schedule: self.at)
        monkeypatch.setattr(timezone, "now", lambda: self.at)


class Beat(SteadyScheduler):
    """What beat rings, kept and not sent."""

    def apply_entry(self, entry, producer=None):
        self.reserve(entry)
        self.rung.append(entry.task)

    @property
    def producer(self):
        return None

    def turns(self, number: int = 6) -> list[str]:
        self.rung = []
        for _each in range(number):
            self.tick()
        return self.rung


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def begin(clock: Clock, folder: Path) -> Beat:
    return Beat(app=clock.app, schedule_filename=str(folder / "schedule"))


def test_it_rings_when_it_is_time(clock, tmp_path):
    beat = begin(clock, tmp_path)
    assert beat.turns() == []
    clock.at += timedelta(seconds=2)
    assert beat.turns() == ["a"]
    clock.at += timedelta(hours=1)
    assert sorted(beat.turns()) == ["a", "b"]


@pytest.mark.parametrize("back", [timedelta(minutes=5), timedelta(days=7)])
def test_a_clock_that_is_set_back_silences_nobody(clock, tmp_path, back):
    beat = begin(clock, tmp_path)
    beat.turns()
    clock.at -= back
    beat.turns()
    clock.at += timedelta(seconds=3)
    assert beat.turns() == ["a"]
    clock.at += timedelta(hours=1)
    assert sorted(beat.turns()) == ["a", "b"]


def test_a_file_from_a_clock_that_was_ahead_silences_nobody(clock, tmp_path):
    beat = begin(clock, tmp_path)
    clock.at += timedelta(days=7)
    assert sorted(beat.turns()) == ["a", "b"]
    beat.close()
    clock.at -= timedelta(days=7)
    again = begin(clock, tmp_path)
    clock.at += timedelta(seconds=3)
    assert again.turns() == ["a"]


@pytest.mark.parametrize("away", [timedelta(days=7), timedelta(days=400)])
def test_after_a_week_away_it_rings_once_for_each(clock, tmp_path, away):
    beat = begin(clock, tmp_path)
    beat.turns()
    beat.close()
    clock.at += away
    assert sorted(begin(clock, tmp_path).turns()) == ["a", "b"]


def test_a_clock_that_jumps_ahead_rings_once_for_each(clock, tmp_path):
    beat = begin(clock, tmp_path)
    beat.turns()
    clock.at += timedelta(days=30)
    assert sorted(beat.turns()) == ["a", "b"]

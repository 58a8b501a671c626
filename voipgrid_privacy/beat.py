"""Beat that goes on when the clock is set back.

Celery's remembers when it last rang for each task, in its file and in the order of its turns. Where
the clock was ahead, those moments lie in the future, and it would keep silent until they have come.
"""

from datetime import UTC, datetime
from typing import Any

from celery.beat import PersistentScheduler
from django.utils import timezone


class SteadyScheduler(PersistentScheduler):
    """Celery's scheduler, which believes no moment that has yet to come."""

    _seen = datetime.min.replace(tzinfo=UTC)

    def setup_schedule(self) -> None:
        """Read what was rung before; what claims to be from later was rung just now."""
        super().setup_schedule()
        self._put_right()

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Ring what is due; return the seconds until the next turn (at most)."""
        now = timezone.now()
        if now < self._seen:
            self._put_right()
            self._heap = None  # the turns are laid anew, by the clock as it is
        self._seen = now
        seconds: float = super().tick(*args, **kwargs)
        return seconds

    def _put_right(self) -> None:
        for entry in self.schedule.values():
            if entry.last_run_at and entry.last_run_at > timezone.now():
                entry.last_run_at = timezone.now()

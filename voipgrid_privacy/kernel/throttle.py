"""How often one visitor may ask the same in a minute; nothing of it is kept."""

import time
from collections import Counter
from threading import Lock


class Throttle:
    """Counts per visitor within a minute, and forgets all of them when it is over.

    Every web process counts for itself, and who has many addresses is many visitors. So this only
    holds off a machine; what must hold whoever asks is counted in rows.
    """

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._minute = 0
        self._asked: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, visitor: str, now: float | None = None, *, most: int | None = None) -> bool:
        """Count one question; say whether it may be asked.

        ``most`` goes before ``per_minute``; 0: no limit.
        """
        minute = int((time.monotonic() if now is None else now) // 60)
        with self._lock:
            if minute != self._minute:
                self._minute = minute
                self._asked.clear()
            self._asked[visitor] += 1
            limit = self.per_minute if most is None else most
            return not limit or self._asked[visitor] <= limit

    def forget(self) -> None:
        """Let everyone start anew."""
        with self._lock:
            self._asked.clear()

"""Logs that can be read: what rings every few seconds to ask whether there is work is left out."""

import logging
from collections.abc import Iterable, Mapping


class LeaveOut(logging.Filter):
    """Leaves out what Celery says in passing of ``tasks``; warnings and errors always stay."""

    def __init__(self, tasks: Iterable[str]) -> None:
        super().__init__()
        self.tasks = frozenset(tasks)

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a line is worth reading."""
        return record.levelno > logging.INFO or not self.tasks & self._named(record.args)

    @staticmethod
    def _named(args: object) -> set[object]:
        """Return the names in a line: the worker's are under a key, beat's in a row."""
        if isinstance(args, Mapping):
            return {args.get("name")}
        return set(args) if isinstance(args, tuple) else set()

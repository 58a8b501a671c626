"""Logs for machines: one JSON object a line, with what ties the lines of one request together.

No line of ours names a person: a request is told by the pattern of its address, never by the
address itself, and nobody's name, e-mail or IP address is added.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.config import dictConfig
from typing import Any, Final
from uuid import uuid4

from celery import current_task
from celery.app.log import Logging
from django.conf import settings

from voipgrid_privacy.kernel.secrets_in_paths import without_secrets

REQUEST_ID: Final[ContextVar[str]] = ContextVar("request_id", default="")
"""What the request in hand is called; empty outside one."""

HEADER: Final = "X-Request-ID"
_GIVEN: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")


def request_id_from(given: str) -> str:
    """Return the name that a proxy gave a request, or a new one where it is none."""
    return given if _GIVEN.fullmatch(given) else uuid4().hex


class JsonLines(logging.Formatter):
    """A line as an object: when (UTC), how grave, who says what, in which request or task."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_where(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            said["exception"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False, default=str)


def _where() -> dict[str, str]:
    """Return the request and the task that a line is said in."""
    found = {"request": REQUEST_ID.get()}
    if current_task:
        found |= {"task": current_task.name, "task_id": current_task.request.id or ""}
    return {name: value for name, value in found.items() if value}


class WorkerLogs(Logging):
    """Celery's logs: ours where they are for machines, and else as Celery writes them."""

    def setup_logging_subsystem(self, *args: Any, **options: Any) -> Any:
        """Set up the logs of a worker or of beat."""
        if settings.LOG_FORMAT != "json":
            return super().setup_logging_subsystem(*args, **options)
        dictConfig(settings.LOGGING)
        self.already_setup = True  # type: ignore[misc]  # as Celery itself does
        return True

"""The Celery application: tasks are doorbells, the database knows what is due."""

import os

from celery import Celery
from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voipgrid_privacy.settings")

TRANSPORT_ALIASES["pgmq"] = "voipgrid_privacy.embedded.transport:Transport"
app = Celery(
    "voipgrid_privacy",
    log="voipgrid_privacy.kernel.logs:WorkerLogs",
    task_cls="voipgrid_privacy.kernel.tracing:TracedTask" if settings.TRACES_TO else None,
)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["roles.webhooks"])

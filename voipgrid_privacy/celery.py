"""The Celery application: tasks are doorbells, the database knows what is due."""

import os

from celery import Celery
from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voipgrid_privacy.settings")

RUNG, TRACED = "rung:RungTask", "tracing:TracedTask"
TRANSPORT_ALIASES["pgmq"] = "voipgrid_privacy.embedded.transport:Transport"
app = Celery(
    "voipgrid_privacy",
    log="voipgrid_privacy.kernel.logs:WorkerLogs",
    task_cls=f"voipgrid_privacy.kernel.{TRACED if settings.TRACES_TO else RUNG}",
)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["roles.webhooks"])

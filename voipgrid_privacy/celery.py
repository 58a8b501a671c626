"""The Celery application: tasks are doorbells, the database knows what is due."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voipgrid_privacy.settings")

app = Celery("voipgrid_privacy", log="voipgrid_privacy.kernel.logs:WorkerLogs")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["roles.webhooks"])

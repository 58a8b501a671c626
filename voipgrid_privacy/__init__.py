"""The data-role registry of a telephony platform."""

from voipgrid_privacy.celery import app as celery_app

__all__ = ("celery_app",)

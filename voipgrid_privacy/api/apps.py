"""The API conventions as a Django app, for its system checks and commands."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Registered under a label of its own."""

    name = "voipgrid_privacy.api"
    label = "api"

"""Words of what comes in and of the thread with whoever asks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Author(models.TextChoices):
    """Who wrote a message or added a file."""

    REQUESTER = "REQUESTER", _("Whoever asks")
    PARTY = "PARTY", _("The party")


class Purpose(models.TextChoices):
    """What a file is for."""

    FILE = "FILE", _("File")
    IDENTITY = "IDENTITY", _("Proof of identity")


class Verdict(models.TextChoices):
    """What whoever handles requests thinks of two that look alike."""

    LINKED = "LINKED", _("The same request")
    DISMISSED = "DISMISSED", _("Another request")

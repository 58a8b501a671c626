"""The vocabulary of statistics."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MonthState(models.TextChoices):
    """Whether there are statistics of a month, or why not."""

    MADE = "MADE", _("made")
    WAITS = "WAITS", _("will be made")
    NO_BUDGET = "NO_BUDGET", _("not made: the budget of its year is used up")
    ERASED = "ERASED", _("not made: calls of it were erased before")

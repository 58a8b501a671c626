"""How often a summary comes, and what it tells of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Pace(models.TextChoices):
    """How often somebody wants to be mailed what waits."""

    NEVER = "NEVER", _("Not")
    DAILY = "DAILY", _("Every working day")
    WEEKLY = "WEEKLY", _("Once a week, on its first working day")


class Topic(models.TextChoices):
    """A kind of thing that waits for an act of a party."""

    REQUESTS = "REQUESTS", _("Data subject requests")
    INCIDENTS = "INCIDENTS", _("Incidents")
    SUB_PROCESSORS = "SUBPROC", _("Announced sub-processors")
    AGREEMENTS = "AGREEMENTS", _("Agreements and ends of service")
    REPORTS = "REPORTS", _("Reports to the ACM")
    FINDINGS = "FINDINGS", _("Findings, mail that did not arrive, and the privacy statement")

"""The vocabulary of notices to recipients."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.requests.choices import Right


class Change(models.TextChoices):
    """What was done with the data, of which recipients are told (GDPR Art. 19)."""

    RECTIFIED = "RECTIFIED", _("Rectified (GDPR Art. 16)")
    ERASED = "ERASED", _("Erased (GDPR Art. 17(1))")
    RESTRICTED = "RESTRICTED", _("Restricted (GDPR Art. 18)")
    LIFTED = "LIFTED", _("Restriction lifted (GDPR Art. 18(3))")


class Means(models.TextChoices):
    """How a recipient was told, or that it was not."""

    MAIL = "MAIL", _("By mail from here")
    OTHERWISE = "OTHERWISE", _("Told in another way")
    NOT_TOLD = "NOT_TOLD", _("Not told")


class WhyNot(models.TextChoices):
    """Why a recipient need not be told (GDPR Art. 19, first sentence)."""

    IMPOSSIBLE = "IMPOSSIBLE", _("It is impossible")
    DISPROPORTIONATE = "DISPROPORTIONATE", _("It takes a disproportionate effort")


LEADS_TO: Final = {
    Right.RECTIFICATION: Change.RECTIFIED,
    Right.ERASURE: Change.ERASED,
    Right.OBJECTION: Change.ERASED,
    Right.WITHDRAWAL_OF_CONSENT: Change.ERASED,
    Right.RESTRICTION: Change.RESTRICTED,
}
"""By which request data come to be changed: also an objection leads to erasure (Art. 17(1)(c))."""

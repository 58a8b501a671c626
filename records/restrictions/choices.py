"""The vocabulary of restrictions."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.requests.choices import Right


class Ground(models.TextChoices):
    """Why the use of data is restricted (GDPR Art. 18(1))."""

    ACCURACY = "ACCURACY", _("Whether the data are right is being checked (GDPR Art. 18(1)(a))")
    UNLAWFUL = "UNLAWFUL", _("Unlawful use; the person wants no erasure (GDPR Art. 18(1)(b))")
    CLAIM = "CLAIM", _("The person needs them for a legal claim (GDPR Art. 18(1)(c))")
    OBJECTION = "OBJECTION", _("An objection is being weighed (GDPR Art. 18(1)(d))")


ENDS_WHEN: Final = {
    Ground.ACCURACY: _("until it is checked whether they are right"),
    Ground.UNLAWFUL: _("for as long as you do not want them erased"),
    Ground.CLAIM: _("for as long as you need them for your claim"),
    Ground.OBJECTION: _("until it is decided whether our interests outweigh yours"),
}
"""How long it lasts, as whoever asks is told."""
CAN_END_IN: Final = frozenset(
    {
        Right.RESTRICTION,
        Right.RECTIFICATION,
        Right.OBJECTION,
        Right.ERASURE,
        Right.WITHDRAWAL_OF_CONSENT,
    }
)
"""Requests in which data may come to be restricted."""


class ToldBy(models.TextChoices):
    """How the data subject was told that a restriction will be lifted (GDPR Art. 18(3))."""

    THREAD = "THREAD", _("In the messages of the request, with a mail that says so")
    OTHERWISE = "OTHERWISE", _("In another way")

"""The vocabulary of privacy statements."""

from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Block(models.TextChoices):
    """Parts of a statement that are drawn from the register, in their usual order."""

    WHO = "who", _("Who we are")
    ROLES = "roles", _("Who decides about which data")
    DATA = "data", _("Which data we process")
    PURPOSES = "purposes", _("What we use data for, and on what basis")
    SOURCES = "sources", _("Where the data comes from")
    RECIPIENTS = "recipients", _("Who gets the data")
    TRANSFERS = "transfers", _("Data outside the European Economic Area")
    RETENTION = "retention", _("How long we keep data")
    MEASURES = "measures", _("How we protect data")
    COOKIES = "cookies", _("Cookies")
    OBLIGED = "obliged", _("Do you have to give us data?")
    AUTOMATED = "automated", _("Decisions by computers")
    RIGHTS = "rights", _("Your rights")
    COMPLAINT = "complaint", _("Complaints")
    CHANGES = "changes", _("Changes of this statement")


INTRODUCTIONS: Final[dict[str, Promise]] = {
    Block.WHO: _(
        "We keep personal data confidential, and keep to the GDPR. This statement says which data"
        " we process, why, and what you can ask of us."
    ),
    Block.ROLES: _(
        "Several companies handle the same data. The law gives each of them a role. Who decides"
        " why and how data is used is the controller. Who only does what the controller asks is a"
        " processor. A processor may call in another: the sub-processor. Whom the data is about is"
        " the data subject."
    ),
    Block.DATA: _("These are the kinds of data, with what belongs to each."),
    Block.PURPOSES: _("For each purpose you read here which data we use and what allows it."),
    Block.SOURCES: _("We do not get all data from you yourself."),
    Block.RECIPIENTS: _("We share data only with who needs it for what is described here."),
    Block.TRANSFERS: _("Outside the European Economic Area (EEA) other rules apply."),
    Block.RETENTION: _(
        "We keep data no longer than is needed. Where a law sets a term, we keep to it. After that"
        " we erase the data or make it anonymous, so that nobody can be recognised any more."
    ),
    Block.MEASURES: _("These measures keep data safe."),
    Block.COOKIES: _("Our web sites store and read small files: cookies."),
    Block.OBLIGED: _("Sometimes we cannot do without data."),
    Block.AUTOMATED: _("You have the right to know whether a computer decides about you."),
    Block.RIGHTS: _(
        "It is your data. You can ask us the following, without cost. We answer within one month."
        " If we need more time, we tell you so within that month, and why."
    ),
    Block.COMPLAINT: _("Are you not satisfied? Tell us, and we like to put it right."),
    Block.CHANGES: _("When something changes, this statement changes with it."),
}
"""What stands above the facts of a part where a party wrote nothing itself."""


class Obliged(models.TextChoices):
    """Whether people must give their data (GDPR Art. 13(2)(e))."""

    UNKNOWN = "UNKNOWN", _("Not said")
    CONTRACT = "CONTRACT", _("Needed for a contract: without the data there is no service")
    LAW = "LAW", _("Some by law, and some for the contract")
    FREE = "FREE", _("Nobody has to give data")


class Automated(models.TextChoices):
    """Whether a computer decides about people (GDPR Art. 13(2)(f), 22)."""

    UNKNOWN = "UNKNOWN", _("Not said")
    NONE = "NONE", _("No decisions by computers alone")
    SOME = "SOME", _("There are decisions by computers alone")


class Terms(models.TextChoices):
    """Vocabularies in which a version is kept for machines."""

    TILT = "TILT", "TILT"
    DPV = "DPV", "DPV"


OWN: Final = "own-"
"""What the code of a part begins with that a party wrote itself."""
USUAL_COLOUR: Final = "#2a3042"
USUAL_ON_COLOUR: Final = "#ffffff"

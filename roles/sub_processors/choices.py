"""The vocabulary of sub-processors and of the notices about them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from roles.choices import Category


class Visibility(models.TextChoices):
    """Who reads what about a sub-processor.

    Who it is, for which data and since when is never kept from those that it works for (EDPB
    Opinion 22/2024): ON_REQUEST keeps back how it works, where the data is and what protects it.
    """

    PUBLIC = "PUBLIC", _("Everyone")
    PARTNER = "PARTNER", _("Whoever it works for")
    ON_REQUEST = "ON_REQUEST", _("Whoever it works for; details on request, with approval")


class ChangeKind(models.TextChoices):
    """What is going to change (GDPR Art. 28(2): addition or replacement)."""

    ADDITION = "ADDITION", _("A sub-processor is added")
    REPLACEMENT = "REPLACEMENT", _("A sub-processor takes the place of another")


class ChangeState(models.TextChoices):
    """How far a change is."""

    PROPOSED = "PROPOSED", _("Proposed")
    NOTIFIED = "NOTIFIED", _("Notified: objections can be made")
    ACTIVE = "ACTIVE", _("Active")
    WITHDRAWN = "WITHDRAWN", _("Called off")


class Authorisation(models.TextChoices):
    """What the notified party has agreed to about others being engaged (GDPR Art. 28(2))."""

    GENERAL = "GENERAL", _("General: it may object")
    SPECIFIC = "SPECIFIC", _("Specific: it must agree first")
    UNKNOWN = "UNKNOWN", _("Nothing is recorded: it may object")


class ToldBy(models.TextChoices):
    """How a party was told."""

    MAIL = "MAIL", _("By e-mail")
    LETTER = "LETTER", _("Otherwise, such as by letter")


class ConsentGiven(models.TextChoices):
    """Who said that a party agrees."""

    ITSELF = "ITSELF", _("By the party itself")
    FOR_IT = "FOR_IT", _("Recorded in its name, with evidence")
    NOT_RECORDED = "NOT_RECORDED", _("Not recorded by whom")


OF_CUSTOMERS = (Category.TRANSMITTED,)
"""Data of which customers are the controllers, whoever sells: the rulebook says so of no others,
and may say so of more under particular contracts. A test compares the two."""


class Settlement(models.TextChoices):
    """How an objection came to an end."""

    MITIGATED = "MITIGATED", _("Measures were agreed that the objector accepts")
    TAKEN_BACK = "TAKEN_BACK", _("The objector took it back")
    EXEMPTED = "EXEMPTED", _("The sub-processor is not used for the objector")
    CONTRACT_ENDS = "CONTRACT_ENDS", _("The contract with the objector ends")


class RequestState(models.TextChoices):
    """What became of a request for the details of a sub-processor."""

    ASKED = "ASKED", _("Asked")
    APPROVED = "APPROVED", _("Approved")
    REFUSED = "REFUSED", _("Refused")

"""The vocabulary of requests of data subjects."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Right(models.TextChoices):
    """Which right somebody exercises (GDPR Art. 7(3), 15-22, 77 and a plain question)."""

    ACCESS = "ACCESS", _("Access to the data")
    RECTIFICATION = "RECTIFICATION", _("Rectification")
    ERASURE = "ERASURE", _("Erasure")
    RESTRICTION = "RESTRICTION", _("Restriction")
    PORTABILITY = "PORTABILITY", _("Data portability")
    OBJECTION = "OBJECTION", _("Objection")
    AUTOMATED_DECISIONS = "AUTOMATED_DECISIONS", _("No automated decision")
    WITHDRAWAL_OF_CONSENT = "WITHDRAWAL_OF_CONSENT", _("Withdrawal of consent")
    COMPLAINT = "COMPLAINT", _("Complaint")
    QUESTION = "QUESTION", _("Question")


class Channel(models.TextChoices):
    """By which way it came in."""

    FORM = "FORM", _("Public form")
    PORTAL = "PORTAL", _("Portal")
    ADMIN = "ADMIN", _("Entered by the office")
    API = "API", _("API")
    MAIL = "MAIL", _("E-mail or letter")


class Language(models.TextChoices):
    """In which language the requester is answered."""

    NL = "nl", _("Dutch")
    EN = "en", _("English")


class Capacity(models.TextChoices):
    """As what somebody appears in a request."""

    SUBJECT = "SUBJECT", _("Data subject")
    REQUESTER = "REQUESTER", _("Asks on behalf of the data subject")


class IdentifierKind(models.TextChoices):
    """By what somebody's data can be found."""

    PHONE = "PHONE", _("Telephone number")
    EMAIL = "EMAIL", _("E-mail address")
    CUSTOMER_NUMBER = "CUSTOMER_NUMBER", _("Customer number")
    NAME = "NAME", _("Name")


class PartKind(models.TextChoices):
    """What a part of a request is about."""

    DATA = "DATA", _("A category of data")
    UNPLACED = "UNPLACED", _("Nobody known: say that nothing was found, or find the customer")
    WITHHELD = "WITHHELD", _("Kept secret by law")


class Duty(models.TextChoices):
    """What a party has to do about a part."""

    ANSWER = "ANSWER", _("Answer the requester")
    FORWARD = "FORWARD", _("Forward to the controller")
    ASSIST = "ASSIST", _("Assist the controller")
    WITHHOLD = "WITHHOLD", _("Leave out of every answer")


class StepKind(models.TextChoices):
    """What was done about a request, or about one part of it."""

    IDENTITY_ASKED = "IDENTITY_ASKED", _("Proof of identity asked")
    IDENTITY_CONFIRMED = "IDENTITY_CONFIRMED", _("Identity confirmed")
    IDENTITY_FAILED = "IDENTITY_FAILED", _("Identity not confirmed")
    CLARIFICATION_ASKED = "CLARIFICATION_ASKED", _("Clarification asked")
    CLARIFICATION_GIVEN = "CLARIFICATION_GIVEN", _("Clarification given")
    PLACED = "PLACED", _("Whose data it is about: found")
    DISPLACED = "DISPLACED", _("Whose data it is about: a mistake")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn by the requester")
    CLOSED = "CLOSED", _("Closed")
    REOPENED = "REOPENED", _("Reopened")
    EXTENDED = "EXTENDED", _("Extended by two months")
    FORWARDED = "FORWARDED", _("Forwarded")
    ASSIST_ASKED = "ASSIST_ASKED", _("Assistance asked")
    ASSISTED = "ASSISTED", _("Assisted")
    ANSWERED = "ANSWERED", _("Answered")
    REFUSED = "REFUSED", _("Refused")


OF_PARTS: Final = (
    StepKind.EXTENDED,
    StepKind.FORWARDED,
    StepKind.ASSIST_ASKED,
    StepKind.ASSISTED,
    StepKind.ANSWERED,
    StepKind.REFUSED,
)
"""Steps that are about one part; all others are about the whole request."""
SETTLES: Final = (StepKind.ANSWERED, StepKind.REFUSED)
ENDS: Final = (StepKind.WITHDRAWN, StepKind.CLOSED)
TO_OTHERS: Final = (
    StepKind.PLACED,
    StepKind.DISPLACED,
    StepKind.FORWARDED,
    StepKind.ASSIST_ASKED,
)
"""Steps that name another party: in whose chain, or to whom."""


class StepBy(models.TextChoices):
    """Who entered a step."""

    PARTY = "PARTY", _("The party itself")
    PROVIDER = "PROVIDER", _("Its provider, for it")
    OFFICE = "OFFICE", _("VoIPGRID's privacy officers")


class Reading(models.TextChoices):
    """What happens to the month while proof of identity is awaited."""

    STRICT = "STRICT", _("It runs from receipt, whatever is awaited")
    SUSPENDED = "SUSPENDED", _("The days on which identity is awaited are added")


class TaskKind(models.TextChoices):
    """What is asked of somebody inside a party."""

    OWNER = "OWNER", _("Handles the request")
    TASK = "TASK", _("Does something for it")


class RequestState(models.TextChoices):
    """How far a request is for whoever looks; it follows from the steps and is kept nowhere."""

    NEW = "NEW", _("New")
    IDENTITY = "IDENTITY", _("Waits for proof of identity")
    CLARIFICATION = "CLARIFICATION", _("Waits for clarification")
    OPEN = "OPEN", _("To be handled")
    WAITING = "WAITING", _("Waits for others")
    DONE = "DONE", _("Handled")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    CLOSED = "CLOSED", _("Closed")

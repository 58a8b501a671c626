"""The vocabulary of keeping and erasing."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class StoreKind(models.TextChoices):
    """What kind of system holds the data."""

    OWN_POSTGRESQL = "OWN_POSTGRESQL", _("Our own PostgreSQL")
    POSTGRESQL = "POSTGRESQL", _("PostgreSQL elsewhere")
    MARIADB = "MARIADB", _("MariaDB or MySQL elsewhere")


class ColumnShape(models.TextChoices):
    """What the values of a column look like."""

    PHONE = "PHONE", _("telephone numbers")
    EMAIL = "EMAIL", _("e-mail addresses")
    IBAN = "IBAN", _("bank accounts (IBAN)")
    IP = "IP", _("IP addresses")
    POSTCODE = "POSTCODE", _("postcodes")
    UUID = "UUID", _("identifiers")
    UNKNOWN = "UNKNOWN", _("nothing in particular")


class FoundBy(models.TextChoices):
    """By what a person is found in a column, and how it is written there."""

    PHONE = "PHONE", _("Telephone number, digits only (+31…, 0031…, 06…)")
    PHONE_WRITTEN = "PHONE_WRITTEN", _("Telephone number, also with spaces, dashes or brackets")
    EMAIL = "EMAIL", _("E-mail address")
    CUSTOMER_NUMBER = "CUSTOMER_NUMBER", _("Customer number")


class Whose(models.TextChoices):
    """Whom an identifier in a row points to: nobody else's is shown to who asks."""

    CALLER = "CALLER", _("who calls")
    CALLED = "CALLED", _("who is called")
    PERSON = "PERSON", _("the person whom the row is about")


class StartEvent(models.TextChoices):
    """The event that starts a retention period; the values are the fields of ``Lifecycle``."""

    END_OF_CALL = "end_of_call", _("End of the call")
    INVOICE_DATE = "invoice_date", _("Date of the invoice")
    END_OF_FINANCIAL_YEAR = "end_of_financial_year", _("End of the financial year")
    END_OF_CONTRACT = "end_of_contract", _("End of the contract")
    CREATION = "creation", _("Creation of the record")
    INSTRUCTION = "instruction", _("The controller's instruction")


class Technique(models.TextChoices):
    """What happens to data whose term has ended. None of these is called anonymous by itself."""

    DELETE = "DELETE", _("Delete the row")
    SUPPRESS = "SUPPRESS", _("Empty the fields, keep the row")
    GENERALISE = "GENERALISE", _("Generalise: number class, day and duration band only")
    RECTIFY = "RECTIFY", _("Write the right value, keep the row")


ERASING = (Technique.DELETE, Technique.SUPPRESS, Technique.GENERALISE)
"""What a retention rule may ask; a value is rectified because somebody asked for it."""


class Strategy(models.TextChoices):
    """How a run takes a part of a table."""

    IN_PLACE = "IN_PLACE", _("In place, by ranges of keys")
    DROP = "DROP", _("Drop the whole partition")
    REWRITE = "REWRITE", _("Write the partition anew and swap it in")


class PartStage(models.TextChoices):
    """How far a partition is; while it is not empty, something of ours is in the store."""

    NOT_BEGUN = "", _("not begun")
    COPYING = "COPYING", _("being written anew")
    COPIED = "COPIED", _("written anew, not swapped in yet")
    DETACHED = "DETACHED", _("taken out of the table")


class JobState(models.TextChoices):
    """Where a run is."""

    WAITING = "WAITING", _("Waits for approval")
    PLANNED = "PLANNED", _("Planned")
    RUNNING = "RUNNING", _("Running")
    PAUSED = "PAUSED", _("Paused")
    DONE = "DONE", _("Done")
    FAILED = "FAILED", _("Failed")
    CANCELLED = "CANCELLED", _("Cancelled")


OPEN_STATES = (JobState.WAITING, JobState.PLANNED, JobState.RUNNING, JobState.PAUSED)
"""Not finished: no other run of the rule starts."""
WORK_STATES = (JobState.PLANNED, JobState.RUNNING)
"""Workers may take it."""
STOPPED_STATES = (JobState.PAUSED, JobState.DONE, JobState.FAILED, JobState.CANCELLED)
"""Nobody works on it, for now or for good: what it did is certified."""


REWRITTEN: Final = "REWRITTEN"
CERTIFIED: Final = (*JobState.choices, (REWRITTEN, _("Files written anew")))
"""What a certificate is of: how a run stopped, or what became of its files after that."""


class RewriteState(models.TextChoices):
    """Where a rewrite is."""

    WAITS = "WAITS", _("Waits for a decision")
    PLANNED = "PLANNED", _("Planned")
    PUT_OFF = "PUT_OFF", _("Put off")
    DONE = "DONE", _("Done")


class RewriteDelay(models.TextChoices):
    """Why a rewrite is put off."""

    IN_USE = "IN_USE", _("The table is needed day and night")
    SPACE = "SPACE", _("There is no free space for a copy of the table")
    MAINTENANCE = "MAINTENANCE", _("The database itself is being worked on")
    MORE_TO_COME = "MORE_TO_COME", _("A large run comes soon, and is taken along")


class RewriteProblem(models.TextChoices):
    """Why a rewrite was not done when it was tried."""

    RUN_AT_WORK = "RUN_AT_WORK", _("A run is at work in the table: it is tried again")
    LOCKED = "LOCKED", _("Others had the table locked: it is tried again")
    STILL_READ = (
        "STILL_READ",
        _("A transaction that others hold open still sees the old rows: it is tried again"),
    )
    OUT_OF_TIME = "OUT_OF_TIME", _("It was not finished when its window ended, and was undone")
    TOO_LARGE = "TOO_LARGE", _("The table is too large to be locked for as long as that takes")
    NOT_OWNER = "NOT_OWNER", _("The account is not the owner of the table and its partitions")
    NO_SPACE = "NO_SPACE", _("There is no free space for a copy of the table")
    POOLED = "POOLED", _("The worker reaches our own database through a pooler")
    NOT_THERE = "NOT_THERE", _("Tables in MariaDB are not written anew from here")
    UNREACHABLE = "UNREACHABLE", _("The database could not be reached: it is tried again")


class Bound(models.TextChoices):
    """Whether a rule says when data must be gone, or until when it must be kept."""

    MAXIMUM = "MAXIMUM", _("At most: gone after the term")
    MINIMUM = "MINIMUM", _("At least: kept until the end of the term")


class NumberKind(models.TextChoices):
    """The class of a telephone number: all that is left of it once it is generalised."""

    NL_FIXED = "NL_FIXED", _("Dutch fixed line")
    NL_MOBILE = "NL_MOBILE", _("Dutch mobile")
    NL_FREE = "NL_FREE", _("Dutch freephone")
    NL_PREMIUM = "NL_PREMIUM", _("Dutch premium rate")
    NL_NATIONAL = "NL_NATIONAL", _("Dutch number without an area")
    EUROPE = "EUROPE", _("Elsewhere in Europe")
    WORLD = "WORLD", _("Elsewhere in the world")
    UNKNOWN = "UNKNOWN", _("Unknown or withheld")


class DurationBand(models.TextChoices):
    """How long a call took, in bands; see ``records.telephony.calls`` for the bounds."""

    NOT_ANSWERED = "NOT_ANSWERED", _("Not answered")
    SHORT = "SHORT", _("Up to one minute")
    MEDIUM = "MEDIUM", _("One to ten minutes")
    LONG = "LONG", _("More than ten minutes")

"""The vocabulary of answers to data subjects."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Searched(models.TextChoices):
    """What came of looking in one place."""

    FOUND = "FOUND", _("Found")
    NOTHING = "NOTHING", _("Nothing found")
    TOO_LONG = "TOO_LONG", _("Not known: looking took too long")
    UNREACHED = "UNREACHED", _("Not known: the data store could not be reached")
    DRIFTED = "DRIFTED", _("Not known: the table has changed since it was mapped")
    NOT_TELLABLE = (
        "NOT_TELLABLE",
        _("Not known: the table does not say whose rows these are"),
    )
    NOT_SEARCHABLE = (
        "NOT_SEARCHABLE",
        _("Not searched: nothing here can be looked for by what was given"),
    )


TO_DECIDE = (Searched.FOUND, Searched.NOT_SEARCHABLE)
"""Somebody decides what an answer says of it."""
NOT_KNOWN = tuple(set(Searched) - {*TO_DECIDE, Searched.NOTHING})
"""What is there is not known: an answer without it would not be complete."""


class LeftOut(models.TextChoices):
    """Why what was found is left out of an answer."""

    OTHERS = "OTHERS", _("It would harm others' rights and freedoms (GDPR Art. 15(4))")
    NOT_THE_PERSON = "NOT_THE_PERSON", _("It is about somebody else")
    NOT_ASKED = "NOT_ASKED", _("It was not asked for")
    HAD_ALREADY = "HAD_ALREADY", _("The person has it already, in an earlier answer")
    BY_HAND = "BY_HAND", _("It was looked through by hand")
    NOT_SEARCHED = "NOT_SEARCHED", _("It was not looked through")


UNSEARCHED = (LeftOut.BY_HAND, LeftOut.NOT_SEARCHED)
"""What is said of a place in which a person cannot be searched for; never of what was found."""


class PackageKind(models.TextChoices):
    """What a package is for."""

    ACCESS = "ACCESS", _("Answer to a request for access (GDPR Art. 15)")
    PORTABILITY = "PORTABILITY", _("Data to take along (GDPR Art. 20)")
    ASSISTANCE = "ASSISTANCE", _("Found data for the controller (GDPR Art. 28(3)(e))")


class PackageEnd(models.TextChoices):
    """Why a package is no longer there."""

    EXPIRED = "EXPIRED", _("Its days were over")
    FETCHED = "FETCHED", _("It was fetched as often as it may be")
    WITHDRAWN = "WITHDRAWN", _("It was withdrawn")

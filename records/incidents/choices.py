"""The vocabulary of incidents; the values are part of the API."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Nature(models.TextChoices):
    """What became of the data (GDPR Art. 4(12); EDPB Guidelines 9/2022)."""

    CONFIDENTIALITY = "CONFIDENTIALITY", _("Confidentiality: seen or taken by others")
    INTEGRITY = "INTEGRITY", _("Integrity: changed")
    AVAILABILITY = "AVAILABILITY", _("Availability: lost or out of reach")


class Regime(models.TextChoices):
    """Under which law the authority is notified."""

    GDPR = "GDPR", _("GDPR Art. 33")
    TELECOM = "TELECOM", _("Regulation (EU) 611/2013")


class ClockKind(models.TextChoices):
    """What a clock runs for."""

    GDPR = "GDPR", _("Notification to the authority (GDPR Art. 33(1))")
    TELECOM_FIRST = "TELECOM_FIRST", _("First notification as telecom provider")
    TELECOM_SECOND = "TELECOM_SECOND", _("Second notification as telecom provider")


class StepKind(models.TextChoices):
    """What was done or decided by one party."""

    NOTIFIED = "NOTIFIED", _("Authority notified")
    REASONED = "REASONED", _("Not notified, with reason")
    DECIDED = "DECIDED", _("Decided about telling the persons")
    TOLD = "TOLD", _("Persons told")
    CLOSED = "CLOSED", _("Closed")
    REOPENED = "REOPENED", _("Reopened")
    ALONE = "ALONE", _("Touches nobody else, with reason")
    DROPPED = "DROPPED", _("Not told after all, with reason")
    AMENDED = "AMENDED", _("List of letters corrected, with reason")


class Phase(models.TextChoices):
    """How complete a notification is (GDPR Art. 33(4); Reg. 611/2013 Art. 2(3))."""

    FIRST = "FIRST", _("First, more will follow")
    FURTHER = "FURTHER", _("Further, more will follow")
    COMPLETE = "COMPLETE", pgettext_lazy("incident", "Complete")


class Decision(models.TextChoices):
    """Whether the persons are told (GDPR Art. 34)."""

    TELL = "TELL", _("The persons are told")
    NOT_HIGH = "NOT_HIGH", _("Not told: no high risk is likely")
    UNINTELLIGIBLE = (
        "UNINTELLIGIBLE",
        _("Not told: the data are unintelligible to anyone who is not authorised, Art. 34(3)(a)"),
    )
    REMOVED = "REMOVED", _("Not told: measures took the high risk away, Art. 34(3)(b)")
    PUBLIC = "PUBLIC", _("Told in public: one by one takes disproportionate effort, Art. 34(3)(c)")


class Risk(models.TextChoices):
    """What a person concludes about the risk; no method decides it."""

    UNLIKELY = "UNLIKELY", _("A risk is unlikely")
    RISK = "RISK", _("A risk")
    HIGH = "HIGH", _("A high risk")


class Level(models.TextChoices):
    """The outcome of the method for severity."""

    LOW = "LOW", _("Low")
    MEDIUM = "MEDIUM", _("Medium")
    HIGH = "HIGH", _("High")
    VERY_HIGH = "VERY_HIGH", _("Very high")


class Means(models.TextChoices):
    """How somebody was told."""

    MAIL = "MAIL", _("By e-mail, and in the portal")
    PORTAL = "PORTAL", _("In the portal")
    PHONE = "PHONE", _("By telephone")
    LETTER = "LETTER", _("By letter")
    PUBLIC = "PUBLIC", _("In public")
    OTHER = "OTHER", _("Otherwise")


class AddressKind(models.TextChoices):
    """To what kind of address a letter to a person goes; the address itself is not kept here."""

    EMAIL = "EMAIL", _("E-mail address")
    POST = "POST", _("Postal address")
    PHONE = "PHONE", _("Telephone number")


class EnteredBy(models.TextChoices):
    """Who entered it."""

    OFFICE = "OFFICE", _("VoIPGRID's privacy officers")
    PARTY = "PARTY", _("The party itself")
    SELLER = "SELLER", _("Who delivers to it")


class OpenDuty(models.TextChoices):
    """What keeps an incident from being closed."""

    FACTS = "FACTS", _("record what happened, its nature, data, consequences and measures")
    LESSONS = "LESSONS", _("record what is learned")
    TOUCHED = "TOUCHED", _("say whom it touches, or why it touches nobody else")
    NOTICES = "NOTICES", _("send the notices that wait")
    ASSESSMENT = "ASSESSMENT", _("assess severity and risk")
    GDPR = "GDPR", _("notify the authority completely, or record why not (GDPR Art. 33)")
    TELECOM = "TELECOM", _("notify the authority completely as telecom provider (Reg. 611/2013)")
    DECISION = "DECISION", _("decide about telling the persons (GDPR Art. 34)")
    TOLD = "TOLD", _("record that the persons were told, with every letter that waits")

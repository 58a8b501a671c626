"""The vocabulary of records of processing activities."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RecordKind(models.TextChoices):
    """Which record an entry belongs to."""

    CONTROLLER = "CONTROLLER", _("Record as controller, Art. 30(1)")
    PROCESSOR = "PROCESSOR", _("Record as processor, Art. 30(2)")


class Standing(models.TextChoices):
    """Whose entry it is, as its reader sees it."""

    MANAGED = "MANAGED", _("Kept by VoIPGRID")
    OVERRIDDEN = "OVERRIDDEN", _("Kept by VoIPGRID, changed by you")
    OWN = "OWN", _("Your own")


class Basis(models.TextChoices):
    """The lawful basis of a purpose (GDPR Art. 6(1))."""

    CONSENT = "CONSENT", _("Consent, Art. 6(1)(a)")
    CONTRACT = "CONTRACT", _("Contract, Art. 6(1)(b)")
    LEGAL_OBLIGATION = "LEGAL_OBLIGATION", _("Legal obligation, Art. 6(1)(c)")
    VITAL_INTEREST = "VITAL_INTEREST", _("Vital interest, Art. 6(1)(d)")
    PUBLIC_TASK = "PUBLIC_TASK", _("Public task, Art. 6(1)(e)")
    LEGITIMATE_INTEREST = "LEGITIMATE_INTEREST", _("Legitimate interest, Art. 6(1)(f)")


class Subject(models.TextChoices):
    """Whose data it is."""

    PARTNER_CONTACTS = "PARTNER_CONTACTS", _("Contact persons of partners")
    CUSTOMER_CONTACTS = "CUSTOMER_CONTACTS", _("Contact persons of customers")
    CUSTOMER_USERS = "CUSTOMER_USERS", _("Employees and other users of customers")
    CALLERS = "CALLERS", _("Callers and called people who are nobody's customer")
    SOLE_TRADERS = "SOLE_TRADERS", _("Customers that are natural persons")
    VISITORS = "VISITORS", _("Visitors of the web site")
    STAFF = "STAFF", _("People who work for the organisation itself")
    REQUESTERS = "REQUESTERS", _("People who make a request about their data")


class Origin(models.TextChoices):
    """Where the data comes from."""

    SUBJECT = "SUBJECT", _("The person concerned")
    EMPLOYER = "EMPLOYER", _("The employer or customer it works for")
    CHAIN = "CHAIN", _("Another party in the chain of contracts")
    NETWORK = "NETWORK", _("The network, while it carries the call")
    PUBLIC_REGISTER = "PUBLIC_REGISTER", _("A public register")
    BROWSER = "BROWSER", _("The browser of the visitor")


class RecipientKind(models.TextChoices):
    """In which capacity a recipient gets the data (GDPR Art. 4(9))."""

    PROCESSOR = "PROCESSOR", _("Processor")
    CONTROLLER = "CONTROLLER", _("Another controller")
    STATUTORY = "STATUTORY", _("Authority, because a law says so")
    INTERNAL = "INTERNAL", _("Inside the own organisation")


class Officer(models.TextChoices):
    """Whether a party has a data protection officer (GDPR Art. 37)."""

    UNKNOWN = "UNKNOWN", _("Not said")
    APPOINTED = "APPOINTED", _("There is one")
    NOT_REQUIRED = "NOT_REQUIRED", _("There is none: the law does not ask for one")

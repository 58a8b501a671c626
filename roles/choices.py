"""The vocabulary of the role registry: what people read, and what the API and the rules compare."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A party's role for one kind of data (GDPR Art. 4(1), 4(7), 4(8), 4(10), 26, 28)."""

    CONTROLLER = "CONTROLLER", _("Controller")
    JOINT_CONTROLLER = "JOINT_CONTROLLER", _("Joint controller")
    PROCESSOR = "PROCESSOR", _("Processor")
    SUB_PROCESSOR = "SUB_PROCESSOR", _("Sub-processor")
    DATA_SUBJECT = "DATA_SUBJECT", _("Data subject")
    SUBSCRIBER = "SUBSCRIBER", _("Subscriber")
    THIRD_PARTY = "THIRD_PARTY", _("Third party")
    NOT_ASSIGNED = "NOT_ASSIGNED", _("Not assigned")


class PartyKind(models.TextChoices):
    """How VoIPGRID knows a party. A label for people: no rule decides by it."""

    PLATFORM = "PLATFORM", _("Platform")
    PARTNER = "PARTNER", _("Partner")
    RESELLER = "RESELLER", _("Sub-reseller")
    CUSTOMER = "CUSTOMER", _("Customer")
    END_USER = "END_USER", _("End users")
    SUPPLIER = "SUPPLIER", _("Supplier")
    AUTHORITY = "AUTHORITY", _("Authority")


class ContractKind(models.TextChoices):
    """What the acquirer of a contract gets the service for; this is conduct, and rules use it."""

    SUBSCRIPTION = "SUBSCRIPTION", _("Subscription: the acquirer uses the service itself")
    RESALE = "RESALE", _("Resale: the acquirer sells the service on")
    SUPPLY = "SUPPLY", _("Supply: the provider helps the acquirer deliver the service")


class Category(models.TextChoices):
    """The data categories that the rulebook has rules for (rows may name others)."""

    TRANSMITTED = "TRANSMITTED", _("Transmitted data")
    TRAFFIC_BILLING = "TRAFFIC_BILLING", _("Traffic and billing data")
    OTHER_PERSONAL = "OTHER_PERSONAL", _("Other personal data")
    WEBSITE_VISITOR = "WEBSITE_VISITOR", _("Website visitors' data")


class Feature(models.TextChoices):
    """Functions of a service that rules know."""

    CONVEYANCE = "CONVEYANCE", _("Conveyance")
    CALL_RECORDING = "CALL_RECORDING", _("Call recording")
    VOICEMAIL = "VOICEMAIL", _("Voicemail")
    TRANSCRIPTION = "TRANSCRIPTION", _("Transcription and summaries")
    LIVE_LISTENING = "LIVE_LISTENING", _("Live listening")
    CONFERENCE = "CONFERENCE", _("Conference")
    PARTNER_TRAINING = "PARTNER_TRAINING", _("Recording for the partner's own training")
    CALL_ANALYTICS = "CALL_ANALYTICS", _("Call analytics for the partner")
    FRAUD_DETECTION = "FRAUD_DETECTION", _("Fraud detection across partners")
    DIRECTORY = "DIRECTORY", _("Directory listing")
    NUMBER_PORTABILITY = "NUMBER_PORTABILITY", _("Number portability")
    LAWFUL_INTERCEPTION = "LAWFUL_INTERCEPTION", _("Lawful interception")
    STATUTORY_DISCLOSURE = "STATUTORY_DISCLOSURE", _("Other statutory disclosure")


class Severity(models.TextChoices):
    """How much a finding asks for."""

    HIGH = "HIGH", _("High")
    MEDIUM = "MEDIUM", _("Medium")
    LOW = "LOW", _("Low")


class Owner(models.TextChoices):
    """Who must act on a finding."""

    PLATFORM = "PLATFORM", _("Privacy officer of the platform")
    PARTNER = "PARTNER", _("Partner")

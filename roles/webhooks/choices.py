"""What is told by webhook, and how telling can end."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventType(models.TextChoices):
    """What an endpoint can ask to be told; the values are part of the API."""

    SUB_PROCESSOR_ANNOUNCED = "sub_processor.announced", _("A new sub-processor was announced")
    SUB_PROCESSOR_ACTIVATED = "sub_processor.activated", _("A change of sub-processor took effect")
    OBJECTION_RECEIVED = "objection.received", _("Somebody objected to a sub-processor")
    AGREEMENT_SIGNED = "agreement.signed", _("An agreement was signed")
    BREACH_REPORTED = "breach.reported", _("An incident that touches your data was reported")
    REQUEST_FORWARDED = (
        "data_subject_request.forwarded",
        _("A part of a request was forwarded to you"),
    )
    REQUEST_DUE_SOON = "data_subject_request.due_soon", _("A request is due within a week")
    FINDING_RAISED = "finding.raised", _("A finding was raised")
    FINDING_RESOLVED = "finding.resolved", _("A finding was resolved")
    RETENTION_EXECUTED = "retention.executed", _("A retention run has its certificate")
    SCAN_FINISHED = "cookies.scan.finished", _("A scan of a site ended")
    SCAN_DRIFT = "cookies.scan.drift", _("A scan saw something else than the scan before")
    STATEMENT_PUBLISHED = (
        "privacy_statement.published",
        _("A privacy statement was published"),
    )
    ROLE_CHANGED = "role.changed", _("An answer to who is what changes")
    PING = "ping", _("Test")


ASKED: Final = tuple(EventType(value) for value in EventType.values if value != EventType.PING)
"""What can be chosen; a test goes to every endpoint that asks for one."""

PLACES: Final[dict[EventType, str]] = {
    EventType.SUB_PROCESSOR_ANNOUNCED: "/sub-processor-notices/",
    EventType.SUB_PROCESSOR_ACTIVATED: "/sub-processor-notices/",
    EventType.OBJECTION_RECEIVED: "/objections/",
    EventType.AGREEMENT_SIGNED: "/agreements/",
    EventType.BREACH_REPORTED: "/breaches/",
    EventType.REQUEST_FORWARDED: "/data-subject-requests/",
    EventType.REQUEST_DUE_SOON: "/data-subject-requests/",
    EventType.FINDING_RAISED: "/findings/",
    EventType.FINDING_RESOLVED: "/findings/",
    EventType.RETENTION_EXECUTED: "/deletion-certificates/",
    EventType.SCAN_FINISHED: "/scans/",
    EventType.SCAN_DRIFT: "/scans/",
    EventType.STATEMENT_PUBLISHED: "/privacy-statements/",
    EventType.ROLE_CHANGED: "/role-matrix/changes?customer=",
    EventType.PING: "/webhook-endpoints/",
}
"""Where in the API the row is that an event is about, whatever the receiver may read there."""


class EndpointState(models.TextChoices):
    """Whether an endpoint is told anything."""

    ON = "ON", _("Switched on")
    OFF = "OFF", _("Switched off")


class OffBecause(models.TextChoices):
    """Why an endpoint is off."""

    BY_HAND = "BY_HAND", _("Switched off by hand")
    GONE = "GONE", _("The receiver answered 410: it is gone")
    FAILING = "FAILING", _("Nothing arrived for five days")


class DeliveryState(models.TextChoices):
    """How far one delivery is."""

    WAITING = "WAITING", _("Waiting")
    DONE = "DONE", _("Delivered")
    FAILED = "FAILED", _("Given up")


class Problem(models.TextChoices):
    """Why a try did not succeed; never the words of the other side."""

    STATUS = "STATUS", _("It answered with an error")
    REDIRECT = "REDIRECT", _("It sent us elsewhere; redirects are not followed")
    GONE = "GONE", _("It answered that it is gone")
    NO_ANSWER = "NO_ANSWER", _("Nobody answered")
    TOO_SLOW = "TOO_SLOW", _("It took too long")
    ADDRESS = "ADDRESS", _("The address is refused: it does not lead to the public internet")
    SECRET = "SECRET", _("The secret cannot be read: renew it")
    OFF = "OFF", _("The endpoint was switched off")

"""The vocabulary of scans."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScanStatus(models.TextChoices):
    """Where a scan stands."""

    WAITING = "WAITING", _("Waiting for the scanner")
    RUNNING = "RUNNING", _("Being made")
    DONE = "DONE", _("Done")
    FAILED = "FAILED", _("Failed")
    CANCELLED = "CANCELLED", _("Cancelled")


OPEN = (ScanStatus.WAITING, ScanStatus.RUNNING)
ENDED = tuple(status for status in ScanStatus if status not in OPEN)


class ProofWay(models.TextChoices):
    """How it was shown that whoever asks for a scan also runs the site."""

    DNS = "DNS", _("TXT record in DNS")
    FILE = "FILE", _("File on the site")
    META = "META", _("Tag on the front page")
    OURS = "OURS", _("It is this installation itself")
    LOOPBACK = "LOOPBACK", _("It is on this machine, in development")


class Problem(models.TextChoices):
    """Why a scan failed; the values are codes of the API."""

    OWNERSHIP = "ownership_not_proven", _("The proof that the site is yours is not there any more.")
    ADDRESS = "address_refused", _("The address leads to a network that we do not connect to.")
    UNREACHABLE = "site_unreachable", _("The site did not answer.")
    BROWSER_MISSING = "browser_missing", _("The scanner has no browser.")
    BROWSER_DIED = "browser_died", _("The browser stopped before the scan was whole, three times.")
    TOO_SLOW = "scan_too_slow", _("The scan took longer than a scan may take.")
    TOO_LARGE = "evidence_too_large", _("The evidence is larger than what we keep of a scan.")
    ELSEWHERE = "leads_elsewhere", _("The page leads to another host, which is not proven yours.")
    INCOMPLETE = "scan_incomplete", _("Not every state could be visited; earlier results stand.")
    UNREADABLE = "evidence_unreadable", _("What the page keeps could not be read.")


class Every(models.IntegerChoices):
    """How often a site is scanned by itself, in days."""

    DAY = 1, _("Every day")
    WEEK = 7, _("Every week")
    MONTH = 30, _("Every month")
    QUARTER = 91, _("Every quarter")

"""What the scanner refuses."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError


class ScanOpen(DomainError):
    """One scan of a site at a time."""

    code = "scan_open"
    title = _("A scan of this site is waiting or being made.")
    status = 409


class ScanEnded(DomainError):
    """There is nothing left to stop."""

    code = "scan_ended"
    title = _("This scan has ended.")
    status = 409


class OwnershipNotProven(DomainError):
    """Nobody sends our browser to somebody else's site."""

    code = "ownership_not_proven"
    title = _("Prove first that %(host)s is yours: no proof was found in DNS or on the site.")
    status = 409


class SiteRetired(DomainError):
    """What is off line cannot be visited."""

    code = "site_retired"
    title = _("This site is off line.")
    status = 409


class NotFoundByScan(DomainError):
    """Only what the last whole scan saw is taken over."""

    code = "found_item_unknown"
    title = _("This was not found by the last scan of the site.")
    status = 409


class EvidenceAltered(DomainError):
    """A file of evidence is not what was hashed when the scan ended."""

    code = "evidence_altered"
    title = _("This file is not what was kept when the scan ended, so it is not handed out.")

"""What the checklist of an exemption refuses."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.law import gdpr, tw


class PointUnknown(DomainError):
    """No such point is on the checklist."""

    code = "exemption_point_unknown"
    title = _("The checklist has no such point.")
    status = 404


class NothingToMove(DomainError):
    """The site has no statistics of its own; what it inherited is its offerer's to sort."""

    code = "exemption_nothing_to_move"
    title = _("This site has no statistics of its own to move. What it took over stays as offered.")
    status = 409


class WithoutEvidence(DomainError):
    """A yes that nothing shows."""

    code = "exemption_without_evidence"
    title = _("Say what shows it: a document, a setting or a place.")
    cites = (tw("11.7a", 3, "b"), gdpr(5, 2))

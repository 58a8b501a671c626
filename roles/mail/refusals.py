"""What reading a message of a mail server does not allow."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.law import bw


class NoBounce(DomainError):
    """A mail that is no report of a mail server on what it could not deliver (RFC 3464)."""

    code = "mail_no_bounce"
    title = _("This is no message of a mail server that a mail could not be delivered.")


class BounceNotFinal(DomainError):
    """A report that a mail is late, was passed on or was delivered."""

    code = "mail_bounce_not_final"
    title = _("This message does not say that the mail failed: the mail may arrive yet.")


class BounceForwarded(DomainError):
    """A report about somebody to whom the reader of our mail passed it on.

    What reached the address that a party gave reached that party: what goes wrong there is at its
    own risk.
    """

    code = "mail_bounce_forwarded"
    title = _(
        "The mail did reach the address that it was sent to; who it was passed on to from there did"
        " not get it. If nobody at that address got it, tell them in another way."
    )
    cites = (bw("3:37", 3),)


class BounceLate(DomainError):
    """A report long after mail servers give up."""

    code = "mail_bounce_late"
    title = _(
        "This mail was sent more than %(days)s days before. By then no mail server tries any more,"
        " so that this message proves nothing."
    )


class BounceUnknown(DomainError):
    """A report about mail that was not sent from here."""

    code = "mail_bounce_unknown"
    title = _("The mail that this message is about was not sent from here.")

"""What reading a message of a mail server does not allow."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError


class NoBounce(DomainError):
    """A mail that is no report of a mail server on what it could not deliver (RFC 3464)."""

    code = "mail_no_bounce"
    title = _("This is no message of a mail server that a mail could not be delivered.")


class BounceNotFinal(DomainError):
    """A report that a mail is late, was passed on or was delivered."""

    code = "mail_bounce_not_final"
    title = _("This message does not say that the mail failed: the mail may arrive yet.")


class BounceUnknown(DomainError):
    """A report about mail that was not sent from here."""

    code = "mail_bounce_unknown"
    title = _("The mail that this message is about was not sent from here.")

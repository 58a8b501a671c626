"""What telling recipients refuses."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.law import gdpr


class NoChangeAsked(DomainError):
    """Nothing was to be changed, so nobody is to be told."""

    code = "request_recipient_unasked"
    title = _("The request does not ask for that change.")
    cites = (gdpr(19),)
    status = 409


class NoSuchRecipient(DomainError):
    """Who is told got the data: by the chain, or by the controller's record."""

    code = "request_recipient_unknown"
    title = _("By the register this is no recipient of these data.")
    cites = (gdpr(4, 9),)


class ToldAlready(DomainError):
    """A recipient is told once of one change."""

    code = "request_recipient_told"
    title = _("This recipient was told of it already.")
    status = 409


class Unreachable(DomainError):
    """A recipient without an address is told in another way."""

    code = "request_recipient_unreachable"
    title = _("There is no e-mail address of %(name)s: tell them otherwise, and record that.")
    status = 409


class TellingWithoutWords(DomainError):
    """How somebody was told, or why not, is said."""

    code = "request_recipient_wordless"
    title = _("Say how the recipient was told, or why it is not.")
    cites = (gdpr(5, 2), gdpr(19))


class NobodyLeft(DomainError):
    """Everybody who can be told by mail was told."""

    code = "request_recipient_none_left"
    title = _("There is nobody left who can be told by mail.")
    status = 409

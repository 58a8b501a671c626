"""What following the list does not allow."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError


class LinkNotValid(DomainError):
    """The link is unknown, used or too old: which of these is not told."""

    code = "follow_link_not_valid"
    title = _("This link does not hold (any more). Leave your address again for another one.")
    status = 404


class TooManyQuestions(DomainError):
    """More addresses were left in the last hour than people would."""

    code = "too_many_followers"
    title = _("Too many addresses are being left at the moment. Try again in an hour.")
    status = 429


class AddressNotPlain(DomainError):
    """No single e-mail address."""

    code = "follow_address_invalid"
    title = _("Give one e-mail address, such as name@example.nl.")

"""Why something does not move."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.law import gdpr


class NothingToMove(DomainError):
    """No provider delivers that on that day."""

    code = "nothing_to_move"
    title = _("There is no contract to move or to end on that day.")
    status = 409


class SameProvider(DomainError):
    """It is already there."""

    code = "same_provider"
    title = _("This customer already has its contract with that provider.")
    status = 409


class StartsLater(DomainError):
    """A contract cannot move before it has held a day: what it is, and from when, is fixed."""

    code = "starts_later"
    title = _(
        "%(count)s of the contracts begin on that day or later. Choose a later day, or move those"
        " one by one after their first day."
    )
    status = 409


class ProviderNotSupplied(DomainError):
    """The new provider would deliver what it does not get."""

    code = "provider_not_supplied"
    title = _("%(party)s does not get this service itself on that day, so it cannot deliver it.")
    cites = (gdpr(28, 4),)
    status = 409


class NotDelivered(DomainError):
    """Some of those named are no customer of the partner."""

    code = "not_delivered"
    title = _("%(party)s has no contract with this partner on that day.")
    status = 409

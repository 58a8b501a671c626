"""What webhooks refuse."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError


class UnknownEventType(DomainError):
    """An event that nobody tells."""

    code = "unknown_event_type"
    title = _("There is no event %(event)s.")


class EventTypesMissing(DomainError):
    """An endpoint that asks for nothing would never be told anything."""

    code = "event_types_missing"
    title = _("Choose at least one event.")


class AddressNotSecure(DomainError):
    """What is told goes over https only."""

    code = "address_not_secure"
    title = _("The address of a webhook begins with https://.")


class AddressTooLong(DomainError):
    """An address has room for 500 characters."""

    code = "address_too_long"
    title = _("The address is longer than 500 characters.")


class TooManyEndpoints(DomainError):
    """Each endpoint is told everything again; there is a limit to it."""

    code = "too_many_endpoints"
    title = _("A party has at most %(most)s webhooks that are on. Switch one off first.")
    status = 409


class EndpointOff(DomainError):
    """Nothing is sent to an endpoint that is off."""

    code = "endpoint_off"
    title = _("This webhook is off: switch it on first.")
    status = 409


class StillWaiting(DomainError):
    """The same event is about to be sent to the same endpoint."""

    code = "delivery_waiting"
    title = _("This event is still waiting to be delivered to this webhook.")
    status = 409


class OverlapTooLong(DomainError):
    """Two secrets are valid at once for a while, not for ever."""

    code = "overlap_too_long"
    title = _("The former secret stays valid for at most %(hours)s hours.")


class SecretUnreadable(DomainError):
    """The key under which the secret was kept is gone."""

    code = "webhook_secret_lost"
    title = _("This secret can no longer be read: renew it.")
    status = 409

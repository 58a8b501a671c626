"""Refusals about requests of data subjects, in the domain's words."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.law import gdpr


class RequestFixed(DomainError):
    """What was recorded of a request is only added to."""

    code = "request_fixed"
    title = _("What was recorded of a request stays: add what is new as another step.")
    cites = (gdpr(5, 2),)
    status = 409


class RightMissing(DomainError):
    """No right is named."""

    code = "request_without_right"
    title = _("Say which right is exercised; a question is one too.")
    cites = (gdpr(12, 2),)


class RightUnknown(DomainError):
    """A right that the law does not name."""

    code = "request_right_unknown"
    title = _("This is none of the rights that can be exercised.")


class ReceivedLater(DomainError):
    """The instant of receipt is still to come."""

    code = "request_received_later"
    title = _("A request is recorded once it is there: that moment is still to come.")
    cites = (gdpr(12, 3),)


class NobodyNamed(DomainError):
    """Nothing by which the person could be found or answered."""

    code = "request_nobody"
    title = _("Give a name, an e-mail address, a telephone number or a customer number.")
    cites = (gdpr(12, 6),)


class RequestOver(DomainError):
    """It was withdrawn or closed."""

    code = "request_over"
    title = _("This request was withdrawn or closed: reopen it first.")
    status = 409


class RequestStepOrder(DomainError):
    """Not what can follow now."""

    code = "request_step_order"
    title = _("This cannot follow what was done last: read the page again.")
    status = 409


class RequestStepLater(DomainError):
    """The day of a step is still to come."""

    code = "request_step_later"
    title = _("A step is entered once it was taken: that day is still to come.")


class RequestStepEarlier(DomainError):
    """The day of a step is before receipt."""

    code = "request_step_earlier"
    title = _("That day is before the request was received.")


class RequestReasonless(DomainError):
    """Extending and refusing take reasons."""

    code = "request_reasonless"
    title = _("Give the reasons: the requester has a right to them.")
    cites = (gdpr(12, 3), gdpr(12, 4))


class RequestNameless(DomainError):
    """Nobody says it."""

    code = "request_nameless"
    title = _("Give the name of who says or does this.")


class RequestOfOthers(DomainError):
    """The part, or the party it goes to, belongs to another request or chain."""

    code = "request_of_others"
    title = _("That belongs to another request, or to another chain.")


class PartWithheld(DomainError):
    """Nothing is done about what is kept secret, or does not follow any more."""

    code = "request_withheld"
    title = _("Nothing is done about this part.")
    status = 409


class NotItsDuty(DomainError):
    """Only the controller answers, extends and refuses; processors forward and assist."""

    code = "request_not_its_duty"
    title = _(
        "The controller answers, extends and refuses; a processor forwards and assists. This party"
        " has another duty here."
    )
    cites = (gdpr(12, 3), gdpr(28, 3, "e"))
    status = 403


class PartSettled(DomainError):
    """The part was answered or refused."""

    code = "request_part_settled"
    title = _("This part was answered or refused already.")
    status = 409


class ExtendedAlready(DomainError):
    """The law knows one extension."""

    code = "request_extended_already"
    title = _("This part was extended already: the law knows one extension.")
    cites = (gdpr(12, 3),)
    status = 409


class ExtendedLate(DomainError):
    """The first month is over."""

    code = "request_extended_late"
    title = _("An extension is announced within the first month, and that ended on %(day)s.")
    cites = (gdpr(12, 3),)
    status = 409


class ForwardedAlready(DomainError):
    """It went on already."""

    code = "request_forwarded_already"
    title = _("This part was forwarded already.")
    status = 409


class PlacedAlready(DomainError):
    """The person was found there already."""

    code = "request_placed_already"
    title = _("That was recorded already.")
    status = 409


class NotPlaced(DomainError):
    """The person was not found there."""

    code = "request_not_placed"
    title = _("That was not recorded.")
    status = 409


class NotOpenToForms(DomainError):
    """A form is for parties that serve the public here."""

    code = "request_no_form"
    title = _("This party receives no requests by the public form.")
    status = 404


class NobodyOfThatName(DomainError):
    """No party of that name, or several."""

    code = "request_whose_unknown"
    title = _(
        "No customer or partner of exactly that name is known, or several are: choose one from the"
        " list, or search by another part of the name."
    )


class InsideUnfit(DomainError):
    """A note or task holds what cannot be kept, or is too long."""

    code = "request_inside_unfit"
    title = _(
        "Keep the name under 120 characters and the text under 2,000, without characters that"
        " cannot be read."
    )

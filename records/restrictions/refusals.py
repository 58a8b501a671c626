"""What restricting the use of data refuses."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.law import gdpr


class RestrictedAlready(DomainError):
    """On one ground it is restricted once."""

    code = "request_restricted_already"
    title = _("These data are restricted on that ground already.")
    cites = (gdpr(18, 1),)
    status = 409


class RestrictionNotAsked(DomainError):
    """Nothing in the request can lead to a restriction."""

    code = "request_restriction_unasked"
    title = _(
        "This request asks neither to restrict, rectify or erase, nor objects: nothing in it leads"
        " to a restriction."
    )
    cites = (gdpr(18, 1),)
    status = 409


class DataRestricted(DomainError):
    """What is restricted is kept, and nothing else."""

    code = "request_restricted"
    title = _(
        "The use of these data is restricted: they stay as they are until the restriction is"
        " lifted. Tell the person first, then lift it."
    )
    cites = (gdpr(18, 2), gdpr(18, 3))
    status = 409


class LiftingTooSoon(DomainError):
    """The person hears of it before it happens."""

    code = "request_restriction_notice_short"
    title = _("Lift it on a later day than that on which the person is told.")
    cites = (gdpr(18, 3),)


class LiftingUnheard(DomainError):
    """The mail that told of the message did not arrive, so that the person was not informed."""

    code = "request_restriction_unheard"
    title = _(
        "The mail about it did not arrive. Tell the person in another way, and announce it anew."
    )
    cites = (gdpr(18, 3),)
    status = 409


class LiftingUnannounced(DomainError):
    """The person was not told yet."""

    code = "request_restriction_unannounced"
    title = _("Tell the person first that the restriction will be lifted.")
    cites = (gdpr(18, 3),)
    status = 409


class LiftingEarly(DomainError):
    """It is lifted on the day that was announced, or later."""

    code = "request_restriction_early"
    title = _("The person was told that it is lifted on %(day)s: not before that day.")
    cites = (gdpr(18, 3),)
    status = 409


class LiftedAlready(DomainError):
    """A restriction is lifted once."""

    code = "request_restriction_lifted"
    title = _("This restriction was lifted already.")
    status = 409


class LiftingWordless(DomainError):
    """Why it is lifted, or how the person was told, is said."""

    code = "request_restriction_wordless"
    title = _("Say why it is lifted; and if the person was told in another way, how.")
    cites = (gdpr(5, 2), gdpr(18, 3))


class HoldOfRestriction(DomainError):
    """A hold that a restriction placed ends with it."""

    code = "hold_of_a_restriction"
    title = _(
        "This hold belongs to a restriction of processing: lift that, once the person was told."
    )
    cites = (gdpr(18, 3),)
    status = 409

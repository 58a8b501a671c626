"""What answering with real data refuses."""

from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.law import gdpr


class NotYourAnswer(DomainError):
    """Who answers a part is its controller; a processor hands what it found to the controller."""

    code = "answer_not_yours"
    title = _("This part is not yours to answer, and you were not asked to assist with it.")
    cites = (gdpr(12, 3), gdpr(28, 3, "e"))
    status = 409


class NothingToSearchBy(DomainError):
    """A name alone is no key: too many people share one."""

    code = "answer_no_identifier"
    title = _(
        "There is no telephone number, e-mail address or customer number to search by: ask for one."
    )
    cites = (gdpr(11, 2), gdpr(12, 6))
    status = 409


class IdentityOpen(DomainError):
    """What is kept about somebody is not handed to somebody else."""

    code = "answer_identity_open"
    title = _(
        "It is not confirmed who asks: confirm it first, and say how that was seen (also where"
        " nobody doubts it)."
    )
    cites = (gdpr(12, 6),)
    status = 409


class NotSearched(DomainError):
    """An answer rests on a search."""

    code = "answer_not_searched"
    title = _("Search the data stores first.")
    cites = (gdpr(15, 1),)
    status = 409


class NotDecided(DomainError):
    """Somebody looks at everything before it is handed over."""

    code = "answer_not_decided"
    title = _("Decide whether everything that was found is part of the answer.")
    cites = (gdpr(15, 4),)
    status = 409


class NotKnown(DomainError):
    """An answer does not say that there is nothing where nobody could look."""

    code = "answer_not_known"
    title = _("Of %(place)s it is not known what is there: search again.")
    cites = (gdpr(15, 1),)
    status = 409


class LeftOutWithoutReason(DomainError):
    """What is left out is left out for a reason that is told."""

    code = "answer_reasonless"
    title = _("Say why this is left out of the answer.")
    cites = (gdpr(12, 4), gdpr(15, 4))


class NotPortable(DomainError):
    """Portability is for what was provided, on consent or a contract."""

    code = "answer_not_portable"
    title = _("By the record, nothing of this rests on consent or on a contract with the person.")
    cites = (gdpr(20, 1),)
    status = 409


class PackageTooLarge(DomainError):
    """A package is held whole while it is encrypted."""

    code = "answer_too_large"
    title = _("The files are larger than %(most)s MB together: leave out, or answer in parts.")
    status = 409


class NoSuchPackage(DomainError):
    """One answer for every code that opens nothing: never made, expired, used up, withdrawn."""

    code = "answer_code_opens_nothing"
    title = _(
        "This code opens nothing. Perhaps it was typed wrong, or its days are over: ask whoever"
        " sent it for a new one."
    )


class TooManyCodes(DomainError):
    """A machine that tries codes is held off."""

    code = "answer_too_many_codes"
    title = _("Too many codes in a short time: try again in a minute.")
    status = 429


class PackageEnded(DomainError):
    """What has ended is not withdrawn once more."""

    code = "answer_package_ended"
    title = _("This package is no longer there.")
    status = 409


class ErasureNotAsked(DomainError):
    """Nothing is erased that nobody asked to erase."""

    code = "answer_erasure_not_asked"
    title = _("The request asks for no erasure, and neither objects nor withdraws consent.")
    cites = (gdpr(17, 1),)
    status = 409


class SearchedLongAgo(DomainError):
    """Rows are erased by their keys, and keys are of the day of the search."""

    code = "answer_searched_long_ago"
    title = _("It was searched more than %(days)s days ago: search and decide again.")
    status = 409


class NotTyped(DomainError):
    """Who erases has read what will be gone."""

    code = "answer_not_typed"
    title = _("Type %(reference)s to go on.")


class RectificationNotAsked(DomainError):
    """Nothing is rectified that nobody asked to rectify."""

    code = "answer_rectification_not_asked"
    title = _("The request asks for no rectification.")
    cites = (gdpr(16),)
    status = 409


class NothingToRectify(DomainError):
    """The value stands there already, a hold spares the rows, or a run is at work on it."""

    code = "answer_nothing_to_rectify"
    title = _("There is nothing here that can be rectified so now.")
    cites = (gdpr(16),)
    status = 409


class NothingToErase(DomainError):
    """Nothing was found that may be erased: a law or a hold keeps it, or it is gone."""

    code = "answer_nothing_to_erase"
    title = _("There is nothing here that may be erased now.")
    cites = (gdpr(17, 3),)
    status = 409

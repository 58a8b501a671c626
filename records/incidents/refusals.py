"""Refusals about incidents, in the domain's words, and which constraint means which."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from roles.services.recording import keep
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.law import gdpr, reg_611
from voipgrid_privacy.kernel.models import RegisteredModel

M = TypeVar("M", bound=RegisteredModel)


class IncidentFixed(DomainError):
    """What is on record is only added to."""

    code = "incident_fixed"
    title = _("What is on record about an incident stays: add what is new.")
    cites = (gdpr(33, 5),)
    status = 409


class IncidentClosed(DomainError):
    """The file is closed."""

    code = "incident_closed"
    title = _("This incident is closed: reopen it first, and say why.")
    status = 409


class IncidentErased(DomainError):
    """What was said in the file is gone, so that nothing can go on from it."""

    code = "incident_erased"
    title = _("The words of this file were erased after their term: register a new incident.")
    cites = (gdpr(5, 1, "e"),)
    status = 409


class IncidentNotClosed(DomainError):
    """There is nothing to reopen."""

    code = "incident_not_closed"
    title = _("This incident is not closed.")
    status = 409


class IncidentLater(DomainError):
    """The instant is still to come."""

    code = "incident_later"
    title = _("That moment is still to come.")


class IncidentTooEarly(DomainError):
    """Before there was a term for it, or before anything that this is about."""

    code = "incident_too_early"
    title = _("That moment is too long ago: no term of the law that holds here began by then.")


class IncidentEarlier(DomainError):
    """Before its party knew."""

    code = "incident_earlier"
    title = _("That moment is before the party became aware of the incident.")


class IncidentEndsBefore(DomainError):
    """It ended before it began."""

    code = "incident_ends_before"
    title = _("The incident would have ended before it began.")


class IncidentBeganLater(DomainError):
    """Nobody is aware of what did not begin yet."""

    code = "incident_began_later"
    title = _("The incident would have begun after the party became aware of it.")
    cites = (gdpr(33, 5),)


class IncidentNameless(DomainError):
    """Nobody says so."""

    code = "incident_nameless"
    title = _("Give the name of who does or says this.")


class IncidentReasonless(DomainError):
    """A decision without reasons."""

    code = "incident_reasonless"
    title = _("Give the reasons: the authority can ask for them.")
    cites = (gdpr(33, 5), gdpr(5, 2))


class DelayReasonless(DomainError):
    """After the clock, and no reasons."""

    code = "incident_delay_reasonless"
    title = _("This is after the clock ended: give the reasons of the delay.")
    cites = (gdpr(33, 1), reg_611(2, 3))


class RiskNotUnlikely(DomainError):
    """Not notified although a risk is not unlikely."""

    code = "incident_risk_not_unlikely"
    title = _(
        "Only where a risk to persons is unlikely is the authority not notified: the latest"
        " assessment does not say so."
    )
    cites = (gdpr(33, 1),)
    status = 409


class RiskHigh(DomainError):
    """Nobody told although the risk is high, or nobody assessed it."""

    code = "incident_risk_high"
    title = _(
        "That no high risk is likely is not what the latest assessment says, or there is none:"
        " tell the persons, or name the exception of Art. 34(3)."
    )
    cites = (gdpr(34, 1), gdpr(34, 3))
    status = 409


class DutiesOpen(DomainError):
    """Closing while a duty is open."""

    code = "incident_duties_open"
    title = _("This cannot be closed yet. Still to do: %(duties)s.")
    cites = (gdpr(33, 1), gdpr(33, 5), gdpr(34, 1))
    status = 409


class IncidentOfOthers(DomainError):
    """The proof belongs to another file."""

    code = "incident_of_others"
    title = _("That belongs to another incident.")


class NotRegistrant(DomainError):
    """Somebody else registered the incident."""

    code = "incident_not_registrant"
    title = _("Only who registered the incident says whom it touches.")
    status = 403


class NoOneToTell(DomainError):
    """No notice waits."""

    code = "incident_no_notices"
    title = _("No notice waits to be sent.")
    status = 409


class NoAddress(DomainError):
    """Nobody that waits has an address or an account."""

    code = "incident_no_address"
    title = _("Who waits has no e-mail address and no account: tell otherwise, and record how.")
    status = 409


class NotServed(DomainError):
    """It is not served by the registrant on any day of the incident."""

    code = "incident_not_served"
    title = _(
        "%(number)s of these parties are unknown, or you served them on none of the days of the"
        " incident with what it touches."
    )


class RowUnreadable(DomainError):
    """A line of the list cannot be read."""

    code = "incident_row_unreadable"
    title = _("Line %(line)s cannot be read: give a party and, after it, persons and records.")


class LetterUnreadable(DomainError):
    """A line of the list is no reference of a person."""

    code = "incident_letter_unreadable"
    title = _("Line %(line)s is no reference: at most 120 characters, no name and no address.")


class LetterNotWaiting(DomainError):
    """There is no such letter, or it was sent or taken off already."""

    code = "incident_letter_not_waiting"
    title = _("Line %(line)s names no letter of that kind that waits: what was sent stays.")
    status = 409


class LetterNotSent(DomainError):
    """There is no such letter that was sent, or one follows it already."""

    code = "incident_letter_not_sent"
    title = _(
        "Line %(line)s names no letter of that kind that was sent, or one that corrects it is"
        " listed already."
    )
    status = 409


class NoCorrections(DomainError):
    """Nothing is corrected."""

    code = "incident_no_corrections"
    title = _("Say which reference is wrong, and which is right.")


class NoLetters(DomainError):
    """No letter of that kind waits: what was sent is not sent again."""

    code = "incident_no_letters"
    title = _("No letter of that kind waits to be sent.")
    status = 409


class EvidenceRefused(DomainError):
    """Not a file that is kept as proof."""

    code = "incident_evidence_refused"
    title = _("Proof is a PDF, PNG, JPEG or plain text of at most 10 MB.")


class ScoreRefused(DomainError):
    """The method has no such score."""

    code = "incident_score_refused"
    title = _("The method does not know that score.")


class UnknownData(DomainError):
    """A category or store that the register does not know."""

    code = "incident_unknown_data"
    title = _("The register does not know that kind of data or that data store.")


class UnknownFeature(DomainError):
    """A feature that the telephony service does not have."""

    code = "incident_unknown_feature"
    title = _("The service has no such feature.")


BY_CONSTRAINT: Final[dict[str, type[DomainError]]] = {
    **{
        refusal.code: refusal
        for refusal in (
            IncidentFixed,
            IncidentClosed,
            IncidentNotClosed,
            IncidentLater,
            IncidentEarlier,
            IncidentBeganLater,
            IncidentNameless,
            IncidentReasonless,
            DelayReasonless,
            RiskNotUnlikely,
            RiskHigh,
            DutiesOpen,
            IncidentOfOthers,
        )
    },
    "incident_dossier_aware_before": IncidentLater,
    "incident_facts_in_order": IncidentEndsBefore,
}


@contextmanager
def in_our_words() -> Iterator[None]:
    """Raise the DomainError for what the database refuses inside."""
    try:
        yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        refusal = BY_CONSTRAINT.get(getattr(diagnosis, "constraint_name", None) or "")
        if refusal is None:
            raise
        raise refusal from error


def added(row: M) -> M:
    """Check and insert a row; raises the DomainError of whatever refuses it."""
    with in_our_words():
        return keep(row)
